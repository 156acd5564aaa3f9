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
