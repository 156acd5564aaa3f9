import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, nkeys } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gatherWorkers, releaseWorkers } from '../../../src/fleet/coordinator/gather.ts';
import { createSampleStream, deleteSampleStream } from '../../../src/fleet/engine/sample-stream.ts';
import { encoded, protocol } from '../../../src/fleet/protocol/messages.ts';
import { subjectsOf } from '../../../src/fleet/protocol/subjects.ts';
import { Membership } from '../../../src/fleet/worker/membership.ts';
import { rollcallHere, temporaryDirectory } from '../rollcall.ts';
import { startClosedBroker } from './closed-broker.ts';

const version = '1.0.0';
const subjects = subjectsOf('test');
const run = 'r1';

let closed: Awaited<ReturnType<typeof startClosedBroker>>;
let [coordinator, worker]: NatsConnection[] = [];
let membership: Membership;
const leases: string[] = [];

beforeAll(async () => {
  closed = await startClosedBroker();
  coordinator = await closed.connect('coordinator', 'coordinator');
  worker = await closed.connect('worker', 'worker');
  membership = new Membership({
    ...{ connection: worker, subjects },
    hello: { version, worker: 'a', name: 'a', node: 'v20', machine: 'here', cores: 2, memoryMb: 1000 },
    onLease: (leased) => leases.push(leased),
    onCall: () => {},
    onCommand: () => ({ kind: 'done' }),
    onRelease: async () => void leases.push('free'),
  });
  // The broker knows of its subscriptions, so that it hears the first call.
  await worker.flush();
});
afterAll(async () => {
  membership?.[Symbol.dispose]();
  await worker?.close();
  await coordinator?.close();
  await closed?.[Symbol.asyncDispose]();
});

const gather = (connection: NatsConnection, of: string) =>
  gatherWorkers({
    ...{ connection, subjects, run: of, version, workers: 1, deadlineMs: 300 },
    signal: new AbortController().signal,
  });

it('a coordinator and a worker have what they need: calls, leases, and the stream of samples', async () => {
  const connection = coordinator as NatsConnection;
  expect(await gather(connection, run)).toMatchObject([{ name: 'a' }]);
  await createSampleStream({ connection, subjects, run });
  const publish = jetstream(worker as NatsConnection).publish(subjects.samples(run, 'a'), 'block', { msgID: 'a/0' });
  expect(await publish).toMatchObject({ duplicate: false });
  const manager = await jetstreamManager(connection);
  expect(await manager.streams.info(subjects.stream(run))).toMatchObject({ state: { messages: 1 } });
  await deleteSampleStream({ connection, subjects, run });
  await releaseWorkers({ connection, subjects, run }, ['a']);
  expect(leases).toEqual([run, 'free']);
});

it('the files that `rollcall keys` writes are for their owner alone, fit together, and replace none', async () => {
  const folder = join(await temporaryDirectory(), 'keys');
  const { code, stdout } = await rollcallHere('keys', folder);
  expect(code).toBe(0);
  const names = ['coordinator.nk', 'nats.env', 'worker.nk'];
  expect(readdirSync(folder)).toEqual(names);
  expect(names.map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8').trim();
  const publicKeys = ['coordinator.nk', 'worker.nk'].map((name) =>
    nkeys.fromSeed(Buffer.from(read(name))).getPublicKey(),
  );
  expect(read('nats.env')).toBe(`ROLLCALL_COORDINATOR_KEY=${publicKeys[0]}\nROLLCALL_WORKER_KEY=${publicKeys[1]}`);
  for (const name of ['coordinator.nk', 'worker.nk']) expect(stdout).not.toContain(read(name));
  const again = await rollcallHere('keys', folder);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('keys that are there are not replaced')]);
});

it('without credentials nobody connects', async () => {
  await expect(closed.connect(undefined, 'worker')).rejects.toMatchObject({ code: 'engine-refused' });
});

it.each([
  ['worker', 'engine-refused'],
  // It may publish what it likes in its own account.
  ['stranger', 'fleet-incomplete'],
] as const)('a %s cannot give work: no worker hears it', async (as, code) => {
  leases.length = 0;
  const connection = await closed.connect(as, 'coordinator');
  await expect(gather(connection, 'forged')).rejects.toMatchObject({ code });
  const lease = encoded('command', { kind: 'lease', protocol, version, run: 'forged' });
  connection.publish(subjects.to('a'), lease);
  await connection.flush();
  // The worker has read everything that was sent before this.
  await worker?.flush();
  expect(leases).toEqual([]);
  await connection.close();
});

it('a worker cannot read what others send, nor take samples away', async () => {
  const connection = await closed.connect('worker', 'worker');
  const heard: string[] = [];
  for (const subject of ['>', subjects.from(run, '*'), subjects.samples(run, '*'), '_INBOX_coordinator.>'])
    connection.subscribe(subject, { callback: (error) => void heard.push(error === null ? 'a message' : error.name) });
  await expect.poll(() => heard).toEqual(Array(4).fill('PermissionViolationError'));
  await expect(jetstreamManager(connection, { timeout: 300 })).rejects.toThrow();
  await connection.close();
});
