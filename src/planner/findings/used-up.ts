import type { PlanDemand } from '../../model/plan/demand.ts';
import { type Figure, flat, leastSure } from '../../model/plan/figure.ts';
import type { PlanLimit } from '../../model/plan/option-result.ts';
import type { OptionAnswer } from '../options/option.ts';
import type { Answer } from '../simulated-answer.ts';
import { basisAt, type PredictedOf } from '../validation/ranges.ts';

export interface Corner extends Answer {
  /** Its answer at a multiple of the demand, its bursts included, without any quota: each limit is looked at by itself. */
  grownTo(factor: number): OptionAnswer;
}

/** What the demand uses of a limit when all of its rates are this multiple. */
export interface Use extends Pick<PlanLimit, 'id'> {
  /** Whether its use is given, or else predicted as the environments are. */
  readonly basis?: 'given';
  readonly name: string;
  readonly allows: number;
  readonly unit: string;
  at(factor: number, corner: Corner): number;
  readonly increase: string;
}

interface LimitOf {
  /** The most likely first. */
  readonly corners: readonly Corner[];
  readonly demand: PlanDemand;
  readonly of: PredictedOf;
}

/** How much of it is used, and the multiple of the demand at which it is used up, at the corners of all intervals. */
export function limitOf(use: Use, { corners, demand, of }: LimitOf): PlanLimit {
  const answer = corners[0]?.answer;
  const used = withEnds(corners.map((corner) => use.at(1, corner)));
  const reached = reachedBy(use, corners);
  const factor = reached.value;
  const load = (answer?.busyAtPeak ?? 0) + (demand.burst?.size ?? 0) / demand.tenants;
  const basisOf = (at: number) => use.basis ?? basisAt('environments', of, { inFlight: load * at, call: answer?.call });
  return {
    ...{ id: use.id, name: use.name, allows: use.allows, unit: use.unit, increase: use.increase },
    used: { ...used, basis: basisOf(1) },
    ...flat(
      'headroom',
      each(used, (some) => 1 - some / use.allows),
    ),
    ...finite(
      flat(
        'reachedAtPerSecond',
        each(reached, (some) => demand.averagePerSecond * some),
      ),
    ),
    ...(Number.isFinite(reached.low ?? factor) && {
      reachedBasis: leastSure(basisOf(1), basisOf(Number.isFinite(factor) ? factor : (reached.low ?? 1))),
    }),
    ...finite(
      flat(
        'reachedInYears',
        each(reached, (some) => yearsTo(some, demand.growthPerYear)),
      ),
    ),
  };
}

type Ends = Omit<Figure, 'basis'>;

/** The multiple of the demand, infinite where no multiple reaches the limit. Its interval spans the corners that use the least and the most there. */
function reachedBy(use: Use, corners: readonly Corner[]): Ends {
  const reachedOf = (corner: Corner) => factorOf((at) => use.at(at, corner) <= use.allows) ?? Number.POSITIVE_INFINITY;
  const [likely] = corners;
  const value = likely === undefined ? Number.POSITIVE_INFINITY : reachedOf(likely);
  const there = Number.isFinite(value) && value > 0 ? value : 1;
  // Equal whole numbers may hide that one corner is busier.
  const ordered = corners
    .map((corner) => ({ corner, uses: use.at(there, corner), busy: corner.answer.busyAtPeak }))
    .sort((a, b) => a.uses - b.uses || a.busy - b.busy);
  const ends = [ordered[0], ordered.at(-1)].flatMap((end) => (end === undefined || end.corner === likely ? [] : [end]));
  return withEnds([value, ...ends.map(({ corner }) => reachedOf(corner))]);
}

/** The first with the least and the most of all, where these differ. */
function withEnds([value = 0, ...others]: readonly number[]): Ends {
  const [low, high] = [Math.min(value, ...others), Math.max(value, ...others)];
  return { value, ...(low < high && { low, high }) };
}

/** Of a headroom, the most use is the low end. */
function each({ value, low, high }: Ends, of: (value: number) => number): Ends {
  if (low === undefined || high === undefined) return { value: of(value) };
  const [one, other] = [of(low), of(high)];
  return { value: of(value), low: Math.min(one, other), high: Math.max(one, other) };
}

/** What is never reached is absent. */
const finite = <T extends Readonly<Partial<Record<string, number>>>>(all: T): Partial<T> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => Number.isFinite(value))) as Partial<T>;

const [leastFactor, mostFactor] = [1e-3, 1e9];

/** The multiple of the demand up to which it holds, from a thousandth to a billion, by bisection on a logarithm. Undefined: at all of them. */
function factorOf(holds: (factor: number) => boolean): number | undefined {
  // From the demand up in steps, so that no load is calculated that is far beyond.
  const isHeld = holds(1);
  let [low, high] = isHeld ? [1, 10] : [leastFactor, 1];
  if (!isHeld && !holds(low)) return 0;
  for (; isHeld && holds(high); [low, high] = [high, high * 10]) if (high >= mostFactor) return undefined;
  for (let step = 0; step < 80 && high / low > 1 + 1e-9; step += 1) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Without end: the demand does not grow. */
function yearsTo(factor: number, growth = 0): number {
  if (growth <= 0) return Number.POSITIVE_INFINITY;
  if (factor <= 1) return 0;
  return Math.log(factor) / Math.log(1 + growth);
}
