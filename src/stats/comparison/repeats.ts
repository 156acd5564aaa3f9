import type { Billing, Environments, RequestCounts } from '../../model/measures.ts';
import { type NumberPath, numberAtKeys } from '../../model/number-path.ts';
import { optional } from '../../model/optional.ts';
import type { PhaseResult, TargetResult } from '../../model/run-result.ts';
import type { Projected } from '../../model/schema/projected.ts';
import { isStarted } from '../../target-kinds/target-kinds.ts';

/** What is known of one repeat of a target. A part is absent where it cannot be made of the phases of the repeat. */
export interface RepeatMeasures {
  readonly repeat: number;
  readonly requests: Pick<RequestCounts, 'throttled' | 'failed' | 'sent' | 'answered'>;
  readonly environments: Pick<Environments, 'distinct' | 'coldStarts' | 'peakAlive'>;
  readonly billing?: Pick<Billing, 'billedMs' | 'usdPerMillion'>;
  readonly projected?: Pick<Projected, 'billedMs' | 'usdPerMillion' | 'waitingShareOfBilled' | 'environments'>;
  /** Only of a single phase: percentiles of several cannot be joined. */
  readonly latencyMs?: PhaseResult['latencyMs'];
}

/** A count of a target that each repeat starts again: 8 processes over 8 repeats are 1 at a time, and 1 is the relevant figure. */
export interface PerRepeat {
  readonly low: number;
  readonly high: number;
  readonly repeats: number;
}

/**
 * Whether the repeats of a target are independent: rollcall starts it again for each. An existing target stays warm from one to
 * the next, so its repeats are one measurement.
 */
export const startsAgain = (target: TargetResult): boolean => isStarted(target);

/** The repeats in which the target was asked anything, in their order. */
export const repeatNumbers = ({ phases }: TargetResult): number[] =>
  [...new Set(phases.map(({ repeat }) => repeat))].sort((a, b) => a - b);

/** In their order. */
export const repeatsOf = (target: TargetResult): RepeatMeasures[] =>
  repeatNumbers(target).map((repeat) => joined(repeat, phasesOf(target, repeat)));

/** From the lowest to the highest of its repeats. Absent for a single one, and for what stays from one to the next. */
export function perRepeat(target: TargetResult, path: NumberPath<TargetResult>): PerRepeat | undefined {
  const keys = path.split('.');
  if (!isCountPerRepeat(target, keys)) return undefined;
  const counts = repeatNumbers(target).map((repeat) => countInRepeat(target, keys, repeat));
  const known = counts.filter((one) => one !== undefined);
  if (counts.length < 2 || known.length < counts.length) return undefined;
  return { low: Math.min(...known), high: Math.max(...known), repeats: counts.length };
}

/**
 * Whether the figure at this path of a target's entry is a count that means something only per repeat: rollcall starts the target
 * again for each, so that 8 repeats have 8 processes although there was never more than one.
 */
export const isCountPerRepeat = (target: TargetResult, path: readonly string[]): boolean =>
  startsAgain(target) && joinings.has(path.join('.'));

/** Of one repeat. Absent if nothing was measured in it. */
export function countInRepeat(target: TargetResult, path: readonly string[], repeat: number): number | undefined {
  const phases = phasesOf(target, repeat);
  return phases.length === 0 ? undefined : joinings.get(path.join('.'))?.(phases, path);
}

const phasesOf = ({ phases }: TargetResult, repeat: number): PhaseResult[] =>
  phases.filter((phase) => phase.repeat === repeat);

function joined(repeat: number, phases: readonly PhaseResult[]): RepeatMeasures {
  const requests = (key: keyof RepeatMeasures['requests']): number => sum(phases, ['requests', key]) ?? 0;
  const [only, ...others] = phases.filter(({ requests: { sent } }) => sent > 0);
  return {
    repeat,
    requests: {
      ...{ sent: requests('sent'), answered: requests('answered') },
      ...{ throttled: requests('throttled'), failed: requests('failed') },
    },
    environments: {
      ...optional('distinct', distinct(phases)),
      ...optional('coldStarts', sum(phases, ['environments', 'coldStarts'])),
      ...optional('peakAlive', peak(phases)),
    },
    ...optional('billing', joinedBilling(phases)),
    ...optional('projected', joinedProjected(phases)),
    ...optional('latencyMs', others.length === 0 ? only?.latencyMs : undefined),
  };
}

function joinedBilling(phases: readonly PhaseResult[]): RepeatMeasures['billing'] {
  const bills = phases.flatMap(({ billing }) => billing ?? []);
  const invocations = bills.reduce((total, bill) => total + bill.invocations, 0);
  if (invocations === 0) return undefined;
  return {
    billedMs: bills.reduce((total, { billedMs }) => total + billedMs, 0),
    usdPerMillion: (bills.reduce((total, { usd }) => total + usd, 0) / invocations) * 1e6,
  };
}

function joinedProjected(phases: Phases): RepeatMeasures['projected'] {
  const each = phases.flatMap(({ projected }) => projected ?? []);
  const sumOf = (of: (one: Projected) => number) => each.reduce((total, one) => total + of(one), 0);
  const billedMs = sumOf((one) => one.billedMs);
  if (billedMs === 0) return undefined;
  const usd = sumOf((one) => (one.usdPerMillion ?? Number.NaN) * one.invocations);
  const environments = countOf('projected.environments', phases);
  return {
    billedMs,
    ...optional('usdPerMillion', Number.isNaN(usd) ? undefined : usd / sumOf((one) => one.invocations)),
    waitingShareOfBilled: sumOf((one) => one.waitingShareOfBilled * one.billedMs) / billedMs,
    ...optional('environments', environments),
  };
}

const countOf = (path: string, phases: Phases): number | undefined => joinings.get(path)?.(phases, path.split('.'));

type Phases = readonly PhaseResult[];

/** How a count of a repeat comes from those of its phases. */
type Joining = (phases: Phases, path: readonly string[]) => number | undefined;

function sum(phases: Phases, path: readonly string[]): number | undefined {
  const counts = phases.map((phase) => numberAtKeys(phase, path));
  return counts.includes(undefined) ? undefined : counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}

/** An instance that answered in two phases is one. */
const instancesOf = (phases: Phases): number =>
  new Set(phases.flatMap(({ environments }) => environments.list.map(({ instanceId }) => instanceId))).size;

/** A single phase may have more instances than its list. */
const distinct = (phases: Phases): number | undefined => {
  if (phases.some(({ environments }) => environments.distinct === undefined)) return undefined;
  return phases.length === 1 ? phases[0]?.environments.distinct : instancesOf(phases);
};

/** All answers by name but the first of each instance. */
const reused: Joining = (phases, path) => {
  const [within, own] = [sum(phases, path), distinct(phases)];
  const firsts = sum(phases, ['environments', 'distinct']);
  return within === undefined || own === undefined || firsts === undefined ? undefined : within + firsts - own;
};

const peak = (phases: Phases): number | undefined => {
  const peaks = phases.flatMap(({ environments }) => environments.peakAlive ?? []);
  return peaks.length < phases.length ? undefined : Math.max(...peaks);
};

/** A pause has no projection. */
const ofProjected =
  (join: (projected: readonly Projected[]) => number): Joining =>
  (phases) => {
    const projected = phases.flatMap((phase) => phase.projected ?? []);
    return projected.every(({ environments }) => environments === undefined) ? undefined : join(projected);
  };

const added = (key: 'coldStarts' | 'throttled') => (projected: readonly Projected[]) =>
  projected.reduce((total, { [key]: counted = 0 }) => total + counted, 0);

const highest = (key: 'environments' | 'peakAlive') => (projected: readonly Projected[]) =>
  Math.max(...projected.map(({ [key]: counted = 0 }) => counted));

/** Whatever was not there before the load started for a request that it then served. */
const projectedDistinct = (projected: readonly Projected[]): number =>
  Math.max(highest('environments')(projected), added('coldStarts')(projected));

const requestCounts = [
  'sent',
  'answered',
  'throttled',
  'timedOut',
  'failed',
  'notSent',
  'unidentified',
  'idTooLong',
  'bodyTooLong',
];
const failureCounts = ['httpError', 'refused', 'reset', 'malformed', 'unreachable', 'interrupted'];

const joinings: ReadonlyMap<string, Joining> = new Map<string, Joining>([
  ...[
    ...requestCounts.map((count) => `requests.${count}`),
    ...failureCounts.map((failure) => `requests.failures.${failure}`),
    ...['started', 'stoppedIdle', 'stoppedOther'].map((count) => `environments.lives.${count}`),
    ...['environments.coldStarts', 'environments.failedInits.timedOut', 'environments.failedInits.failed'],
  ].map((path): [string, Joining] => [path, sum]),
  ['environments.distinct', distinct],
  ['environments.reused', reused],
  ['environments.peakAlive', peak],
  ['environments.lives.aliveAtStart', (phases, path) => numberAtKeys(phases[0], path)],
  ['environments.lives.aliveAtEnd', (phases, path) => numberAtKeys(phases.at(-1), path)],
  ['projected.environments', ofProjected(projectedDistinct)],
  ['projected.peakAlive', ofProjected(highest('peakAlive'))],
  ['projected.coldStarts', ofProjected(added('coldStarts'))],
  ['projected.throttled', ofProjected(added('throttled'))],
]);
