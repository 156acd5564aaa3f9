import { setTimeout as sleep } from 'node:timers/promises';
import { encode } from '@msgpack/msgpack';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { gatherWorkers, keepLeased, releaseWorkers } from '../../../src/fleet/coordinator/gather.ts';
import { engineAddress } from '../../../src/fleet/engine/address.ts';
import { connectEngine, connectWhenThere } from '../../../src/fleet/engine/connect.ts';
import { decoded, encoded, protocol } from '../../../src/fleet/protocol/messages.ts';
import { subjectsOf } from '../../../src/fleet/protocol/subjects.ts';
import { Membership } from '../../../src/fleet/worker/membership.ts';
import { serveRuns } from '../../../src/fleet/worker/serve.ts';
import { type NatsServer, startNats } from '../../fixtures/nats/start-server.ts';
import { rollcallHere, scenarioFile } from '../rollcall.ts';

let broker: NatsServer;
let connection: NatsConnection;
beforeAll(async () => {
  broker = await startNats();
  connection = await connectEngine(engineAddress({ engine: broker.url }), 'coordinator');
});
afterAll(async () => {
  await connection?.close();
  await broker?.[Symbol.asyncDispose]();
});

/** Each test has a fleet of its own. */
let fleets = 0;
const newFleet = () => subjectsOf(`test-${fleets++}`);

const never = new AbortController().signal;
const version = '1.0.0';

function join(subjects: ReturnType<typeof subjectsOf>, name: string, ofVersion = version) {
  const leases: string[] = [];
  const membership = new Membership({
    ...{ connection, subjects },
    hello: { version: ofVersion, worker: name, name, node: 'v20', machine: 'here', cores: 2, memoryMb: 1000 },
    onLease: (run) => void leases.push(run),
    onCall: () => {},
    onCommand: async () => ({ kind: 'done' }),
    onRelease: async () => void leases.push('free'),
  });
  onTestFinished(() => membership[Symbol.dispose]());
  return leases;
}

const gather = (subjects: ReturnType<typeof subjectsOf>, run: string, workers: number, deadlineMs = 20_000) =>
  gatherWorkers({ connection, subjects, run, version, workers, deadlineMs, signal: never });

test('as many workers are leased as are needed, sorted by name, also those that come later', async () => {
  const subjects = newFleet();
  const b = join(subjects, 'b');
  const gathering = gather(subjects, 'r1', 2);
  const a = join(subjects, 'a');
  expect((await gathering).map(({ name }) => name)).toEqual(['a', 'b']);
  expect([a, b]).toEqual([['r1'], ['r1']]);
});

test('no more workers are leased than are needed', async () => {
  const subjects = newFleet();
  const leases = ['a', 'b', 'c'].map((name) => join(subjects, name));
  await gather(subjects, 'r1', 2);
  expect(leases.flat()).toEqual(['r1', 'r1']);
});

test('too few workers at the deadline are an error, and those that have joined are free again', async () => {
  const subjects = newFleet();
  const a = join(subjects, 'a');
  await expect(gather(subjects, 'r1', 3, 700)).rejects.toMatchObject({
    code: 'fleet-incomplete',
    message: 'expected 3 workers within 0.7 s, got 1 (a); nothing was fired',
  });
  expect(a).toEqual(['r1', 'free']);
});

test('workers that joined long before the last one wait for it, and until they have something to do', async () => {
  const subjects = newFleet();
  const said: string[] = [];
  const stopping = new AbortController();
  const hello = { version, worker: 'early', name: 'early', node: 'v20', machine: 'here', cores: 2, memoryMb: 1000 };
  const say = (words: string) => void said.push(words);
  const serving = serveRuns({ connection, subjects, hello, once: true, signal: stopping.signal, say });
  const gathering = gather(subjects, 'r1', 2);
  // A worker leaves a coordinator that the broker does not know after 3 s.
  await sleep(3600);
  join(subjects, 'late');
  await gathering;
  using _ = keepLeased({ connection, subjects, run: 'r1', version, workers: 2, deadlineMs: 0, signal: never });
  await sleep(3600);
  expect(said).toEqual(['works for run r1']);
  await releaseWorkers({ connection, subjects, run: 'r1' }, ['early']);
  expect(await serving).toBe('released');
});

test('a worker that was stopped after it had joined leaves its place to another one', async () => {
  const subjects = newFleet();
  const stopping = new AbortController();
  const hello = { version, worker: 'a', name: 'a', node: 'v20', machine: 'here', cores: 2, memoryMb: 1000 };
  const say = (words: string) => {
    if (words === 'works for run r1') stopping.abort();
  };
  const serving = serveRuns({ connection, subjects, hello, once: true, signal: stopping.signal, say });
  const gathering = gather(subjects, 'r1', 2);
  expect(await serving).toBe('stopped');
  // It is forgotten after 2.5 s without an answer.
  await sleep(3500);
  join(subjects, 'b');
  join(subjects, 'c');
  expect((await gathering).map(({ name }) => name)).toEqual(['b', 'c']);
});

test('a broker that is away for longer than a coordinator may be silent: the worker is there for the next run', async () => {
  await using own = await startNats();
  const [ours, theirs] = await Promise.all(
    (['worker', 'coordinator'] as const).map((role) => connectEngine(engineAddress({ engine: own.url }), role)),
  );
  if (ours === undefined || theirs === undefined) throw new Error('no connection');
  const subjects = newFleet();
  const said: string[] = [];
  const stopping = new AbortController();
  const hello = { version, worker: 'a', name: 'a', node: 'v20', machine: 'here', cores: 2, memoryMb: 1000 };
  const say = (words: string) => void said.push(words);
  const serving = serveRuns({ connection: ours, subjects, hello, once: false, signal: stopping.signal, say });
  const options = { connection: theirs, subjects, version, workers: 1, deadlineMs: 20_000, signal: never };
  await gatherWorkers({ ...options, run: 'r1' });
  await own.kill();
  await expect.poll(() => said).toContain('stopped: the coordinator was silent for 10 s');
  await own.restart();
  expect(await gatherWorkers({ ...options, run: 'r2' })).toMatchObject([{ name: 'a' }]);
  stopping.abort();
  expect(await serving).toBe('stopped');
  await Promise.all([ours.close(), theirs.close()]);
});

test('a worker of another version is not leased, and the message says so', async () => {
  const subjects = newFleet();
  const leases = join(subjects, 'old', '0.9.0');
  await expect(gather(subjects, 'r1', 1, 100)).rejects.toThrow(
    'old: it runs rollcall 0.9.0, and this is 1.0.0: install the same version',
  );
  expect(leases).toEqual([]);
});

test('a worker of the same version that speaks another protocol is another build', async () => {
  const subjects = newFleet();
  const about = { name: 'old', node: 'v20', machine: 'here', cores: 2, memoryMb: 1000 };
  const hello = encoded('hello', { protocol: protocol - 1, version, worker: 'old', ...about });
  const calls = connection.subscribe(subjects.call, { callback: (_, message) => void message.respond(hello) });
  onTestFinished(() => calls.unsubscribe());
  await expect(gather(subjects, 'r1', 1, 600)).rejects.toThrow('old: it is another build of rollcall 1.0.0');
});

test('a worker whose hello has other fields is named, too', async () => {
  const subjects = newFleet();
  const hello = encode({ protocol: protocol + 1, version: '2.0.0', worker: 'new', name: 'new' });
  const calls = connection.subscribe(subjects.call, { callback: (_, message) => void message.respond(hello) });
  onTestFinished(() => calls.unsubscribe());
  await expect(gather(subjects, 'r1', 1, 600)).rejects.toThrow('new: it runs rollcall 2.0.0, and this is 1.0.0');
});

test('a worker refuses the lease of another build, and says that it is one', async () => {
  const subjects = newFleet();
  const leases = join(subjects, 'a');
  const lease = encoded('command', { kind: 'lease', protocol: protocol - 1, version, run: 'r1' });
  const { data } = await connection.request(subjects.to('a'), lease);
  const reason = 'it is another build of rollcall 1.0.0: install the same one';
  expect([decoded('answer', data), leases]).toEqual([{ kind: 'refused', reason }, []]);
});

test('a worker that could not fire its share is not leased, and another is', async () => {
  const subjects = newFleet();
  const leases = ['few', 'many'].map((name) => join(subjects, name));
  const options = { connection, subjects, run: 'r1', version, deadlineMs: 20_000, signal: never };
  const whyUnfit = ({ name }: { readonly name: string }) => (name === 'few' ? 'too few files' : undefined);
  await gatherWorkers({ ...options, workers: 1, whyUnfit });
  expect(leases).toEqual([[], ['r1']]);
  await releaseWorkers(options, ['many']);
  await expect(gatherWorkers({ ...options, workers: 2, deadlineMs: 100, whyUnfit })).rejects.toThrow(
    'got 1 (many); nothing was fired\nfew: too few files',
  );
});

test('a worker of another machine is not leased for targets that listen on loopback', async () => {
  const subjects = newFleet();
  const leases = join(subjects, 'a');
  const options = { connection, subjects, run: 'r1', version, workers: 1, deadlineMs: 100, signal: never };
  await expect(
    gatherWorkers({
      ...options,
      onlyOn: { machine: 'there', because: 'the URL of api is on loopback: give one that it reaches' },
    }),
  ).rejects.toThrow('a: it is on here, not on there, and the URL of api is on loopback: give one that it reaches');
  expect(leases).toEqual([]);
});

test('of two coordinators each worker works for one, and for the other when it was released', async () => {
  const subjects = newFleet();
  const a = join(subjects, 'a');
  await gather(subjects, 'r1', 1);
  await expect(gather(subjects, 'r2', 1, 100)).rejects.toThrow('a: it works for another run');
  await releaseWorkers({ connection, subjects, run: 'r2' }, ['a']);
  expect(a).toEqual(['r1']);
  await releaseWorkers({ connection, subjects, run: 'r1' }, ['a']);
  await gather(subjects, 'r2', 1);
  expect(a).toEqual(['r1', 'free', 'r2']);
});

test('a worker waits for its broker, and a coordinator says that there is none', async () => {
  await using later = await startNats();
  const address = engineAddress({ engine: later.url });
  await later.kill();
  await expect(connectEngine(address, 'coordinator')).rejects.toMatchObject({ code: 'engine-unreachable' });
  const reasons: string[] = [];
  const waiting = connectWhenThere(address, 'worker', {
    signal: never,
    waiting: (reason) => {
      reasons.push(reason);
      void later.restart();
    },
  });
  await (await waiting).close();
  expect(reasons).toEqual([expect.stringMatching(/^the broker at 127\.0\.0\.1:\d+ cannot be reached: /)]);
});

test('a broker that refuses the credentials is an error at once, which does not repeat them', async () => {
  await using closed = await startNats({ config: 'authorization { token: "s3cret-token" }' });
  const address = { ...engineAddress({ engine: closed.url }), credentials: { kind: 'token', token: 'wr0ng' } } as const;
  const refused = expect(connectWhenThere(address, 'worker', { signal: never, waiting: () => {} })).rejects;
  await refused.toMatchObject({ code: 'engine-refused', message: expect.not.stringContaining('wr0ng') });
});

test('no broker within --join-timeout ends the run, which has said why it waits', async () => {
  const targets = [{ kind: 'http', name: 'api', url: 'http://127.0.0.1:9' }];
  const load = [{ kind: 'burst', name: 'burst', size: 1 }];
  const file = await scenarioFile(JSON.stringify({ name: 'no-broker', question: 'q', targets, load }));
  const nowhere = ['--engine', 'nats://127.0.0.1:9', '--join-timeout', '600ms'];
  const { code, stderr } = await rollcallHere('run', file, '--workers', '1', ...nowhere);
  const words = [
    'waiting for the broker: the broker at 127.0.0.1:9 cannot be reached',
    'from this machine after 0.6 s',
  ];
  expect([code, stderr]).toEqual([2, expect.stringMatching(new RegExp(words.join('[^]*')))]);
});
