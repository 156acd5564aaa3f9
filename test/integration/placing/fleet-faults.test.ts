import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { engineAddress } from '../../../src/fleet/engine/address.ts';
import { connectEngine } from '../../../src/fleet/engine/connect.ts';
import { subjectsOf } from '../../../src/fleet/protocol/subjects.ts';
import { Membership } from '../../../src/fleet/worker/membership.ts';
import { type NatsServer, startNats } from '../../fixtures/nats/start-server.ts';
import { smallDisk, unmountAll } from '../faults/small-disk.ts';
import { eventually, rollcallHere, startRollcall } from '../rollcall.ts';
import { countedOnce, fireHere, startLoad } from './faulty-fleet.ts';

/** By hand: 20. */
const repeats = Number(process.env['ROLLCALL_FAULT_REPEATS'] ?? 1);
/** By hand: 60. The coordinator gives a worker 10 s. */
const stoppedSeconds = Number(process.env['ROLLCALL_FAULT_STOP_SECONDS'] ?? 3);
const times = Array.from({ length: repeats }, (_, i) => i + 1);

let broker: NatsServer;
/** Of the fleet `shared`, for one run after another: `a`, which what happens to one happens to, and `b`. */
const workers: ReturnType<typeof startRollcall>[] = [];

const at = (fleet: string) => ['--engine', broker.url, '--fleet', fleet];
const startWorker = (name: string, ...more: string[]) => startRollcall('worker', '--name', name, ...more);
/** One that a test ends: another takes its place. */
function mortal() {
  const [worker] = workers;
  onTestFinished(async () => {
    worker?.child.kill('SIGKILL');
    await worker?.ended;
    workers[0] = startWorker('a', ...at('shared'));
  });
  return worker;
}
const all = (count: number) => Array.from({ length: count }, (_, n) => n);

beforeAll(async () => {
  broker = await startNats();
  for (const name of ['a', 'b']) workers.push(startWorker(name, ...at('shared')));
});
afterAll(async () => {
  for (const { child } of workers) child.kill('SIGKILL');
  await Promise.all(workers.map(({ ended }) => ended));
  await broker?.[Symbol.asyncDispose]();
  unmountAll();
});

describe.each(times)('time %i', (time) => {
  it('a worker that is killed before the load: nothing is fired, and the message names it', async () => {
    const worker = mortal();
    const { run, fired } = await startLoad({ at: at('shared'), seconds: 1, early: true });
    worker?.child.kill('SIGKILL');
    const { code, stderr } = await run.ended;
    expect([code, stderr]).toEqual([2, expect.stringContaining('a could not start: it left the broker; nothing was')]);
    expect((await fired()).numbers).toEqual([]);
  });

  it('a worker that is killed during the load is not replaced, and the verdict names it', async () => {
    const worker = mortal();
    const load = await fireHere({ at: at('shared'), seconds: 3 });
    worker?.child.kill('SIGKILL');
    const { lost, reasons } = await load.finished();
    expect([lost, reasons]).toEqual([['a'], expect.arrayContaining(['worker-lost', 'samples-missing'])]);
    const [kept, { numbers }] = [(await load.samples()).length, await load.fired()];
    // b has all of its 60, every second one; of a, what arrived. Nothing is on disk that was not fired.
    expect(numbers.filter((n) => n % 2 === 1)).toHaveLength(60);
    expect(kept).toBeGreaterThanOrEqual(60);
    expect(countedOnce(numbers)).toBeGreaterThanOrEqual(kept);
    expect(numbers.length).toBeLessThan(120);
  });

  it('a worker that ends by a signal during the load hands over all that it has fired, and the verdict names it', async () => {
    const worker = mortal();
    const load = await fireHere({ at: at('shared'), seconds: 2 });
    worker?.child.kill('SIGTERM');
    expect((await worker?.ended)?.code).toBe(0);
    const { lost, reasons } = await load.finished();
    expect([lost, reasons]).toEqual([['a'], expect.arrayContaining(['worker-lost', 'samples-missing'])]);
    const sent = (await load.samples()).filter(({ sentAtMs }) => sentAtMs !== undefined);
    const { numbers } = await load.fired();
    // Of 80: b has its 40, and not one that a has fired is missing.
    expect([countedOnce(numbers), numbers.filter((n) => n % 2 === 1).length]).toEqual([sent.length, 40]);
    expect(sent.length).toBeLessThan(80);
  });

  it('a worker that is killed after the load: all samples are there', async () => {
    const worker = mortal();
    const load = await fireHere({ at: at('shared'), seconds: 1 });
    expect(await eventually(async () => (await load.samples()).length === 40)).toBe(true);
    worker?.child.kill('SIGKILL');
    const { code, sent } = await load.finished();
    expect([code, sent]).toEqual([0, 40]);
    expect((await load.fired()).numbers).toEqual(all(40));
  });

  it('a worker that is stopped for a while: all of it once, or the worker is lost and fires no more', async () => {
    const load = await fireHere({ at: at('shared'), seconds: 4 });
    workers[0]?.child.kill('SIGSTOP');
    await sleep(stoppedSeconds * 1000);
    workers[0]?.child.kill('SIGCONT');
    const { lost, reasons, sent } = await load.finished();
    const { numbers } = await load.fired();
    if (stoppedSeconds < 10) {
      expect([lost, sent, numbers]).toEqual([[], 160, all(160)]);
      expect(reasons).toContain('late-sends');
    } else {
      expect([lost, reasons]).toEqual([['a'], expect.arrayContaining(['worker-lost', 'samples-missing'])]);
      expect(countedOnce(numbers)).toBeLessThan(160);
    }
  });

  it('a coordinator that is killed leaves workers that stop within 5 s and end by themselves, and samples on disk', async () => {
    const fleet = ['a', 'b'].map((name) => startWorker(name, '--once', ...at(`killed-${time}`)));
    onTestFinished(() => {
      for (const { child } of fleet) child.kill('SIGKILL');
    });
    const load = await startLoad({ at: at(`killed-${time}`), seconds: 60 });
    load.run.child.kill('SIGKILL');
    const killedAtMs = performance.timeOrigin + performance.now();
    await load.run.ended;
    const endings = await Promise.all(fleet.map(({ ended }) => ended));
    for (const { code, stderr } of endings)
      expect([code, stderr]).toEqual([2, expect.stringContaining('the coordinator was lost')]);
    const kept = (await load.samples()).length;
    expect(kept).toBeGreaterThan(10);
    const { numbers, lastAtMs } = await load.fired();
    expect(countedOnce(numbers)).toBeGreaterThanOrEqual(kept);
    expect(lastAtMs - killedAtMs).toBeLessThan(5000);
  });

  it('a broker that restarts during the load: every request once, and every sample', async () => {
    const load = await fireHere({ at: at('shared'), seconds: 2 });
    await broker.restart();
    const { lost, sent } = await load.finished();
    expect([lost, sent, (await load.samples()).length]).toEqual([[], 80, 80]);
    expect((await load.fired()).numbers).toEqual(all(80));
  });

  it('a run that is interrupted while its broker is gone keeps the samples that came, and its workers end, too', async () => {
    await using gone = await startNats();
    const fleet = ['a', 'b'].map((name) => startWorker(name, '--once', '--engine', gone.url));
    const load = await startLoad({ at: ['--engine', gone.url], seconds: 60 });
    await gone.kill();
    for (const { child } of [load.run, ...fleet]) child.kill('SIGTERM');
    const { code, lost, reasons, sent, stderr } = await load.finished();
    expect([code, lost, stderr]).toEqual([130, ['a', 'b'], expect.not.stringContaining('did not end in time')]);
    expect(reasons).toEqual(expect.arrayContaining(['worker-lost', 'samples-missing']));
    expect(sent).toBe((await load.samples()).length);
    expect(sent).toBeGreaterThan(10);
    for (const { code } of await Promise.all(fleet.map(({ ended }) => ended))) expect(code).toBe(0);
  });

  it('a second coordinator, and a worker of another version, during a load: both are refused', async () => {
    const load = await startLoad({ at: at('shared'), seconds: 8 });
    const connection = await connectEngine(engineAddress({ engine: broker.url }), 'worker');
    using _other = new Membership({
      ...{ connection, subjects: subjectsOf('shared') },
      hello: { version: '0.0.1', worker: 'c', name: 'c', node: 'v20', machine: 'here', cores: 2, memoryMb: 1000 },
      onCall: () => {},
      onLease: () => expect.fail('it was leased'),
      onCommand: () => ({ kind: 'done' }),
      onRelease: async () => {},
    });
    const second = ['run', load.file, '--workers', '1', '--join-timeout', '1s', ...at('shared')];
    const { code, stderr } = await rollcallHere(...second);
    await connection.close();
    expect([code, stderr]).toEqual([2, expect.stringContaining('got 0; nothing was fired')]);
    for (const reason of ['a: it works for another run', 'b: it works for another run', 'c: it runs rollcall 0.0.1'])
      expect(stderr).toContain(reason);
    expect((await load.finished()).lost).toEqual([]);
    expect((await load.fired()).numbers).toEqual(all(320));
  });

  it('a disk that is full at the coordinator: the load ends, and whole samples are on it', async () => {
    // 20 KiB, of which a sample takes about 290 bytes: for fewer than 80.
    const out = join(await smallDisk(20), 'run');
    const load = await fireHere({ at: at('shared'), seconds: 20, out });
    const { code, stderr } = await load.ended;
    expect([code, stderr]).toEqual([2, expect.stringContaining('samples.ndjson: ENOSPC')]);
    const kept = (await load.samples()).length;
    expect(kept).toBeGreaterThan(10);
    const { numbers } = await load.fired();
    expect(countedOnce(numbers)).toBeGreaterThanOrEqual(kept);
    // Of 800.
    expect(numbers.length).toBeLessThan(400);
  });
});
