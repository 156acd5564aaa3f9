import { type NumberPath, numberAtKeys } from '../../model/number-path.ts';
import type { PhaseResult, TargetResult } from '../../model/run-result.ts';
import { startsAnew } from './repeats.ts';

/** A count of a target that each repeat starts again: 8 processes over 8 repeats are 1 at a time, and 1 is the relevant figure. */
export interface PerRepeat {
  readonly low: number;
  readonly high: number;
  readonly repeats: number;
}

/** From the lowest to the highest of its repeats. Absent for a single one, and for what stays from one to the next. */
export function perRepeat(target: TargetResult, path: NumberPath<TargetResult>): PerRepeat | undefined {
  const keys = path.split('.');
  if (!isCountPerRepeat(target, keys)) return undefined;
  const counts = repeatNumbers(target).map((repeat) => countInRepeat(target, keys, repeat));
  const known = counts.filter((one) => one !== undefined);
  if (counts.length < 2 || known.length < counts.length) return undefined;
  return { low: Math.min(...known), high: Math.max(...known), repeats: counts.length };
}

/** How a count of a repeat comes from those of its phases. */
type Joining = (phases: readonly PhaseResult[], path: readonly string[]) => number | undefined;

/** The repeats in which the target was asked anything, in their order. */
export const repeatNumbers = ({ phases }: TargetResult): number[] =>
  [...new Set(phases.map(({ repeat }) => repeat))].sort((a, b) => a - b);

/**
 * Whether the figure at this path of a target's entry is a count that means something only per repeat: rollcall starts the target
 * again for each, so that 8 repeats have 8 processes although there was never more than one.
 */
export const isCountPerRepeat = (target: TargetResult, path: readonly string[]): boolean =>
  startsAnew(target) && joinings.has(path.join('.'));

/** Of one repeat. Absent if nothing of it was measured. */
export function countInRepeat(target: TargetResult, path: readonly string[], repeat: number): number | undefined {
  const phases = target.phases.filter((phase) => phase.repeat === repeat);
  return phases.length === 0 ? undefined : joinings.get(path.join('.'))?.(phases, path);
}

const sum: Joining = (phases, path) => {
  const counts = phases.map((phase) => numberAtKeys(phase, path));
  return counts.includes(undefined) ? undefined : counts.reduce<number>((total, count) => total + (count ?? 0), 0);
};

/** An instance that answered in two phases is one. */
const distinct: Joining = (phases) =>
  phases.length === 1
    ? phases[0]?.environments.distinct
    : new Set(phases.flatMap(({ environments }) => environments.list.map(({ instanceId }) => instanceId))).size;

/** All answers by name but the first of each instance. */
const reused: Joining = (phases, path) => {
  const [within, own] = [sum(phases, path), distinct(phases, path)];
  const firsts = sum(phases, ['environments', 'distinct']);
  return within === undefined || own === undefined || firsts === undefined ? undefined : within + firsts - own;
};

const peak: Joining = (phases) => Math.max(...phases.map(({ environments }) => environments.peakAlive));

const joinings: ReadonlyMap<string, Joining> = new Map<string, Joining>([
  ...['sent', 'answered', 'throttled', 'timedOut', 'failed', 'unidentified', 'idTooLong', 'bodyTooLong'].map(
    (count): [string, Joining] => [`requests.${count}`, sum],
  ),
  ...['httpError', 'refused', 'reset', 'malformed', 'unreachable', 'interrupted'].map((failure): [string, Joining] => [
    `requests.failures.${failure}`,
    sum,
  ]),
  ['environments.distinct', distinct],
  ['environments.coldStarts', sum],
  ['environments.failedInits.timedOut', sum],
  ['environments.failedInits.failed', sum],
  ['environments.reused', reused],
  ['environments.peakAlive', peak],
]);
