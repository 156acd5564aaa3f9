import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type NatsServer, startNats } from '../../fixtures/nats/start-server.ts';
import { eventually, readSampleLines, scenarioFile, startRollcall, targetOf, temporaryDirectory } from '../rollcall.ts';
import { startRecordingTruth } from './recording-truth.ts';

/** By hand: 20. */
const repeats = Number(process.env['ROLLCALL_FAULT_REPEATS'] ?? 1);
const times = Array.from({ length: repeats }, (_, i) => i + 1);

let broker: NatsServer;
beforeAll(async () => {
  broker = await startNats();
});
afterAll(() => broker?.[Symbol.asyncDispose]());

let fleets = 0;

/** Two workers, which fire 40 requests a second together. */
async function firing({ seconds }: { readonly seconds: number }) {
  const truth = await startRecordingTruth();
  const fleet = `faults-${fleets++}`;
  const at = ['--engine', broker.url, '--fleet', fleet];
  const workers = ['a', 'b'].map((name) => startRollcall('worker', '--once', '--name', name, ...at));
  const target = `{ name: truth, kind: http, url: '${truth.url}' }`;
  const load = `{ name: r, kind: constantRate, ratePerSecond: 40, durationMs: ${seconds * 1000} }`;
  const file = await scenarioFile(`name: f\nquestion: q\ntargets: [${target}]\nload: [${load}]\n`);
  const out = join(await temporaryDirectory(), 'run');
  const run = startRollcall('run', file, '--workers', '2', '--out', out, '--no-data', '--json', ...at);
  onTestFinished(async () => {
    for (const { child } of [run, ...workers]) child.kill('SIGKILL');
    await truth[Symbol.asyncDispose]();
  });
  // The first line of samples is there when the load has begun.
  const samples = () => readSampleLines(out).catch(() => []);
  expect(await eventually(async () => (await samples()).length > 10)).toBe(true);
  return { truth, run, samples, workers, worker: workers[0] ?? run };
}

describe.each(times)('time %i', () => {
  it('a worker that is killed during the load is not replaced, and the verdict names it', async () => {
    const { truth, run, samples, worker } = await firing({ seconds: 4 });
    worker.child.kill('SIGKILL');
    const { stdout } = await run.ended;
    const result = JSON.parse(stdout);
    const lost = targetOf(result, 'truth').client?.workers?.filter(({ lost }) => lost !== undefined);
    expect(lost?.map(({ name }) => name)).toEqual(['a']);
    expect(JSON.stringify(result.verdict)).toContain('worker-lost');
    const [kept, fired] = [(await samples()).length, await truth.fired()];
    // b has all of its 80; of a, what arrived. Nothing was fired twice, and nothing is on disk that was not fired.
    expect(kept).toBeGreaterThanOrEqual(80);
    expect(fired).toBeGreaterThanOrEqual(kept);
    expect(fired).toBeLessThan(160);
  });

  it('a coordinator that is killed leaves workers that end by themselves, and samples on disk', async () => {
    const { truth, run, samples, workers } = await firing({ seconds: 60 });
    run.child.kill('SIGKILL');
    await run.ended;
    const endings = await Promise.all(workers.map(({ ended }) => ended));
    for (const { code, stderr } of endings)
      expect([code, stderr]).toEqual([2, expect.stringContaining('the coordinator was lost')]);
    const kept = (await samples()).length;
    expect(kept).toBeGreaterThan(10);
    const fired = await truth.fired();
    expect(fired).toBeGreaterThanOrEqual(kept);
    // Of 2,400.
    expect(fired).toBeLessThan(1200);
  });
});
