import type { CallNeeds } from '../../model/plan/needs.ts';
import type { Kept } from '../../model/plan/option-result.ts';
import type { LiveValues } from '../../text/live-fields.ts';
import { liveRecommendation, liveRow } from '../../text/live-row.ts';
import { scaledDemand } from '../demand.ts';
import { fitOptions } from '../findings/recommendation.ts';
import { moduleOf } from '../options/registry.ts';
import type { PlanInputs } from '../plan-inputs.ts';
import { plannedOptions } from '../planned-option.ts';

export interface Recalculated {
  readonly recommendation: string;
  /** A row for each option, as in the table on the page. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * The options again with other inputs, of which those that are absent stay, by the closed forms: what the plan simulates, and constraints on it, are left
 * out and named. Whether an option carries the load is by the closed forms, too.
 */
export function recalculate(inputs: PlanInputs, changed: LiveValues): Recalculated {
  const options = plannedOptions(withChanges(inputs, changed), 'closed-forms').map((option) => {
    const { simulated, simulatedPeak, simulatedBurst } = moduleOf(option.spec);
    const hasBurst = option.context.demand.burst !== undefined;
    const [peak, burst] = [simulatedPeak !== undefined, simulatedBurst !== undefined && hasBurst];
    const isLeftOut = ({ id }: Kept) =>
      (id === 'p99Ms' && (peak || simulated !== undefined)) ||
      (id === 'burstP99Ms' && burst) ||
      (id === 'connections' && (peak || burst));
    const { kept } = option.result;
    return {
      option: { ...option, result: { ...option.result, kept: kept.filter((each) => !isLeftOut(each)) } },
      leftOut: { peak, burst, constraints: kept.filter(isLeftOut).map(({ constraint }) => constraint) },
    };
  });
  const [best] = fitOptions(options.map(({ option }) => option));
  return {
    recommendation: liveRecommendation(best?.result.name, best?.result.figures?.month?.usd),
    rows: options.map(({ option: { result }, leftOut }) => liveRow(result, leftOut)),
  };
}

function withChanges({ file, demand, needs }: PlanInputs, changed: LiveValues): PlanInputs {
  const { averagePerSecond = demand.averagePerSecond, burst } = changed;
  const { burst: usual, ...steady } = scaledDemand(demand, averagePerSecond / demand.averagePerSecond);
  const size = burst ?? usual?.size ?? 0;
  return {
    file,
    demand: size > 0 ? { ...steady, burst: { ...usual, size } } : steady,
    needs: { ...needs, function: changedNeeds(needs.function, changed), server: changedNeeds(needs.server, changed) },
  };
}

/** Only what differs from the plan replaces it, so that intervals and the needs of the other side stay. */
function changedNeeds(needs: CallNeeds, { cpuMs, waitMs, initMs }: LiveValues): CallNeeds {
  const replaced = (key: 'cpuMs' | 'waitMs' | 'initMs', value: number | undefined) => {
    const known = needs[key];
    return value === undefined || known === undefined || isSame(known.value, value)
      ? {}
      : { [key]: { value, basis: 'given' } };
  };
  return {
    ...withInit(needs, initMs),
    ...replaced('cpuMs', cpuMs),
    ...replaced('waitMs', waitMs),
    ...replaced('initMs', initMs),
  } as CallNeeds;
}

/** An init that was measured in parts is replaced as a whole. */
function withInit(needs: CallNeeds, initMs: number | undefined): CallNeeds {
  const { initCpuMs, initWaitMs, ...rest } = needs;
  const known = (initCpuMs?.value ?? 0) + (initWaitMs?.value ?? 0);
  if (initMs === undefined || initCpuMs === undefined || initWaitMs === undefined || isSame(known, initMs))
    return needs;
  return { ...rest, initMs: { value: initMs, basis: 'given' } };
}

/** The controls show four digits. */
const isSame = (known: number, shown_: number): boolean => Number(known.toPrecision(4)) === shown_;
