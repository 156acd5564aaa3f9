import { UserError } from '../../../model/errors.ts';
import type { Distribution as MeasuredDistribution, NeedSummary } from '../../../model/schema/demands.ts';
import type { Distribution } from '../../../simulator/distributions.ts';
import { phaseIn, type SeenRun, targetIn } from './check.ts';

/** Times of inits and calls, as they were learned. */
export interface LearnedTimes {
  readonly call: Distribution;
  readonly coldCall: Distribution;
  readonly init: Distribution;
}

/**
 * What inits and calls of a phase need, without the queueing of this machine.
 * @throws {UserError} `not-learned` where no warm call of the phase has CPU time
 */
export function learnedTimes(run: SeenRun, phaseName: string): LearnedTimes {
  const { demands } = targetIn(run);
  const warm = phaseIn(run, phaseName).demands?.warm;
  if (warm === undefined)
    throw new UserError(
      'not-learned',
      `nothing was learned: no warm call of the phase ${phaseName} has CPU time, which the kernel of Linux measures; use a machine with Linux`,
    );
  const { cpuMs, waitMs = { count: 0, mean: 0 } } = warm;
  const [constant, spread] = varianceOf(waitMs) > varianceOf(cpuMs) ? [cpuMs, waitMs] : [waitMs, cpuMs];
  return {
    call: { kind: 'measured', ms: spreadOf(spread).map((ms) => ms + constant.mean) },
    coldCall: { kind: 'constant', ms: needMs(demands?.cold) },
    init: { kind: 'constant', ms: needMs(demands?.init) },
  };
}

/** CPU and waiting of one on average. */
const needMs = (need: NeedSummary | undefined): number => (need?.cpuMs.mean ?? 0) + (need?.waitMs?.mean ?? 0);

const varianceOf = ({ deviation = 0 }: MeasuredDistribution): number => deviation ** 2;

/** 100 values with the mean and the percentiles of a distribution, on straight lines between them: the lower half begins where the mean is kept. */
export function spreadOf({ mean, p50 = mean, p90, p99, max = p50 }: MeasuredDistribution): number[] {
  const above = valuesBetween([
    ...[[50, p50] as const],
    ...(p90 === undefined ? [] : [[90, p90] as const]),
    ...(p99 === undefined ? [] : [[99, p99] as const]),
    [100, max] as const,
  ]);
  const meanAbove = above.reduce((sum, value) => sum + value, 0) / above.length;
  // Values on a line have the mean of its ends.
  const least = Math.min(p50, Math.max(0, 2 * (2 * mean - meanAbove) - p50));
  return [
    ...valuesBetween([
      [0, least],
      [50, p50],
    ]),
    ...above,
  ];
}

/** One value for each percent, in the middle of it. */
function valuesBetween(known: readonly (readonly [percent: number, value: number])[]): number[] {
  return known.slice(1).flatMap(([to, high], index) => {
    const [from, low] = known[index] as readonly [number, number];
    return Array.from({ length: to - from }, (_, step) => low + ((step + 0.5) / (to - from)) * (high - low));
  });
}

/** Mean number of environments alive in a part of a phase, from the telemetry of the embedded Lambda. */
export function meanAliveIn(run: SeenRun, phaseName: string, skippedMs: number): number {
  const { startedAtMs, finishedAtMs } = phaseIn(run, phaseName);
  const [fromMs, toMs] = [startedAtMs + skippedMs, finishedAtMs];
  const steps = targetIn(run).environmentCurve ?? [];
  const total = steps.reduce((sum, { atMs, alive }, index) => {
    const untilMs = steps[index + 1]?.atMs ?? toMs;
    return sum + alive * Math.max(0, Math.min(untilMs, toMs) - Math.max(atMs, fromMs));
  }, 0);
  return total / (toMs - fromMs);
}
