import type { Figure } from '../model/plan/figure.ts';
import type { OptionFigures } from '../model/plan/option-result.ts';
import { mostInstances, type OptionAnswer } from './options/option.ts';
import { mbOfAll } from './under-load/memory.ts';
import { basisAt, type PredictedOf, type Quantity } from './validation/ranges.ts';

/** Answers at the corners of the intervals of all inputs, the most likely first. */
export interface Answers {
  readonly all: readonly OptionAnswer[];
  readonly of: PredictedOf;
  /** Each has its own instances: all of them add up. */
  readonly tenants: number;
  /** Requests of one tenant's burst. */
  readonly burstSize?: number | undefined;
  /** Requests of one tenant that are served in a month at the same corners, per second, and all. */
  readonly served: readonly number[];
  readonly averagePerSecond: number;
}

/** Figures with their intervals, without the month and without comparisons with other options. */
export function optionFigures({
  all,
  of,
  tenants,
  burstSize = 0,
  served,
  averagePerSecond,
}: Answers): Omit<OptionFigures, 'month' | 'memoryMultiplier'> {
  const figure = figuresOf(all, of);
  const [likely] = all;
  if (likely === undefined) throw new Error('an option without an answer has no figures');
  const { instances, latencyMs } = likely;
  const count = (pick: (answer: OptionAnswer) => number | undefined) =>
    figure('environments', (answer) => timesOf(pick(answer), tenants));
  const inBurst = figuresOf(all, of, burstSize);
  return {
    instances: {
      average: count((answer) => answer.instances.average),
      mean: count((answer) => answer.instances.mean),
      p50: count((answer) => answer.instances.p50),
      p99: count((answer) => answer.instances.p99),
      ...(instances.burst !== undefined && {
        burst: inBurst('environments', (answer) => timesOf(answer.instances.burst, tenants)),
      }),
      ...(instances.most !== undefined && {
        most: inBurst('environments', (answer) => mostInstances(answer) * tenants),
      }),
      overDay: instances.overDay.map((alive) => alive * tenants),
    },
    ...(likely.coldShare !== undefined && { coldShare: figure('coldStarts', (answer) => answer.coldShare) }),
    ...(likely.coldShareAtPeak !== undefined && {
      coldShareAtPeak: figure('coldStarts', (answer) => answer.coldShareAtPeak),
    }),
    ...throttled({ all, of, tenants, burstSize, served, averagePerSecond }),
    latencyMs: {
      ...(latencyMs.steady !== undefined && { steady: percentiles(figure, 'steady') }),
      ...(latencyMs.burst !== undefined && { burst: percentiles(inBurst, 'burst') }),
    },
    memoryMb: inBurst('environments', (answer) => mostInstances(answer) * tenants * answer.memoryMb),
    ...(usedMbOf(likely) !== undefined && {
      memoryUsedMb: inBurst('memory', (answer) => timesOf(usedMbOf(answer), tenants)),
    }),
    ...(likely.cpuShare !== undefined && { cpuShare: figure('cost', (answer) => answer.cpuShare) }),
  };
}

/** Of one tenant, at the most instances, with the requests that are then in flight. */
function usedMbOf(answer: OptionAnswer): number | undefined {
  const { memory, memoryUsedMb } = answer;
  return memory === undefined
    ? timesOf(memoryUsedMb, mostInstances(answer))
    : mbOfAll(memory.held, mostInstances(answer));
}

type Throttled = Pick<
  OptionFigures,
  'throttledShare' | 'throttledInBurst' | 'throttledShareInBurst' | 'throttledShareOfMonth'
>;

function throttled({ all, of, tenants, burstSize = 0, served, averagePerSecond }: Answers): Throttled {
  const [likely] = all;
  const inBurst = figuresOf(all, of, burstSize);
  return {
    ...(likely?.throttledShare !== undefined && {
      throttledShare: figuresOf(all, of)('environments', (answer) => answer.throttledShare),
      throttledShareOfMonth: ofMonth(all, { of, served, averagePerSecond }),
    }),
    ...(likely?.throttledInBurst !== undefined &&
      burstSize > 0 && {
        throttledInBurst: inBurst('environments', (answer) => timesOf(answer.throttledInBurst, tenants)),
        throttledShareInBurst: inBurst('environments', ({ throttledInBurst = 0 }) => throttledInBurst / burstSize),
      }),
  };
}

function ofMonth(
  all: readonly OptionAnswer[],
  { of, served, averagePerSecond }: Pick<Answers, 'of' | 'served' | 'averagePerSecond'>,
): Figure {
  const each = all.map((answer, corner) => ({ ...answer, served: served[corner] ?? averagePerSecond }));
  return figuresOf(each, of)('environments', (answer) => 1 - answer.served / averagePerSecond);
}

const percentiles = (figure: ReturnType<typeof figuresOf<OptionAnswer>>, of: 'steady' | 'burst') => ({
  p50: figure('latency', ({ latencyMs }) => latencyMs[of]?.p50),
  p99: figure('latency', ({ latencyMs }) => latencyMs[of]?.p99),
});

const timesOf = (value: number | undefined, factor: number): number | undefined =>
  value === undefined ? undefined : value * factor;

/** The figure of the likely answer, with the least and the most of all corners. `burstSize`: requests in flight on top of the peak. */
export function figuresOf<T extends Pick<OptionAnswer, 'busyAtPeak' | 'call'>>(
  all: readonly T[],
  of: PredictedOf,
  burstSize = 0,
) {
  return (quantity: Quantity, pick: (answer: T) => number | undefined): Figure => {
    const values = all.map(pick).filter((value) => value !== undefined);
    const [value] = values;
    if (value === undefined) throw new Error('a figure without a value');
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const basis = basisAt(quantity, of, { inFlight: (all[0]?.busyAtPeak ?? 0) + burstSize, call: all[0]?.call });
    return { value, ...(low < value || high > value ? { low, high } : {}), basis };
  };
}
