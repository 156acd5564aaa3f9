import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { expect, test } from 'vitest';
import { engineAddress } from '../../../src/fleet/engine/address.ts';
import { connectEngine } from '../../../src/fleet/engine/connect.ts';
import { createSampleStream, deleteSampleStream } from '../../../src/fleet/engine/sample-stream.ts';
import { defaultFleet, parseFleet, subjectsOf } from '../../../src/fleet/protocol/subjects.ts';
import { startNats } from '../../fixtures/nats/start-server.ts';

test('a stream that is full refuses a block, keeps one that comes twice once, and is there after a restart', async () => {
  await using broker = await startNats();
  const connection = await connectEngine(engineAddress({ engine: broker.url }), 'coordinator');
  const place = { connection, subjects: subjectsOf(parseFleet(defaultFleet)), run: 'r1' };
  await createSampleStream(place, 64 * 1024);
  const client = jetstream(connection);
  const publish = (block: number) =>
    client.publish(place.subjects.samples('r1', 'a'), new Uint8Array(15 * 1024), { msgID: `a/${block}` });
  // 4 of 15 KiB are in 64 KiB, the fifth is not.
  for (const block of [0, 1, 2, 3]) expect(await publish(block)).toMatchObject({ duplicate: false });
  await expect(publish(4)).rejects.toMatchObject({ code: 10077 });
  expect(await publish(3)).toMatchObject({ duplicate: true });
  const manager = await jetstreamManager(connection);
  await broker.restart();
  await expect
    .poll(() => manager.streams.info(place.subjects.stream('r1')).catch(() => undefined))
    .toMatchObject({
      state: { messages: 4 },
    });
  await deleteSampleStream(place);
  await expect(manager.streams.info(place.subjects.stream('r1'))).rejects.toThrow();
  await connection.close();
});

test('a broker without JetStream is an error that says what to do', async () => {
  await using broker = await startNats({ jetStream: false });
  const connection = await connectEngine(engineAddress({ engine: broker.url }), 'coordinator');
  const place = { connection, subjects: subjectsOf(defaultFleet), run: 'r1' };
  await expect(createSampleStream(place)).rejects.toMatchObject({
    code: 'engine-invalid',
    hint: expect.stringContaining('nats-server -js'),
  });
  await connection.close();
});

test('a name that would be a wildcard is no fleet', () => {
  expect(() => parseFleet('a.>')).toThrow('--fleet: expected 1 to 32 letters, digits and hyphens, got "a.>"');
});
