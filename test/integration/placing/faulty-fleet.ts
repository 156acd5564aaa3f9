import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { runResultSchema } from '../../../src/model/run-result.ts';
import { eventually, readSampleLines, scenarioFile, startRollcall, targetOf, temporaryDirectory } from '../rollcall.ts';
import { startRecordingTruth } from './recording-truth.ts';

export const ratePerSecond = 40;

export interface Loaded {
  /** Of the broker and the fleet. */
  readonly at: readonly string[];
  readonly seconds: number;
  /** Default: a new folder. */
  readonly out?: string;
  /** Before the load instead of during it. */
  readonly early?: boolean;
}

export type FaultyLoad = Awaited<ReturnType<typeof startLoad>>;

/** Two workers fire 40 requests a second together, each with a number of its own in its path. Resolves when the load has begun. */
export async function startLoad({ at, seconds, out: given, early = false }: Loaded) {
  const truth = await startRecordingTruth();
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
  const run = startRollcall('run', file, '--workers', '2', '--out', out, '--no-data', '--json', ...at);
  onTestFinished(async () => {
    run.child.kill('SIGKILL');
    await truth[Symbol.asyncDispose]();
  });
  const samples = () => readSampleLines(out).catch(() => []);
  const begun = async () => (early ? run.stderr().includes('joined: a, b') : (await samples()).length > 10);
  expect(await eventually(begun)).toBe(true);
  return {
    ...{ run, samples, planned, file },
    /** What the command says of it. */
    finished: async () => {
      const { code, stdout, stderr } = await run.ended;
      const result = runResultSchema.parse(JSON.parse(stdout));
      const { workers = [] } = targetOf(result, 'truth').client;
      const reasons = result.verdict.reasons.map(({ code }) => code);
      const lost = workers.flatMap(({ name, lost }) => (lost === undefined ? [] : [name]));
      return { code, stderr, reasons, lost, sent: targetOf(result, 'truth').requests.sent };
    },
    /** The numbers of all requests that the server has read, and when it read the last one (ms since the epoch). */
    fired: async () => {
      const records = await truth.records();
      const numbers = records.map(({ path }) => Number(path.slice(1))).sort((a, b) => a - b);
      return { numbers, lastAtMs: Math.max(...records.map(({ readAtMs }) => readAtMs)) };
    },
  };
}

/** Nothing was fired twice. @returns how many were fired */
export function countedOnce(numbers: readonly number[]): number {
  expect(numbers.filter((n, i) => n === numbers[i - 1])).toEqual([]);
  return numbers.length;
}
