import type { PlanDemand } from '../../model/plan/demand.ts';
import { mostInPlan } from '../../model/plan/most.ts';
import type { Costs } from '../../model/schema/costs.ts';
import type { PlanOptionSpec } from '../../scenario/plan/options.ts';
import { scaledDemand } from '../demand.ts';
import type { OptionContext } from '../options/option.ts';
import { moduleOf } from '../options/registry.ts';
import { fitsMemory } from '../under-load/memory.ts';
import { fewRefused, refusedAt } from '../under-load/served.ts';

/** What an option is, at the demand of one tenant. */
interface Carrier {
  readonly spec: PlanOptionSpec;
  readonly context: OptionContext;
  readonly costs: Costs;
}

/**
 * Average requests per second of one tenant that an option carries at all, with the peak in its ratio and its burst as it is: servers of a given number
 * by their CPU and memory, and what refuses requests until it does. Infinite where more are started.
 */
export const mostPerSecond = ({ spec, context, costs }: Carrier): number =>
  Math.min(byCpu(costs, context.demand), byRefusalsAndMemory(spec, context));

function byCpu({ servers }: Costs, { averagePerSecond, peakPerSecond }: PlanDemand): number {
  if (servers === undefined || servers.capacityPerSecond !== undefined) return Number.POSITIVE_INFINITY;
  const { count, spare, cpuMsPerRequest = 0, usableVcpu = 0 } = servers;
  if (cpuMsPerRequest === 0) return Number.POSITIVE_INFINITY;
  return (((count + spare) * usableVcpu * 1000) / cpuMsPerRequest) * (averagePerSecond / peakPerSecond);
}

/** Rates beyond are no choice of a plan. */
const highest: number = mostInPlan.perSecond;

function byRefusalsAndMemory(spec: PlanOptionSpec, context: OptionContext): number {
  const { averagePerSecond } = context.demand;
  const serves = (perSecond: number) =>
    isServed(spec, { ...context, demand: scaledDemand(context.demand, perSecond / averagePerSecond) });
  const { refused, memory } = moduleOf(spec);
  if ((refused ?? memory) === undefined || serves(highest)) return Number.POSITIVE_INFINITY;
  let [low, high] = [0, highest];
  for (let step = 0; step < 100 && high - low > high * 1e-6; step += 1) {
    const middle = low === 0 ? high / 1000 : Math.sqrt(low * high);
    if (serves(middle)) low = middle;
    else high = middle;
    if (high < 1e-9) return 0;
  }
  return low;
}

/** Whether an option carries its own demand. */
export const isCarried = ({ spec, context, costs }: Carrier): boolean =>
  context.demand.averagePerSecond <= byCpu(costs, context.demand) && isServed(spec, context);

/** Whether no request is refused at the peak and all requests in flight fit into memory. */
function isServed(spec: PlanOptionSpec, context: OptionContext): boolean {
  const module = moduleOf(spec);
  const refused = refusedAt(context.demand.peakPerSecond, spec, module, context);
  return refused < fewRefused && fitsMemory(module.memory?.(spec, context));
}
