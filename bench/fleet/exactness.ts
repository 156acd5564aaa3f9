import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readResult } from '../../src/files/read-run.ts';
import type { TruthRecord } from '../../src/model/platform/programs.ts';
import type { TargetResult } from '../../src/model/run-result.ts';
import type { Sample } from '../../src/model/sample.ts';
import { fromSampleLine } from '../../src/model/sample-line.ts';
import type { Aim, Figure } from '../benchmark.ts';
import { ended, recorded, rollcall, scenarioOf, seconds } from './commands.ts';
import { slowPathTo } from './slow-path.ts';
import { combined, unionOf } from './union.ts';

const commands = [1, 2, 3];
/** Of one of three machines. */
const ratePerSecond = 800;
const longerPathMs = 20;

/** The result of three workers beside the union of their samples, and beside the server's own record. */
export async function exactTogether(directory: string, engine: readonly string[]): Promise<Figure[]> {
  const out = join(directory, 'together');
  const records = await recorded(directory, async (url) => {
    const file = await scenarioOf({ directory, url, ratePerSecond: ratePerSecond * commands.length });
    await ended(rollcall('run', file, '--workers', '3', ...engine, '--yes', '-q', '--out', out));
  });
  const { target, samples } = await runOf(out);
  const [union, server] = [unionOf(samples), seenBy(records)];
  const { requests, environments, latencyMs } = target;
  const { all } = latencyMs.serviceTime;
  const written = await readFile(join(out, 'truth.service-time.hgrm'), 'utf8');
  return [
    {
      what: 'three workers: requests of the result, its samples, the server’s record',
      value: numbers([requests.sent, union.requests, server.requests]),
      target: equal([requests.sent, union.requests, server.requests]),
    },
    {
      what: '  instances of the same; invocations with two samples',
      value: `${numbers([environments.distinct, union.instances, server.instances])}; ${union.twice}`,
      target: equal([environments.distinct, union.instances, server.instances, server.instances + union.twice]),
    },
    {
      what: '  p50, p99 of the result; of its samples, sorted',
      value: `${times([all?.p50, all?.p99])}; ${times([union.p50, union.p99])}`,
    },
    {
      what: '  summary and histogram of the service times',
      value: `${union.summary?.count.toLocaleString('en')} answers, ${written.length.toLocaleString('en')} characters`,
      target: {
        text: 'those of the union, bit for bit',
        met: isDeepStrictEqual(all, union.summary) && written === union.distribution,
      },
    },
  ];
}

/**
 * Three commands, started by hand at once, one of them over a longer path. Their files are put one behind the other, as `vegeta report`
 * takes several; their summaries are added up and averaged, as other tools do.
 */
export async function exactByHand(directory: string): Promise<Figure[]> {
  const outs = commands.map((k) => join(directory, `run-${k}`));
  const records = await recorded(directory, async (url) => {
    await using far = await slowPathTo(url, longerPathMs);
    const files = await Promise.all(
      commands.map((k) => scenarioOf({ directory, url: k === 1 ? far.url : url, ratePerSecond, path: `/${k}` })),
    );
    const started = files.map((file, k) => rollcall('run', file, '--yes', '-q', '--out', outs[k] ?? '', '--no-data'));
    await Promise.all(started.map(ended));
  });
  const runs = await Promise.all(outs.map(runOf));
  const [union, server] = [unionOf(runs.flatMap(({ samples }) => samples)), seenBy(records)];
  const averaged = combined(runs.map(({ target }) => target));
  return [
    { what: 'three commands started at once by hand: start spread', value: `${startSpreadMs(records).toFixed(1)} ms` },
    {
      what: '  their files one behind the other: requests, the server’s record',
      value: numbers([union.requests, server.requests]),
    },
    {
      what: '  requests per second from its first send to its last',
      value: `${rateOf(runs).toFixed(0)}/s (each fired ${ratePerSecond}/s for ${seconds} s: ${ratePerSecond * commands.length}/s together)`,
    },
    {
      what: '  instances: added up, the server’s record',
      value: `${numbers([averaged.instances, server.instances])}; a file without ids names none`,
    },
    {
      what: `  one path ${longerPathMs} ms longer: p50, p99 averaged; of all samples, sorted`,
      value: `${times([averaged.p50, averaged.p99])}; ${times([union.p50, union.p99])}: ${[off(averaged.p50, union.p50), off(averaged.p99, union.p99)].join(', ')}`,
    },
  ];
}

interface Run {
  readonly startedAtEpochMs: number;
  readonly target: TargetResult;
  /** Instants since the start of the run. */
  readonly samples: readonly Sample[];
}

async function runOf(out: string): Promise<Run> {
  const { targets, startedAtEpochMs } = await readResult(out);
  const [target] = targets;
  if (target === undefined) throw new Error(`${out}: no target`);
  const lines = (await readFile(join(out, 'samples.ndjson'), 'utf8')).trimEnd().split('\n');
  return { startedAtEpochMs, target, samples: lines.map(fromSampleLine) };
}

/** From the first send of all to the last. */
function rateOf(runs: readonly Run[]): number {
  const sentAtMs = runs.flatMap(({ startedAtEpochMs, samples }) =>
    samples.flatMap((sample) => (sample.sentAtMs === undefined ? [] : [startedAtEpochMs + sample.sentAtMs])),
  );
  const [first, last] = [sentAtMs.reduce((a, b) => Math.min(a, b)), sentAtMs.reduce((a, b) => Math.max(a, b))];
  return (sentAtMs.length - 1) / ((last - first) / 1000);
}

const seenBy = (records: readonly TruthRecord[]) => ({
  requests: records.length,
  instances: new Set(records.map(({ instanceId }) => instanceId)).size,
});

/** Of the commands, each of which has a path of its own. */
function startSpreadMs(records: readonly TruthRecord[]): number {
  const firstAtMs = new Map<string, number>();
  for (const { path, readAtMs } of records) firstAtMs.set(path, Math.min(readAtMs, firstAtMs.get(path) ?? readAtMs));
  const starts = [...firstAtMs.values()];
  return Math.max(...starts) - Math.min(...starts);
}

const numbers = (values: readonly (number | undefined)[]) =>
  values.map((value) => value?.toLocaleString('en') ?? 'none').join(', ');

const times = (values: readonly (number | undefined)[]) =>
  values.map((value) => (value === undefined ? 'none' : `${value.toFixed(3)} ms`)).join(', ');

const equal = (values: readonly (number | undefined)[]): Aim => ({
  text: 'equal',
  met: values.every((value) => value !== undefined && value === values[0]),
});

const off = (value: number, exact = Number.NaN) => {
  const percent = 100 * (value / exact - 1);
  return `${percent < 0 ? '' : '+'}${percent.toFixed(0)}%`;
};
