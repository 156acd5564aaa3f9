import { optional } from '../../model/optional.ts';
import type { PlanDemand } from '../../model/plan/demand.ts';
import type { OptionResult } from '../../model/plan/option-result.ts';
import type { PlanOptionSpec } from '../../scenario/plan/options.ts';
import { scaledDemand } from '../demand.ts';
import type { OptionAnswer, OptionContext } from '../options/option.ts';
import { moduleOf } from '../options/registry.ts';
import type { PlannedOption } from '../plan-inputs.ts';
import { fitsMemory } from '../under-load/memory.ts';
import { fewRefused } from '../under-load/served.ts';

const [points, decades] = [33, 4];
/** Above this many in flight, a chart would take longer than its plan. */
const mostInFlight = 100_000;

interface CurveOf {
  readonly spec: PlanOptionSpec;
  /** Of one tenant. */
  readonly context: OptionContext;
  readonly answer: OptionAnswer;
  readonly monthsAt: PlannedOption['monthsAt'];
  readonly demand: PlanDemand;
}

/** Two decades of rates to both sides of the average, at which it has what the table has. */
export function curveOf({ spec, context, answer, monthsAt, demand }: CurveOf): OptionResult['curve'] {
  return Array.from({ length: points }, (_, index) => 10 ** ((index / (points - 1) - 0.5) * decades)).flatMap(
    (factor) => {
      if (answer.busyAtPeak * factor > mostInFlight) return [];
      const there = factor === 1 ? answer : answerAt(factor, { spec, context, answer });
      const { instances, cpuUtilization = 0, throttledShare = 0, memory } = there;
      // Where it does not carry the load, it is no choice.
      if (cpuUtilization >= 1 || throttledShare >= fewRefused || !fitsMemory(memory)) return [];
      const [priced] = monthsAt(factor);
      const usd = priced && priced.month.usd * demand.tenants;
      return [
        {
          ...{ perSecond: demand.averagePerSecond * factor, instances: instances.mean * demand.tenants },
          ...optional('usd', usd),
          basis: 'extrapolated',
        },
      ];
    },
  );
}

/** By closed forms, for requests that occupy their places for as long as in a simulation of the peak, and with the instances that its bursts leave. */
function answerAt(factor: number, { spec, context, answer }: Pick<CurveOf, 'spec' | 'context' | 'answer'>) {
  const demand = scaledDemand(context.demand, factor);
  const ofAll = scaledDemand(context.ofAll, factor);
  const closed = moduleOf(spec).answer(spec, { ...context, demand, ofAll });
  const { mean } = closed.instances;
  return { ...closed, instances: { mean: answer.meanAt?.(demand.peakPerSecond, mean) ?? mean } };
}

const steps = 40;

/** When each fortieth of what is answered of a burst has its answers, as a share of all of its requests. */
export const burstCurve = ({ burstMs, throttledInBurst = 0 }: OptionAnswer, size = 1): OptionResult['burst'] =>
  burstMs === undefined
    ? []
    : Array.from({ length: steps }, (_, step) => (step + 1) / steps)
        .map((share) => ({ ms: burstMs(Math.min(share, 0.999)), share: share * (1 - throttledInBurst / size) }))
        .filter(({ ms }) => Number.isFinite(ms));
