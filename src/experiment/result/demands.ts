import type { PlatformAccount } from '../../launch/running-target.ts';
import type { Demands } from '../../model/schema/demands.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { callDemands, summarizedDemands } from '../../stats/demands.ts';

/** Absent if the CPU of no call is known. */
export function assembleDemands(
  { cpuSpeed }: Pick<Scenario, 'cpuSpeed'>,
  accounts: readonly PlatformAccount[],
): Demands | undefined {
  const calls = callDemands(accounts.flatMap(({ invocations }) => invocations));
  return calls.length === 0 ? undefined : { ...summarizedDemands(calls), cpuSpeed };
}
