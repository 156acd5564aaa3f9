import { optional } from '../../model/optional.ts';
import type { PlanDemand } from '../../model/plan/demand.ts';
import type { OptionResult } from '../../model/plan/option-result.ts';
import type { Costs } from '../../model/schema/costs.ts';
import type { PlanOptionSpec } from '../../scenario/plan/options.ts';
import { scaledDemand } from '../demand.ts';
import { monthOver } from '../month.ts';
import type { OptionAnswer, OptionContext } from '../options/option.ts';
import { moduleOf } from '../options/registry.ts';
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
  readonly costsAt: (factor: number) => readonly Costs[];
  readonly demand: PlanDemand;
}

/** Two decades of rates to both sides of the average. */
export function curveOf({ spec, context, answer, costsAt, demand }: CurveOf): OptionResult['curve'] {
  const { answer: answerOf } = moduleOf(spec);
  return Array.from({ length: points }, (_, index) => 10 ** ((index / (points - 1) - 0.5) * decades)).flatMap(
    (factor) => {
      if (answer.busyAtPeak * factor > mostInFlight) return [];
      const scaled = scaledDemand(context.demand, factor);
      const there = answerOf(spec, { ...context, demand: scaled });
      const { instances, cpuUtilization = 0, throttledShare = 0, memory } = there;
      // Where it does not carry the load, it is no choice.
      if (cpuUtilization >= 1 || throttledShare >= fewRefused || !fitsMemory(memory)) return [];
      const [costs] = costsAt(factor);
      const usd = costs && monthOver(costs, scaled).usd * demand.tenants;
      return [
        {
          ...{ perSecond: demand.averagePerSecond * factor, instances: instances.mean * demand.tenants },
          ...optional('usd', usd),
        },
      ];
    },
  );
}

const steps = 40;

/** When each fortieth of what is answered of a burst has its answers, as a share of all of its requests. */
export const burstCurve = ({ burstMs, throttledInBurst = 0 }: OptionAnswer, size = 1): OptionResult['burst'] =>
  burstMs === undefined
    ? []
    : Array.from({ length: steps }, (_, step) => (step + 1) / steps)
        .map((share) => ({ ms: burstMs(Math.min(share, 0.999)), share: share * (1 - throttledInBurst / size) }))
        .filter(({ ms }) => Number.isFinite(ms));
