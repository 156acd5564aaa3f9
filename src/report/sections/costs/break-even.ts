import {
  breakEvenPerSecond,
  type PaidByTheHour as Hour,
  type BilledPerUse as Use,
} from '../../../billing/break-even.ts';
import { optional } from '../../../model/optional.ts';
import type { RunResult } from '../../../model/run-result.ts';

/** Where a server paid by the hour and a function billed per request cost the same. */
export interface BreakEven {
  readonly billed: BilledPerUse;
  readonly hourly: PaidByTheHour;
  /** Below it the function is cheaper, above it the server, as long as one such server can carry the rate. */
  readonly requestsPerSecond: number;
}

interface BilledPerUse extends Use {
  readonly target: string;
}

export interface PaidByTheHour extends Hour {
  readonly target: string;
  readonly description: string;
  /** What this run showed that it carries; more was not tried. */
  readonly shownPerSecond: number;
}

/** Every function of the run beside every server. A function without a price per request never costs the same. */
export function breakEvens({ targets }: Pick<RunResult, 'targets'>): BreakEven[] {
  const servers = targets.flatMap(({ name, serverCost }): PaidByTheHour[] => {
    if (serverCost === undefined) return [];
    const { description, usdPerHour, requestsPerSecond, requestsUsdPerMillion } = serverCost;
    const perRequest = optional('requestsUsdPerMillion', requestsUsdPerMillion);
    return [{ target: name, description, usdPerHour, shownPerSecond: requestsPerSecond, ...perRequest }];
  });
  return targets.flatMap(({ name, billing }) => {
    if (billing === undefined) return [];
    const billed = { target: name, usdPerMillion: billing.usdPerMillion };
    return servers.flatMap((hourly) => {
      if (hourly.target === name) return [];
      const requestsPerSecond = breakEvenPerSecond(billed, hourly);
      return requestsPerSecond === undefined ? [] : [{ billed, hourly, requestsPerSecond }];
    });
  });
}
