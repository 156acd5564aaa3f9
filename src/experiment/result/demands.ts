import type { Demands } from '../../model/schema/demands.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { type CallDemand, summarizedDemands } from '../../stats/demands.ts';

/** Absent if the CPU of no call is known. */
export function assembleDemands(
  { cpuSpeed }: Pick<Scenario, 'cpuSpeed'>,
  calls: readonly CallDemand[],
): Demands | undefined {
  return calls.length === 0 ? undefined : { ...summarizedDemands(calls), cpuSpeed };
}
