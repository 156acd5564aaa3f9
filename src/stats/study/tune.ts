import { vcpusAt } from '../../concurrency/cpu-share.ts';
import { optional } from '../../model/optional.ts';
import { billedDurationMs } from '../../model/platform/invocation.ts';
import type { StudyEstimate } from '../../model/study/study-result.ts';
import type { Tuning, TuningPoint } from '../../model/study/tuning.ts';
import { ms, usd } from '../../text/format.ts';

/** Sizes whose cost, time or product of both differ by less are as good as each other. */
const asGood = 1.08;
/** The product of cost and time is flat around its least value, and has the noise of both. */
const bothAsGood = 1.15;

/** The medians of one memory size. */
export interface SizeMedians {
  readonly memoryMb: number;
  /** Init and call, or the call of a warm start. */
  readonly timeMs: StudyEstimate;
  /** CPU time of the init and of the call, if they are known. */
  readonly work?: { readonly initCpuMs: number; readonly callCpuMs: number };
}

export interface TunePrices {
  readonly usdPerGbSecond: number;
  readonly usdPerMillionRequests: number;
}

/** The memory sizes of one function and one start; undefined with fewer than two. */
export function tuningOf(
  { start, of }: Pick<Tuning, 'start' | 'of'>,
  sizes: readonly SizeMedians[],
  prices: TunePrices,
): Tuning | undefined {
  const ascending = sizes.toSorted((a, b) => a.memoryMb - b.memoryMb);
  const points = ascending.map((size) => pointOf(size, prices));
  const [first, second] = points;
  if (first === undefined || second === undefined) return undefined;
  const work = workOf(ascending);
  return {
    ...{ start, of, points },
    cheapest: cheapestOf(points),
    fastest: fastestOf(points),
    balanced: balancedOf(points),
    ...(work && { bound: work.cpuMs >= work.waitMs ? ('cpu' as const) : ('waiting' as const) }),
    why: whyOf(points, work),
  };
}

/** 140 ms at 1769 MB are 140 ms * 1.7275 GB: at $0.0000133334 per GB-second $3.22 per million calls, and $0.20 for their requests. */
function pointOf(
  { memoryMb, timeMs }: SizeMedians,
  { usdPerGbSecond, usdPerMillionRequests }: TunePrices,
): TuningPoint {
  const cost = (time: number) =>
    usdPerMillionRequests + 1e6 * (billedDurationMs(time) / 1000) * (memoryMb / 1024) * usdPerGbSecond;
  const { estimate, low, high } = timeMs;
  return {
    ...{ memoryMb, timeMs },
    usdPerMillion: {
      estimate: cost(estimate),
      ...optional('low', low && cost(low)),
      ...optional('high', high && cost(high)),
    },
  };
}

type Measure = (point: TuningPoint) => number;

const costOf: Measure = ({ usdPerMillion }) => usdPerMillion.estimate;
const timeOf: Measure = ({ timeMs }) => timeMs.estimate;
/** Twice the time at half the cost is as good: the product, in which neither has a weight. */
const bothOf: Measure = (point) => costOf(point) * timeOf(point);

function best(points: readonly TuningPoint[], measure: Measure, then: Measure, within = asGood): TuningPoint {
  const least = Math.min(...points.map(measure));
  const good = points.filter((point) => measure(point) <= least * within);
  return good.reduce((one, other) => (then(other) < then(one) ? other : one));
}

function cheapestOf(points: readonly TuningPoint[]): Tuning['cheapest'] {
  const chosen = best(points, costOf, timeOf);
  const dearest = points.reduce((one, other) => (costOf(other) > costOf(one) ? other : one));
  const than = dearest === chosen ? '' : `, where ${size(dearest)} costs ${dollars(dearest)}`;
  const cheaper = points.filter((point) => costOf(point) < costOf(chosen));
  const rest = cheaper.length === 0 ? '' : `; ${cheaper.map(size).join(', ')} would be slower and at most 8% cheaper`;
  const why = `${size(chosen)} is the cheapest: ${dollars(chosen)} per million${than}${rest}.`;
  return { memoryMb: chosen.memoryMb, why };
}

function fastestOf(points: readonly TuningPoint[]): Tuning['fastest'] {
  const chosen = best(points, timeOf, costOf);
  const larger = points.filter(({ memoryMb }) => memoryMb > chosen.memoryMb);
  const rest = larger.length === 0 ? '' : `; ${larger.map(size).join(', ')} would be at most 8% faster`;
  return { memoryMb: chosen.memoryMb, why: `${size(chosen)} is the fastest: ${time(chosen)}${rest}.` };
}

function balancedOf(points: readonly TuningPoint[]): Tuning['balanced'] {
  const chosen = best(points, bothOf, costOf, bothAsGood);
  const why = `${size(chosen)} is balanced, with about the least product of cost and time: ${dollars(chosen)} per million at ${time(chosen)}.`;
  return { memoryMb: chosen.memoryMb, why };
}

const size = ({ memoryMb }: TuningPoint): string => `${memoryMb} MB`;
const time = ({ timeMs }: TuningPoint): string => range(timeMs, ms);
const dollars = ({ usdPerMillion }: TuningPoint): string => range(usdPerMillion, usd);
const range = ({ estimate, low, high }: StudyEstimate, format: (value: number) => string): string =>
  low === undefined || high === undefined
    ? format(estimate)
    : `${format(estimate)} (${format(low)} to ${format(high)})`;

interface Work {
  readonly cpuMs: number;
  readonly waitMs: number;
}

/** Of the largest size, at which the CPU share holds it up least. Waiting for the rest of a CPU is computing: it becomes shorter with memory. */
function workOf(ascending: readonly SizeMedians[]): Work | undefined {
  const largest = ascending.findLast(({ work }) => work !== undefined);
  if (largest?.work === undefined) return undefined;
  const { memoryMb, timeMs, work } = largest;
  const { initCpuMs, callCpuMs } = work;
  const onShare = (cpuMs: number, stage: 'init' | 'call') => cpuMs / Math.min(1, vcpusAt(memoryMb, stage));
  const computingMs = onShare(initCpuMs, 'init') + onShare(callCpuMs, 'call');
  return { cpuMs: initCpuMs + callCpuMs, waitMs: Math.max(0, timeMs.estimate - computingMs) };
}

function whyOf(points: readonly TuningPoint[], work: Work | undefined): string {
  const [small, large] = [points[0], points.at(-1)];
  const faster =
    small && large
      ? `From ${size(small)} to ${size(large)} it becomes ${(timeOf(small) / timeOf(large)).toFixed(1)} times as fast.`
      : '';
  if (work === undefined) return faster;
  const { cpuMs, waitMs } = work;
  const does = `It computes for ${ms(cpuMs)} and waits for ${ms(waitMs)}.`;
  const so =
    cpuMs >= waitMs
      ? 'It mostly computes: up to one vCPU (1,769 MB), twice the memory nearly halves its time and hardly changes its cost.'
      : 'It mostly waits: more memory shortens only the computing, and the waiting costs more.';
  return `${does} ${so} ${faster}`;
}
