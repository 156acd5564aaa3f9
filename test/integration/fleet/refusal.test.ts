import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatherWorkers } from '../../../src/fleet/coordinator/gather.ts';
import { engineAddress } from '../../../src/fleet/engine/address.ts';
import { connectEngine } from '../../../src/fleet/engine/connect.ts';
import { checkAcknowledging, createSampleStream } from '../../../src/fleet/engine/sample-stream.ts';
import { subjectsOf } from '../../../src/fleet/protocol/subjects.ts';
import { serveRuns } from '../../../src/fleet/worker/serve.ts';
import { type NatsServer, startNats } from '../../fixtures/nats/start-server.ts';
import { eventually, temporaryDirectory } from '../rollcall.ts';

const config = `authorization { users: [
  { user: coordinator, password: c }
  { user: silent, password: s, permissions: { publish: { deny: "$JS.ACK.>" } } }
  { user: worker, password: w }
  { user: deaf, password: d, permissions: { subscribe: { deny: "rollcall.*.call" } } }
] }`;
const passwords = { coordinator: 'c', silent: 's', worker: 'w', deaf: 'd' };

let broker: NatsServer;
let folder: string;
beforeAll(async () => {
  [broker, folder] = await Promise.all([startNats({ config }), temporaryDirectory()]);
});
afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
});

function connect(user: keyof typeof passwords): Promise<NatsConnection> {
  const file = join(folder, user);
  writeFileSync(file, `${user}:${passwords[user]}`);
  const role = user === 'coordinator' || user === 'silent' ? 'coordinator' : 'worker';
  return connectEngine(engineAddress({ engine: broker.url, 'engine-credentials': file }), role);
}

/** For as long as anything may take. */
const signal = AbortSignal.timeout(30_000);
const version = '1.0.0';

const serve = (connection: NatsConnection, fleet: string, said: string[]) =>
  serveRuns({
    ...{ connection, subjects: subjectsOf(fleet), once: false, signal, say: (words) => void said.push(words) },
    hello: { version, worker: fleet, name: fleet, node: 'v20', machine: 'here', cores: 2, memoryMb: 1000 },
  });

const gather = (connection: NatsConnection, fleet: string) =>
  gatherWorkers({
    ...{ connection, subjects: subjectsOf(fleet), run: 'r1', version, workers: 1, deadlineMs: 20_000, signal },
  });

test('a coordinator that may not acknowledge samples is refused before anything is fired, and leaves no stream', async () => {
  const [allowed, silent] = await Promise.all([connect('coordinator'), connect('silent')]);
  const place = (connection: NatsConnection, run: string) => ({ connection, subjects: subjectsOf('f'), run });
  for (const [connection, run] of [[allowed, 'r1'] as const, [silent, 'r2'] as const])
    await createSampleStream(place(connection, run));
  await checkAcknowledging(place(allowed, 'r1'));
  await expect(checkAcknowledging(place(silent, 'r2'))).rejects.toMatchObject({
    code: 'engine-refused',
    message: expect.stringContaining('does not allow this client to publish to $JS.ACK.rollcall_f_r2.'),
  });
  const names = [];
  for await (const { config: stream } of (await jetstreamManager(allowed)).streams.list()) names.push(stream.name);
  expect(names).toEqual(['rollcall_f_r1']);
  await Promise.all([allowed.close(), silent.close()]);
});

test('a worker that may not hear the calls of a coordinator says so and ends', async () => {
  const connection = await connect('deaf');
  await expect(serve(connection, 'deaf', [])).rejects.toMatchObject({
    code: 'engine-refused',
    message: expect.stringContaining('does not allow this client to subscribe to rollcall.deaf.call'),
  });
  await connection.close();
});

test('credentials that are withdrawn end an idle worker, one at work, and a coordinator that waits', async () => {
  const connections = await Promise.all([connect('worker'), connect('worker'), connect('coordinator')]);
  const [idle, busy, coordinator] = connections;
  const said: string[] = [];
  const endings = [serve(idle, 'idle', []), serve(busy, 'busy', said)];
  await gather(coordinator, 'busy');
  endings.push(gather(coordinator, 'nobody').then(() => 'released' as const));
  const refused = Promise.allSettled(endings);
  expect(said).toEqual(['works for run r1']);
  broker.reconfigure(config.replaceAll(/password: [wc]/g, 'password: other'));
  expect(await refused).toMatchObject(
    endings.map(() => ({
      status: 'rejected',
      reason: { code: 'engine-refused', message: expect.stringContaining('ended the connection for good') },
    })),
  );
  expect(await eventually(async () => connections.every((connection) => connection.isClosed()))).toBe(true);
});
