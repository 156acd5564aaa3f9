import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../src/launch/local/program.ts';
import { packageRoot, programFile } from '../src/launch/local/program-file.ts';
import type { LatencySummary } from '../src/model/measures.ts';
import { type RunResult, runResultSchema } from '../src/model/run-result.ts';
import { atMost, type Benchmark, type Figure } from './benchmark.ts';
import { type SampleTally, tallySamples } from './burst/sample-tally.ts';
import { highWaterMb } from './high-water.ts';
import { truthConfig } from './truth-config.ts';

const variable = 'ROLLCALL_BENCH_REQUESTS';
const requests = Number(process.env[variable] ?? 1_000_000);
const promised = { peakMb: 500, percentileShare: 0.001 };
const timeoutMs = 10_000;
/** Two instants in whole µs: their difference may be off by one, whatever share of it that is. */
const instantsMs = 0.001;

export const memory: Benchmark = {
  about: `the command fires ${requests.toLocaleString('en')} requests and keeps every sample (${variable}=10000000 for ten million)`,
  run: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
    try {
      await using server = await startProgram({
        ...{ name: 'truth', program: 'targets/truth/main' },
        config: { ...truthConfig(0), instances: 10 },
      });
      return await measure(directory, server.url);
    } finally {
      await rm(directory, { recursive: true });
    }
  },
};

async function measure(directory: string, url: string): Promise<Figure[]> {
  const scenario = join(directory, 'scenario.yaml');
  const out = join(directory, 'run');
  await mkdir(out);
  await writeFile(scenario, JSON.stringify(scenarioOf(url)));
  const command = await runCommand(scenario, out);
  const samples = join(out, 'samples.ndjson');
  const result = runResultSchema.parse(JSON.parse(await readFile(join(out, 'result.json'), 'utf8')));
  const tally = await tallySamples(samples, 2 * timeoutMs);
  return figuresOf({ ...command, result, tally, fileGb: (await stat(samples)).size / 1e9 });
}

/** YAML takes JSON as it is. */
const scenarioOf = (url: string): object => ({
  name: 'memory',
  question: 'How much memory does the generator take, and is every sample there?',
  workload: { kind: 'builtin', call: { ioMs: 0 } },
  targets: [{ name: 'truth', kind: 'http', url }],
  load: [{ name: 'loop', kind: 'closed', connections: 64, requests }],
  ...{ maxRequests: requests, timeoutMs },
});

interface CommandRun {
  readonly seconds: number;
  /** Absent where there is no /proc. */
  readonly peak?: Peak;
}

interface Peak {
  /** Of the process, its threads included, as the kernel kept it; read until the process ends. */
  readonly wholeMb: number;
  /** Until the result was written: what came after was for the report. */
  readonly firingMb: number;
}

async function runCommand(scenario: string, out: string): Promise<CommandRun> {
  const startedAtMs = performance.now();
  const args = ['run', scenario, '--quiet', '--invalid-exit-code', '0', '--out', out];
  const child = spawn(process.execPath, [programFile('src/cli/main'), ...args], {
    cwd: packageRoot,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  let peak: Peak | undefined;
  const meter = setInterval(async () => {
    const wholeMb = await highWaterMb(child.pid);
    if (wholeMb === undefined) return;
    const firing = peak === undefined || !existsSync(join(out, 'result.json'));
    peak = { wholeMb, firingMb: firing ? wholeMb : (peak?.firingMb ?? wholeMb) };
  }, 100);
  const [code, signal] = await once(child, 'close');
  clearInterval(meter);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code ?? signal}: ${stderr}`);
  return { seconds: (performance.now() - startedAtMs) / 1000, ...(peak && { peak }) };
}

interface Measured extends CommandRun {
  readonly result: RunResult;
  readonly tally: SampleTally;
  readonly fileGb: number;
}

function figuresOf({ peak, seconds, result, tally, fileGb }: Measured): Figure[] {
  const [target] = result.targets;
  if (target === undefined) throw new Error('the run has no target');
  const counted = countsIn(target.requests);
  const same = JSON.stringify(counted) === JSON.stringify(countsOf(tally));
  return [
    {
      what: 'requests of the run',
      value: `${target.requests.sent.toLocaleString('en')} in ${seconds.toFixed(0)} s, ${fileGb.toFixed(2)} GB of samples`,
      target: { text: `= ${requests.toLocaleString('en')}`, met: target.requests.sent === requests },
    },
    memoryFigure(peak),
    { what: 'samples lost', value: `${requests - tally.lines}`, target: exactly(0, requests - tally.lines) },
    {
      what: 'counts of the result and of its samples',
      value: `${JSON.stringify(counted)}${same ? '' : ` and ${JSON.stringify(countsOf(tally))}`}`,
      target: { text: 'the same', met: same },
    },
    percentilesFigure(target.latencyMs.serviceTime.all, tally),
  ];
}

const exactly = (bound: number, value: number) => ({ text: `= ${bound}`, met: value === bound });

function memoryFigure(peak: Peak | undefined): Figure {
  const what = 'highest resident memory of the command';
  if (peak === undefined) return { what, value: 'not measured: there is no /proc here' };
  return {
    what,
    value: `${peak.wholeMb.toFixed(0)} MB (${peak.firingMb.toFixed(0)} MB until the result was written, before the report)`,
    target: atMost(peak.wholeMb, promised.peakMb, ' MB'),
  };
}

interface Counts {
  readonly sent: number;
  readonly answered: number;
  readonly throttled: number;
  readonly timedOut: number;
  readonly failed: number;
}

const countsIn = ({ sent, answered, throttled, timedOut, failed }: Counts): Counts => ({
  ...{ sent, answered, throttled, timedOut, failed },
});

function countsOf({ lines, outcomes }: SampleTally): Counts {
  const { answered = 0, throttled = 0, 'timed-out': timedOut = 0 } = outcomes;
  return { sent: lines, answered, throttled, timedOut, failed: lines - answered - throttled - timedOut };
}

function percentilesFigure(told: LatencySummary | undefined, tally: SampleTally): Figure {
  const rows = [
    { name: 'p50', percent: 50, toldMs: told?.p50 },
    { name: 'p90', percent: 90, toldMs: told?.p90 },
    { name: 'p99', percent: 99, toldMs: told?.p99 },
    { name: 'p99.9', percent: 99.9, toldMs: told?.p999 },
  ].map((row) => ({ ...row, exactMs: tally.serviceTimeMs(row.percent) }));
  const near = ({ toldMs = Number.NaN, exactMs }: (typeof rows)[number]) =>
    Math.abs(toldMs - exactMs) <= Math.max(exactMs * promised.percentileShare, instantsMs) + 1e-9;
  return {
    what: 'service time told / exact from the samples',
    value: rows.map(({ name, toldMs, exactMs }) => `${name} ${toldMs ?? 'absent'} / ${exactMs} ms`).join(', '),
    target: { text: `within ${promised.percentileShare * 100} % or 1 µs`, met: rows.every(near) },
  };
}
