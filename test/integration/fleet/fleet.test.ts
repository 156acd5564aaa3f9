import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { runResultSchema } from '../../../src/model/run-result.ts';
import type { WorkerResult } from '../../../src/model/schema/client/workers.ts';
import { startTruth } from '../../calibration/truth.ts';
import { type NatsServer, startNats } from '../../fixtures/nats/start-server.ts';
import {
  eventually,
  type Run,
  readSampleLines,
  rollcallHere,
  runScenarioHere,
  scenarioFile,
  startRollcall,
  targetOf,
  temporaryDirectory,
} from '../rollcall.ts';

/** Of the broker. It may appear in no output. */
const token = 's3cret-broker-token';
const names = ['w1', 'w2', 'w3'];

let broker: NatsServer;
let engine: string[];
let workers: ReturnType<typeof startRollcall>[] = [];
const outputs: string[] = [];

beforeAll(async () => {
  broker = await startNats({ config: `authorization { token: "${token}" }` });
  const file = join(await temporaryDirectory(), 'token');
  writeFileSync(file, `${token}\n`);
  engine = ['--engine', broker.url, '--engine-credentials', file];
  workers = names.map((name) => startRollcall('worker', ...engine, '--name', name));
});
afterAll(async () => {
  for (const { child } of workers) child.kill('SIGKILL');
  await Promise.all(workers.map(({ ended }) => ended));
  await broker?.[Symbol.asyncDispose]();
});

const scenario = (url: string, load: readonly object[], more: object = {}) =>
  scenarioFile(
    JSON.stringify({
      ...more,
      name: 'fleet',
      question: 'q',
      targets: [{ kind: 'http', name: 'truth', url }],
      load,
      abortOn: [],
    }),
  );

const workersOf = ({ result }: Run): readonly WorkerResult[] => targetOf(result, 'truth').client.workers ?? [];

const reasonsOf = ({ result }: Run): string[] => result.verdict.reasons.map(({ code }) => code);

/** In a process of its own. */
async function startRun(file: string) {
  const out = join(await temporaryDirectory(), 'run');
  const { child, ended, stderr } = startRollcall('run', file, '--workers', '3', ...engine, '--no-page', '--out', out);
  return {
    /** Resolves when the load has begun. */
    firing: async () => {
      const hasSamples = async () => (await readSampleLines(out).catch(() => [])).length > 0;
      expect(await eventually(hasSamples), stderr()).toBe(true);
    },
    interrupt: () => void child.kill('SIGINT'),
    finished: async (): Promise<Run> => {
      const ending = await ended;
      const text = await readFile(join(out, 'result.json'), 'utf8');
      outputs.push(ending.stdout, ending.stderr, text);
      return {
        ...ending,
        directory: out,
        result: runResultSchema.parse(JSON.parse(text)),
        samples: await readSampleLines(out),
      };
    },
  };
}

/** What the answers name, and what the server has recorded: each request once. */
const namedBy = (all: readonly { readonly instanceId?: string; readonly invocationId?: number }[]): string[] =>
  all.map(({ instanceId, invocationId }) => `${instanceId} ${invocationId}`).sort();

it('three workers send each request of a burst and of a rate once, on one schedule, and all samples arrive', async () => {
  await using truth = await startTruth({ instances: 7, delayMs: 20 });
  const file = await scenario(truth.url, [
    { kind: 'burst', name: 'burst', size: 150, repeats: 2, gapMs: 10 },
    { kind: 'constantRate', name: 'rate', ratePerSecond: 200, durationMs: 1000 },
  ]);
  const run = await runScenarioHere(file, '--workers', '3', ...engine);
  outputs.push(run.stdout, run.stderr, JSON.stringify(run.result));
  expect(run.samples).toHaveLength(500);
  const records = await truth.records();
  expect(namedBy(run.samples)).toEqual(namedBy(records));
  expect(new Set(namedBy(records)).size).toBe(500);
  const rate = run.samples.filter(({ phase }) => phase === 'rate').map(({ intendedAtMs }) => intendedAtMs);
  const startedAtMs = Math.min(...rate);
  // 200/s: every 5 ms. A worker puts the instants of its samples on the run's clock by the line by which it began.
  expect(rate.map((atMs) => Math.round((atMs - startedAtMs) * 100) / 100).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 200 }, (_, k) => k * 5),
  );
  const parts = workersOf(run).map(({ name, phases }) => [
    name,
    ...phases.map(({ planned, sent, received }) => [planned, sent, received]),
  ]);
  // 150 are 50 for each of three, twice. Of 200 the last has one less.
  expect(parts).toEqual([
    ['w1', [100, 100, 100], [67, 67, 67]],
    ['w2', [100, 100, 100], [67, 67, 67]],
    ['w3', [100, 100, 100], [66, 66, 66]],
  ]);
  const bursts = [0, 1].map((burst) => run.samples.filter((sample) => sample.burst === burst));
  // All of a burst are due at one instant, also on three machines.
  for (const burst of bursts) {
    const due = burst.map(({ intendedAtMs }) => intendedAtMs);
    expect([due.length, Math.max(...due) - Math.min(...due) < 0.01]).toEqual([150, true]);
  }
});

it('one worker with two threads hands over samples in the order of their completion, as one machine with two threads', async () => {
  await using truth = await startTruth({ instances: 7, delayMs: 5 });
  const load = [{ kind: 'closed', name: 'closed', connections: 10, requests: 1000 }];
  const file = await scenario(truth.url, load, { threads: 2 });
  const run = await runScenarioHere(file, '--workers', '1', ...engine);
  const completed = run.samples.map(({ completedAtMs }) => completedAtMs);
  expect([completed.length, workersOf(run).map(({ threads }) => threads)]).toEqual([1000, [2]]);
  expect(completed.findIndex((atMs, k) => atMs < (completed[k - 1] ?? 0))).toBe(-1);
});

it('two workers at targets that the run starts here count environments as one machine does', async () => {
  const file = await scenarioFile(
    JSON.stringify({
      ...{ name: 'here', question: 'q', load: [{ kind: 'burst', name: 'burst', size: 10 }] },
      workload: { kind: 'builtin', init: { cpuMs: 0, memoryMb: 1 }, call: { cpuMs: 0, ioMs: 500, allocateMb: 0 } },
      targets: [
        { kind: 'local-lambda', name: 'lambda' },
        { kind: 'node-server', name: 'server' },
      ],
    }),
  );
  const run = await runScenarioHere(file, '--workers', '2', ...engine);
  const counted = ['lambda', 'server'].map((name) => {
    const { requests, environments, client } = targetOf(run.result, name);
    const received = client.workers?.map(({ samplesReceived }) => samplesReceived);
    return [requests.answered, environments.distinct, environments.coldStarts, received];
  });
  // Ten that wait together need ten environments, each cold, and one process.
  expect(counted).toEqual([
    [10, 10, 10, [5, 5]],
    [10, 1, 0, [5, 5]],
  ]);
  expect(targetOf(run.result, 'lambda').url).toContain('http://127.0.0.1:');
});

describe('what one machine does, two workers do', () => {
  const of = (run: Run, name: string) =>
    (targetOf(run.result, name).client.workers ?? []).map(({ phases }) =>
      phases.map(({ phase, repeat, planned, sent, received }) => [phase, repeat, planned, sent, received]),
    );
  const fired = async (fields: object, ...options: readonly string[]) => {
    const file = await scenarioFile(JSON.stringify({ name: 'fleet', question: 'q', abortOn: [], ...fields }));
    const run = await runScenarioHere(file, '--workers', '2', ...engine, ...options);
    outputs.push(run.stdout, run.stderr, JSON.stringify(run.result));
    return run;
  };

  it('phases, targets, repeats and thresholds: 2 x (6 + 30) requests at each of two targets', async () => {
    await using truth = await startTruth();
    const run = await fired({
      targets: ['a', 'b'].map((name) => ({ kind: 'http', name, url: truth.url })),
      load: [
        { kind: 'burst', name: 'burst', size: 6 },
        { kind: 'closed', name: 'closed', connections: 3, requests: 30 },
      ],
      ...{ repeats: 2, thresholds: ['a.requests.answered == 72', 'b.requests.answered == 71'] },
    });
    const half = [0, 1].flatMap((repeat) => [
      ['burst', repeat, 3, 3, 3],
      ['closed', repeat, 15, 15, 15],
    ]);
    expect([of(run, 'a'), of(run, 'b')]).toEqual([
      [half, half],
      [half, half],
    ]);
    expect(run.result.thresholds.map(({ passed }) => passed)).toEqual([true, false]);
    expect(await truth.records()).toHaveLength(144);
  });

  it('maxRequests ends a phase that only time would, and --abort-on every worker', async () => {
    await using truth = await startTruth({ delayMs: 5 });
    const targets = [{ kind: 'http', name: 'truth', url: truth.url }];
    const load = [{ kind: 'closed', name: 'closed', connections: 4, durationMs: 60_000 }];
    const ended = await fired({ targets, load, maxRequests: 200 });
    expect(of(ended, 'truth')).toEqual([[['closed', 0, 100, 100, 100]], [['closed', 0, 100, 100, 100]]]);
    const aborted = await fired({ targets, load }, '--abort-on', 'truth.requests.answered > 50');
    expect(aborted.result.aborted?.condition).toBe('truth.requests.answered > 50');
    const records = await truth.records();
    expect(records.length).toBeGreaterThan(250);
    expect(records.length).toBeLessThanOrEqual(200 + aborted.samples.length);
  });

  it('start: warm starts the environments before the load: none of 20 requests finds a cold one', async () => {
    const { result } = await fired({
      workload: { kind: 'builtin', init: { cpuMs: 0, memoryMb: 1 }, call: { cpuMs: 0, ioMs: 5, allocateMb: 0 } },
      targets: [{ kind: 'local-lambda', name: 'lambda' }],
      load: [{ kind: 'constantRate', name: 'rate', ratePerSecond: 40, durationMs: 500, maxInFlight: 2, start: 'warm' }],
    });
    const { environments, phases, requests } = targetOf(result, 'lambda');
    // Two in flight at most: on a slow machine some find no place.
    const due = requests.answered + requests.notSent;
    expect([due, environments.coldStarts, phases[0]?.warmed?.environments]).toEqual([20, 0, 2]);
  });

  it('a dry run calls no worker; a study, --calibrate and a load in one line say that one machine fires', async () => {
    const targets = [{ kind: 'http', name: 'truth', url: 'http://127.0.0.1:9/' }];
    const load = [{ kind: 'burst', name: 'burst', size: 2 }];
    const file = await scenarioFile(JSON.stringify({ name: 'fleet', question: 'q', targets, load }));
    const nowhere = ['--workers', '2', '--engine', 'nats://127.0.0.1:9'];
    const dry = await rollcallHere('run', file, ...nowhere, '--dry-run');
    expect([dry.code, dry.stderr]).toEqual([0, expect.stringContaining('none of the 2 workers was called')]);
    const study = join(packageRoot, 'scenarios/runtimes.yaml');
    const refused = [
      await rollcallHere('run', study, ...nowhere),
      await rollcallHere('run', file, ...nowhere, '--calibrate'),
      await rollcallHere('burst', 'http://127.0.0.1:9/', ...nowhere),
    ];
    expect(refused.map(({ code, stderr }) => [code, stderr.split('\n')[0]])).toEqual([
      [2, '--workers: expected none: a study sends its calls from this machine alone'],
      [2, '--calibrate: expected none with --workers, as it calibrates this machine alone'],
      [2, expect.stringContaining('`rollcall burst` fires from this machine alone')],
    ]);
  });
});

it('too few workers at the deadline fail the run before anything is sent', async () => {
  await using truth = await startTruth();
  const file = await scenario(truth.url, [{ kind: 'burst', name: 'burst', size: 3 }]);
  const { code, stderr } = await rollcallHere('run', file, '--workers', '4', ...engine, '--join-timeout', '1s');
  outputs.push(stderr);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('expected 4 workers within 1 s, got 3 (w1, w2, w3); nothing was fired'),
  ]);
  expect(await truth.records()).toEqual([]);
});

it('Ctrl-C stops all workers, which are then free for another run', async () => {
  await using truth = await startTruth({ instances: 3 });
  const file = await scenario(truth.url, [
    { kind: 'constantRate', name: 'long', ratePerSecond: 150, durationMs: 60_000 },
  ]);
  const running = await startRun(file);
  await running.firing();
  running.interrupt();
  const { code, samples } = await running.finished();
  expect(code).toBe(130);
  // What comes after this is sent after the end of the run.
  await sleep(500);
  const records = await truth.records();
  const isSent = ({ sentAtMs }: { readonly sentAtMs?: number }) => sentAtMs !== undefined;
  expect(records.length).toBeGreaterThan(0);
  expect(records.length).toBeLessThanOrEqual(samples.filter(isSent).length);
  const answered = samples.filter(({ outcome }) => outcome === 'answered');
  const recorded = new Set(namedBy(records));
  expect(namedBy(answered).filter((name) => !recorded.has(name))).toEqual([]);
});

it('a worker that is killed is not replaced: what arrived is kept, and what is missing is counted', async () => {
  await using truth = await startTruth({ instances: 3 });
  const load = { kind: 'constantRate', name: 'rate', ratePerSecond: 150, durationMs: 4000 };
  const running = await startRun(await scenario(truth.url, [load]));
  await running.firing();
  workers[2]?.child.kill('SIGKILL');
  const run = await running.finished();
  const [first, second, third] = workersOf(run);
  expect([first, second].map((one) => [one?.samplesReceived, one?.lost])).toEqual([
    [200, undefined],
    [200, undefined],
  ]);
  expect(third?.lost?.reason).toBe('it left the broker');
  expect(third?.phases[0]).toMatchObject({ planned: 200 });
  expect(third?.phases[0]?.sent).toBeUndefined();
  expect(reasonsOf(run)).toEqual(expect.arrayContaining(['worker-lost', 'samples-missing']));
  const received = run.samples.length;
  expect(received).toBe(400 + (third?.samplesReceived ?? Number.NaN));
  const records = namedBy(await truth.records());
  expect(new Set(records).size).toBe(records.length);
});

it('the credentials of the broker are in no output', () => {
  outputs.push(...workers.map(({ stderr }) => stderr()));
  expect(outputs.length).toBeGreaterThan(8);
  expect(outputs.filter((text) => text.includes(token))).toEqual([]);
});
