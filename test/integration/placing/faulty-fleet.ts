import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { runResultSchema } from '../../../src/model/run-result.ts';
import {
  type Ending,
  eventually,
  readSampleLines,
  rollcallHere,
  scenarioFile,
  startRollcall,
  targetOf,
  temporaryDirectory,
} from '../rollcall.ts';
import { startRecordingTruth } from './recording-truth.ts';

const ratePerSecond = 40;

export interface Loaded {
  /** Of the broker and the fleet. */
  readonly at: readonly string[];
  readonly seconds: number;
  /** Default: a new folder. */
  readonly out?: string;
}

export interface Started extends Loaded {
  /** Before the load instead of during it. */
  readonly early?: boolean;
}

/** Two workers fire 40 requests a second together, each with a number of its own in its path. Resolves when the load has begun. */
export async function startLoad({ early = false, ...loaded }: Started) {
  const load = await loadOf(loaded);
  const run = startRollcall(...load.command);
  onTestFinished(() => void run.child.kill('SIGKILL'));
  const begun = async () => (early ? run.stderr().includes('joined: a, b') : (await load.samples()).length > 10);
  expect(await eventually(begun)).toBe(true);
  return { ...load, run, finished: async () => outcomeOf(await run.ended) };
}

/** The same, by a coordinator in this process, which nothing happens to. */
export async function fireHere(loaded: Loaded) {
  const load = await loadOf(loaded);
  const ended = rollcallHere(...load.command, '--no-page');
  expect(await eventually(async () => (await load.samples()).length > 10)).toBe(true);
  return { ...load, ended, finished: async () => outcomeOf(await ended) };
}

async function loadOf({ at, seconds, out: given }: Loaded) {
  const truth = await startRecordingTruth();
  onTestFinished(() => truth[Symbol.asyncDispose]());
  const planned = ratePerSecond * seconds;
  const feed = join(await temporaryDirectory(), 'numbers.csv');
  await writeFile(feed, ['n', ...Array.from({ length: planned }, (_, n) => n)].join('\n'));
  const file = await scenarioFile(
    JSON.stringify({
      ...{ name: 'f', question: 'q', targets: [{ name: 'truth', kind: 'http', url: truth.url }] },
      ...{ feed: { file: feed, order: 'once' }, request: { path: `/\${n}` } },
      load: [{ name: 'r', kind: 'constantRate', ratePerSecond, durationMs: seconds * 1000 }],
    }),
  );
  const out = given ?? join(await temporaryDirectory(), 'run');
  return {
    ...{ file, command: ['run', file, '--workers', '2', '--out', out, '--no-data', '--json', ...at] },
    samples: () => readSampleLines(out).catch(() => []),
    /** The numbers of all requests that the server has read, and when it read the last one (ms since the epoch). */
    fired: async () => {
      const records = await truth.records();
      const numbers = records.map(({ path }) => Number(path.slice(1))).sort((a, b) => a - b);
      return { numbers, lastAtMs: Math.max(...records.map(({ readAtMs }) => readAtMs)) };
    },
  };
}

/** What the command says of its load. */
function outcomeOf({ code, stdout, stderr }: Ending) {
  const result = runResultSchema.parse(JSON.parse(stdout));
  const { workers = [] } = targetOf(result, 'truth').client;
  const reasons = result.verdict.reasons.map(({ code }) => code);
  const lost = workers.flatMap(({ name, lost }) => (lost === undefined ? [] : [name]));
  return { code, stderr, reasons, lost, sent: targetOf(result, 'truth').requests.sent };
}

/** Nothing was fired twice. @returns how many were fired */
export function countedOnce(numbers: readonly number[]): number {
  expect(numbers.filter((n, i) => n === numbers[i - 1])).toEqual([]);
  return numbers.length;
}
