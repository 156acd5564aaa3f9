import type { Distribution as MeasuredDistribution, NeedSummary } from '../../../model/schema/demands.ts';
import type { Distribution } from '../../../simulator/distributions.ts';
import { phaseIn, type SeenRun, targetIn } from './check.ts';

/** Times of inits and calls, as they were learned. */
export interface LearnedTimes {
  readonly call: Distribution;
  readonly coldCall: Distribution;
  readonly init: Distribution;
}

/** What inits and calls of a phase need, without the queueing of this machine. */
export function learnedTimes(run: SeenRun, phaseName: string): LearnedTimes {
  const { demands } = targetIn(run);
  const warm = phaseIn(run, phaseName).demands?.warm;
  if (warm === undefined) throw new Error(`no warm call in the phase ${phaseName}`);
  const waitMs = warm.waitMs?.mean ?? 0;
  return {
    call: { kind: 'measured', ms: spread(warm.cpuMs).map((cpuMs) => cpuMs + waitMs) },
    coldCall: { kind: 'constant', ms: needMs(demands?.cold) },
    init: { kind: 'constant', ms: needMs(demands?.init) },
  };
}

/** CPU and waiting of one on average. */
const needMs = (need: NeedSummary | undefined): number => (need?.cpuMs.mean ?? 0) + (need?.waitMs?.mean ?? 0);

/** 100 values with the percentiles of a distribution, on straight lines between them; below the median all are the median. */
function spread({ mean, p50 = mean, p90, p99, max = p50 }: MeasuredDistribution): number[] {
  const known = [
    ...[[0, p50] as const, [50, p50] as const],
    ...(p90 === undefined ? [] : [[90, p90] as const]),
    ...(p99 === undefined ? [] : [[99, p99] as const]),
    [100, max] as const,
  ];
  return Array.from({ length: 100 }, (_, index) => {
    const above = known.findIndex(([percent]) => percent > index);
    const [[from, low], [to, high]] = [known[above - 1] ?? [0, p50], known[above] ?? [100, max]];
    return low + ((index - from) / (to - from)) * (high - low);
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
