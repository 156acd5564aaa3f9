import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { RunResult } from '../../model/run-result.ts';
import type { Sample } from '../../model/sample.ts';
import { Secrets } from '../../scenario/secrets/secrets.ts';
import type { Observation } from '../observe/observation.ts';
import { assembleResult } from '../result/assemble.ts';
import { carriedReasons } from './carried.ts';
import { inOrder, type SampleStream } from './in-order.ts';
import { scenarioOfAll } from './one-scenario.ts';
import { refusals } from './refusals.ts';
import { Replay } from './replay.ts';
import { type LogLines, reportedBy } from './reports.ts';
import { type RunToMerge, type Stage, shiftMs, stageKey, stagesOf, startOf } from './run-to-merge.ts';
import { SeenInRuns } from './seen-in-runs.ts';
import { workerOfRun } from './worker-of-run.ts';

export interface MergeOptions {
  /** Each wall clock is right to this much; undefined if nobody knows. */
  readonly clockBoundMs: number | undefined;
  /** Of this rollcall. */
  readonly version: string;
  /** An existing folder for the logs of deployed functions. */
  readonly directory: string;
  /** The samples of a run, on its own clock, in the order of its file. */
  samplesOf(run: RunToMerge): SampleStream;
  logsOf(run: RunToMerge): LogLines;
  /** Gets each sample on the clock of all, in the order in which one run would have recorded it. */
  record(sample: Sample): void;
}

/**
 * Runs that loaded one target at the same time, as one run: its samples are those of all, added up as a run adds up its own.
 * @throws {UserError} `runs-not-one` with every reason; `samples-incomplete`
 */
export async function mergeRuns(
  runs: readonly [RunToMerge, ...RunToMerge[]],
  options: MergeOptions,
): Promise<RunResult> {
  const reasons = refusals(runs, options.clockBoundMs);
  if (reasons.length > 0)
    throw new UserError(
      'runs-not-one',
      `these runs cannot be merged:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`,
    );
  const [first] = runs;
  const scenarios = runs.map(({ scenario }) => scenario) as [typeof first.scenario];
  const scenario = scenarioOfAll(scenarios);
  const replay = new Replay(runs, scenario);
  const stages = stagesOf(first.result);
  const seen = await replayAll(runs, replay, { ...options, stages });
  for (const { target, received, expected, run } of seen.incomplete(runs, stages))
    throw new UserError(
      'samples-incomplete',
      `${run}: samples.ndjson has ${received} requests to ${target}, result.json has ${expected}`,
      {
        hint: 'merge an undamaged copy of the run: what is missing would be missing in every figure',
      },
    );
  for (const one of replay.seen) await complete(one, runs, { ...options, stages, seen });
  return withRuns(runs, options, {
    ...{ scenario, seen: replay.seen, version: options.version, interrupted: false },
    ...{ scenarioFile: first.result.scenario.file, secrets: new Secrets([], {}), workloads: {}, aborted: undefined },
    calibration: first.result.calibration,
    ...{ clockStepMs: 0, startedAtEpochMs: startOf(runs), carried: carriedReasons(runs) },
    finishedAtEpochMs: Math.max(...runs.map(({ result }) => Date.parse(result.finishedAt))),
  });
}

type Staged = MergeOptions & { readonly stages: readonly Stage[] };

async function replayAll(
  runs: readonly RunToMerge[],
  replay: Replay,
  { stages, ...options }: Staged,
): Promise<SeenInRuns> {
  const from = startOf(runs);
  const places = new Map(stages.map((stage, index) => [stageKey(stage), index]));
  const stageOf = (sample: Sample) => places.get(stageKey(sample)) ?? stages.length;
  const streams = runs.map((run) => shifted(options.samplesOf(run), shiftMs(run, from)));
  const seen = new SeenInRuns(runs);
  let at = -1;
  const beginUntil = (place: number) => {
    while (at < place && at + 1 < stages.length) {
      at += 1;
      const stage = stages[at];
      if (stage) replay.begin(stage);
    }
  };
  for await (const { sample, run } of inOrder(streams, stageOf)) {
    beginUntil(stageOf(sample));
    replay.add(sample);
    seen.add(sample, run);
    options.record(sample);
  }
  beginUntil(stages.length - 1);
  replay.end();
  return seen;
}

async function* shifted(samples: SampleStream, byMs: number): SampleStream {
  for await (const batch of samples) yield batch.map((sample) => onClockOfAll(sample, byMs));
}

const instants = ['connectedAtMs', 'tlsDoneAtMs', 'sentAtMs', 'firstByteAtMs'] as const;

/** In whole µs, as all instants of samples are. */
function onClockOfAll(sample: Sample, byMs: number): Sample {
  const moved = (atMs: number) => Math.round((atMs + byMs) * 1000) / 1000;
  const known = instants.map((key) => optional(key, sample[key] === undefined ? undefined : moved(sample[key])));
  const { intendedAtMs, completedAtMs } = sample;
  return Object.assign({}, sample, ...known, {
    intendedAtMs: moved(intendedAtMs),
    completedAtMs: moved(completedAtMs),
  });
}

/** What a run knows of a target beside its samples. */
async function complete(
  one: Observation,
  runs: readonly RunToMerge[],
  { stages, seen, ...options }: Staged & { readonly seen: SeenInRuns },
): Promise<void> {
  const { name: target } = one.target;
  const { clockBoundMs } = options;
  one.workers = runs.map((run, index) =>
    workerOfRun({ run, runs, target, stages, clockBoundMs, seenIn: (stage) => seen.of(stage, index) }),
  );
  for (const { result } of runs) {
    const known = result.targets.find(({ name }) => name === target);
    if (known === undefined) continue;
    const { sendSpread, sendSpreadMs, sendLagMs, workers, host, ...health } = known.client;
    one.repeats.push({ health, notMeasured: known.notMeasured ?? [] });
    for (const error of known.functionErrors ?? []) one.functionErrors.add(error);
  }
  one.repeats.push(...(await reportedBy(one, runs, { ...options, fired: seen.fired(target) })));
  one.completed = runs[0]?.scenario.repeats ?? 0;
}

function withRuns(
  runs: readonly [RunToMerge, ...RunToMerge[]],
  { clockBoundMs }: MergeOptions,
  input: Parameters<typeof assembleResult>[0],
): RunResult {
  const [first] = runs;
  const from = startOf(runs);
  return {
    ...assembleResult(input),
    machine: first.result.machine,
    merged: {
      runs: runs.map((run) => ({
        ...{ name: run.name, startedAt: run.result.startedAt, startedAtMs: shiftMs(run, from) },
        verdict: run.result.verdict.status,
      })),
      ...optional('clockBoundMs', clockBoundMs),
    },
  };
}
