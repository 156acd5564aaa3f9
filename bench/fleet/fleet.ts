import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../../src/launch/local/program.ts';
import { programFile } from '../../src/launch/local/program-file.ts';
import type { TruthRecord } from '../../src/model/platform/programs.ts';
import { type RunResult, runResultSchema } from '../../src/model/run-result.ts';
import { startSpreadMs } from '../../src/stats/clock/start-spread.ts';
import { startNats } from '../../test/fixtures/nats/start-server.ts';
import type { Benchmark, Figure } from '../benchmark.ts';
import { truthConfig } from '../truth-config.ts';
import { delaysOf, percentilesOf, SampleTail } from './sample-tail.ts';

const ratesPerSecond = [2500, 5000, 10_000, 20_000];
const seconds = 3;
const fleets = [1, 2, 3];
/** What a generator that cannot keep up is judged by. */
const notHeld = ['late-sends', 'rate-not-achieved'];

/** `docs/distributed.md` quotes these figures. */
export const fleet: Benchmark = {
  about: `workers, broker, coordinator and server on this one machine, which they share: rates for ${seconds} s, every sample on disk`,
  run: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
    try {
      const figures: Figure[] = [];
      for (const workers of fleets) figures.push(...(await heldBy(workers, directory)));
      return [...figures, await byHand(directory)];
    } finally {
      await rm(directory, { recursive: true });
    }
  },
};

async function heldBy(workers: number, directory: string): Promise<Figure[]> {
  await using broker = await startNats();
  const engine = ['--engine', broker.url];
  const started = Array.from({ length: workers }, () => rollcall('worker', ...engine));
  try {
    let held: Measured | undefined;
    let [first]: Measured[] = [];
    let next: Measured | undefined;
    for (const ratePerSecond of ratesPerSecond) {
      next = await measure(ratePerSecond, directory, ['--workers', `${workers}`, ...engine]);
      first ??= next;
      if (next.problems.length > 0) break;
      held = next;
    }
    return [
      { what: `${workers} workers hold`, value: `${held?.words ?? 'none of these rates'}; then ${next?.words}` },
      {
        what: '  a sample on disk after its answer',
        value: `${percentilesOf(first?.delaysMs ?? [])} at ${first?.ratePerSecond}/s`,
      },
      ...(workers > 1 ? [{ what: '  start spread', value: `${first?.spreadMs?.toFixed(2)} ms` }] : []),
    ];
  } finally {
    await stopAll(started);
  }
}

interface Measured {
  readonly ratePerSecond: number;
  readonly words: string;
  readonly problems: readonly string[];
  readonly delaysMs: readonly number[];
  readonly spreadMs: number | undefined;
}

async function measure(ratePerSecond: number, directory: string, engine: readonly string[]): Promise<Measured> {
  const recordFile = join(directory, 'record.ndjson');
  await using truth = await startProgram({
    name: 'truth',
    program: 'targets/truth/main',
    config: { ...truthConfig(0), recordFile },
  });
  const out = join(directory, 'run');
  await rm(out, { recursive: true, force: true });
  const file = await scenarioAt(directory, truth.url, ratePerSecond);
  using tail = new SampleTail(join(out, 'samples.ndjson'));
  await ended(rollcall('run', file, ...engine, '--yes', '-q', '--out', out, '--no-data'));
  await truth.stop();
  const records = (await readFile(recordFile, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line): TruthRecord => JSON.parse(line));
  const result = runResultSchema.parse(JSON.parse(await readFile(join(out, 'result.json'), 'utf8')));
  return { ratePerSecond, ...judged(result, ratePerSecond), delaysMs: delaysOf(tail.seen(), records) };
}

function judged({ targets, verdict }: RunResult, ratePerSecond: number) {
  const [target] = targets;
  const { workers = [], sendLagMs } = target?.client ?? {};
  const reasons = verdict.reasons.map(({ code }) => code).filter((code) => notHeld.includes(code));
  const missing = ratePerSecond * seconds - (target?.requests.answered ?? 0);
  const problems = [...reasons, ...(missing > 0 ? [`${missing} not answered`] : [])];
  const lag = `lag p99 ${sendLagMs?.p99?.toFixed(1)} ms`;
  return {
    words: `${ratePerSecond.toLocaleString('en')}/s (${[lag, ...problems].join(', ')})`,
    problems,
    spreadMs: startSpreadMs(workers.flatMap(({ phases }) => phases)),
  };
}

/** Three commands, started by hand at once, whose files would be merged afterwards: as vegeta is used on several machines. */
async function byHand(directory: string): Promise<Figure> {
  const recordFile = join(directory, 'record.ndjson');
  await using truth = await startProgram({
    name: 'truth',
    program: 'targets/truth/main',
    config: { ...truthConfig(0), recordFile },
  });
  const runs = await Promise.all(
    fleets.map(async (k) => {
      const file = await scenarioAt(directory, truth.url, 800, `/${k}`);
      return rollcall('run', file, '--yes', '-q', '--out', join(directory, `run-${k}`), '--no-data');
    }),
  );
  await Promise.all(runs.map(ended));
  await truth.stop();
  const firstAtMs = new Map<string, number>();
  for (const line of (await readFile(recordFile, 'utf8')).trimEnd().split('\n')) {
    const { path, readAtMs }: TruthRecord = JSON.parse(line);
    firstAtMs.set(path, Math.min(readAtMs, firstAtMs.get(path) ?? readAtMs));
  }
  const starts = [...firstAtMs.values()];
  const spreadMs = Math.max(...starts) - Math.min(...starts);
  return { what: 'three commands started at once by hand: start spread', value: `${spreadMs.toFixed(1)} ms` };
}

async function scenarioAt(directory: string, url: string, ratePerSecond: number, path = '/'): Promise<string> {
  const file = join(directory, `scenario${path.replace('/', '-')}.yaml`);
  const load = [{ kind: 'constantRate', name: 'rate', ratePerSecond, durationMs: seconds * 1000 }];
  const targets = [{ kind: 'http', name: 'truth', url }];
  await writeFile(file, JSON.stringify({ name: 'fleet', question: 'q', targets, load, request: { path } }));
  return file;
}

const rollcall = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [programFile('src/cli/main'), ...args], {
    stdio: ['ignore', 'ignore', args[0] === 'worker' ? 'ignore' : 'inherit'],
  });

async function ended(child: ChildProcess): Promise<void> {
  const [code] = await once(child, 'exit');
  if (code === 2) throw new Error(`${child.spawnargs.join(' ')} ended with ${code}`);
}

const stopAll = (children: readonly ChildProcess[]) =>
  Promise.all(
    children.map(async (child) => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }),
  );
