import { optional } from '../model/optional.ts';
import type { RunResult } from '../model/run-result.ts';

/** A month as AWS counts it: 730 hours. Source: AWS Pricing Calculator, 365 * 24 / 12. */
export const hoursPerMonth = 730;
const secondsPerHour = 3600;

export interface BilledPerUse {
  readonly usdPerMillion: number;
}

export interface PaidByTheHour {
  readonly usdPerHour: number;
  /** Charged for requests on top of the hours. */
  readonly requestsUsdPerMillion?: number | undefined;
}

/**
 * The rate, held all month, at which both cost the same; below it what is billed per use costs less, above it what is paid by the hour:
 * `usdPerHour / 3600 / ((usdPerMillion - requestsUsdPerMillion) / 1e6)`. Absent where what is billed per use never costs more.
 */
export function breakEvenPerSecond(
  { usdPerMillion }: BilledPerUse,
  { usdPerHour, requestsUsdPerMillion = 0 }: PaidByTheHour,
): number | undefined {
  const savedPerMillion = usdPerMillion - requestsUsdPerMillion;
  return savedPerMillion > 0 ? usdPerHour / secondsPerHour / (savedPerMillion / 1e6) : undefined;
}

export const billedUsdPerMonth = ({ usdPerMillion }: BilledPerUse, requestsPerSecond: number): number =>
  (usdPerMillion / 1e6) * requestsPerMonth(requestsPerSecond);

/** Of one server, whether or not it can carry the rate. */
export const hourlyUsdPerMonth = (
  { usdPerHour, requestsUsdPerMillion = 0 }: PaidByTheHour,
  requestsPerSecond: number,
): number => usdPerHour * hoursPerMonth + (requestsUsdPerMillion / 1e6) * requestsPerMonth(requestsPerSecond);

const requestsPerMonth = (perSecond: number): number => perSecond * secondsPerHour * hoursPerMonth;

/** Where a server paid by the hour and a function billed per request cost the same. */
export interface BreakEven {
  readonly billed: PricedFunction;
  readonly hourly: PricedServer;
  /** Below it the function is cheaper, above it the server, as long as one such server can carry the rate. */
  readonly requestsPerSecond: number;
}

interface PricedFunction extends BilledPerUse {
  readonly target: string;
}

export interface PricedServer extends PaidByTheHour {
  readonly target: string;
  readonly description: string;
  /** What this run showed that it carries; more was not tried. */
  readonly shownPerSecond: number;
}

/** Every function of the run beside every server. A function without a price per request never costs the same. */
export function breakEvens({ targets }: Pick<RunResult, 'targets'>): BreakEven[] {
  const servers = targets.flatMap(({ name, serverCost }): PricedServer[] => {
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
