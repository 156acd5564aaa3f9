import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { expect, test } from 'vitest';
import { BlockReader } from '../../../src/fleet/coordinator/block-reader.ts';
import { engineAddress } from '../../../src/fleet/engine/address.ts';
import { connectEngine } from '../../../src/fleet/engine/connect.ts';
import { createSampleStream, deleteSampleStream } from '../../../src/fleet/engine/sample-stream.ts';
import { encoded } from '../../../src/fleet/protocol/messages.ts';
import { defaultFleet, parseFleet, subjectsOf } from '../../../src/fleet/protocol/subjects.ts';
import { startNats } from '../../fixtures/nats/start-server.ts';

test('a stream that is full refuses a block, keeps one that comes twice once, and is there after a restart', async () => {
  await using broker = await startNats();
  const connection = await connectEngine(engineAddress({ engine: broker.url }), 'coordinator');
  const place = { connection, subjects: subjectsOf(parseFleet(defaultFleet)), run: 'r1' };
  await createSampleStream(place, { maxBytes: 64 * 1024 });
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

test('of a lost worker everything that the stream has is read, however slowly: its end is no matter of time', async () => {
  await using broker = await startNats();
  const connection = await connectEngine(engineAddress({ engine: broker.url }), 'coordinator');
  const place = { connection, subjects: subjectsOf(defaultFleet), run: 'r1' };
  await createSampleStream(place);
  const client = jetstream(connection);
  // Block 1 was never published.
  for (const sequence of [0, ...Array.from({ length: 40 }, (_, k) => k + 2)]) {
    const block = encoded('block', { kind: 'logs', firing: 0, sequence, texts: [] });
    await client.publish(place.subjects.samples('r1', 'a'), block);
  }
  const read: number[] = [];
  const receive = (_: string, { sequence }: { readonly sequence: number }) => {
    read.push(sequence);
    return sequence === 0 ? sleep(1000) : undefined;
  };
  await using reader = await BlockReader.start(place, ['a'], { receive, gone: (_, reason) => expect.fail(reason) });
  // Nothing comes for a second, as the first block is on its way to the disk: that is no end.
  await reader.drain('a', { looks: 5, lookMs: 5000 });
  expect(read).toEqual([0, ...Array.from({ length: 40 }, (_, k) => k + 2)]);
  const manager = await jetstreamManager(connection);
  expect(await manager.streams.info(place.subjects.stream('r1'))).toMatchObject({ state: { messages: 0 } });
  await connection.close();
});

test('the stream of a coordinator that was killed is removed by the next one; those of others stay', async () => {
  await using broker = await startNats();
  const connection = await connectEngine(engineAddress({ engine: broker.url }), 'coordinator');
  const subjects = subjectsOf(defaultFleet);
  const placeOf = (run: string) => ({ connection, subjects, run });
  const other = { ...placeOf('other'), subjects: subjectsOf('other') };
  for (const place of [placeOf('killed'), placeOf('begun'), placeOf('alive'), other]) await createSampleStream(place);
  const listeners = { receive: () => undefined, gone: () => {} };
  // Killed: it has read, and waits for nothing.
  await (await BlockReader.start(placeOf('killed'), ['a', 'b'], listeners))[Symbol.asyncDispose]();
  await using _alive = await BlockReader.start(placeOf('alive'), ['a', 'b'], listeners);
  const manager = await jetstreamManager(connection);
  const names = async () => (await manager.streams.list().next()).map(({ config }) => config.name).sort();
  // As long as a minute has not passed, all may be in use.
  await createSampleStream(placeOf('next'));
  expect(await names()).toHaveLength(5);
  await sleep(50);
  await createSampleStream(placeOf('later'), { idleMs: 40 });
  // The requests for blocks of the killed one have ended with its connection: here it is its own that is closed.
  expect(await names()).toEqual(
    [other.subjects.stream('other'), subjects.stream('alive'), subjects.stream('later')].sort(),
  );
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
