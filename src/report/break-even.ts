import type { RunResult } from '../model/run-result.ts';

/** A month as AWS counts it: 730 hours. Source: AWS Pricing Calculator, 365 * 24 / 12. */
export const hoursPerMonth = 730;
const secondsPerHour = 3600;

/** Where a server paid by the hour and a function billed per request cost the same. */
export interface BreakEven {
  readonly billed: BilledPerUse;
  readonly hourly: PaidByTheHour;
  /** Below it the function is cheaper, above it the server, as long as one such server can carry the rate. */
  readonly requestsPerSecond: number;
}

export interface BilledPerUse {
  readonly target: string;
  readonly usdPerMillion: number;
}

export interface PaidByTheHour {
  readonly target: string;
  readonly description: string;
  readonly usdPerHour: number;
  /** What this run showed that it carries; more was not tried. */
  readonly shownPerSecond: number;
}

/** Every function of the run beside every server. A function without a price per request never costs the same. */
export function breakEvens(result: RunResult): BreakEven[] {
  const { billed, hourly } = pricesOf(result);
  return billed
    .filter(({ usdPerMillion }) => usdPerMillion > 0)
    .flatMap((use) =>
      hourly.map((server) => ({
        ...{ billed: use, hourly: server },
        requestsPerSecond: server.usdPerHour / secondsPerHour / (use.usdPerMillion / 1e6),
      })),
    );
}

function pricesOf({ targets }: RunResult): { billed: BilledPerUse[]; hourly: PaidByTheHour[] } {
  const billed = targets.flatMap(({ name, billing }) =>
    billing === undefined ? [] : [{ target: name, usdPerMillion: billing.usdPerMillion }],
  );
  const hourly = targets.flatMap(({ name, serverCost }) => {
    if (serverCost === undefined) return [];
    const { description, usdPerHour, requestsPerSecond } = serverCost;
    return [{ target: name, description, usdPerHour, shownPerSecond: requestsPerSecond }];
  });
  return { billed, hourly };
}

export const billedUsdPerMonth = ({ usdPerMillion }: BilledPerUse, requestsPerSecond: number): number =>
  (usdPerMillion / 1e6) * requestsPerSecond * secondsPerHour * hoursPerMonth;

export const hourlyUsdPerMonth = ({ usdPerHour }: PaidByTheHour): number => usdPerHour * hoursPerMonth;
