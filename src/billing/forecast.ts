import { type PriceSheet, tieredUsd } from './price-sheet.ts';

/** What a load will ask of a function. */
export interface ForecastInput {
  /** At least and at most; more than one figure only where nothing but time ends the load. */
  readonly requests: { readonly low: number; readonly high: number };
  readonly memoryMb: { readonly low: number; readonly high: number };
  /** Of one call, without init. */
  readonly callMs: { readonly low: number; readonly high: number };
  /** Environments that have to start, and what each takes for it. */
  readonly cold: { readonly environments: number; readonly initMs: number };
  /** Absent: the prices are not known. */
  readonly sheet: PriceSheet | undefined;
}

export interface CostForecast {
  readonly gbSecondsLow: number;
  readonly gbSecondsHigh: number;
  /** Both absent without prices. */
  readonly usdLow?: number;
  readonly usdHigh?: number;
}

/**
 * Low: every call takes its low time, and no environment has to start. High: every call takes its high time, and every environment
 * its init. Times are rounded up to 1 ms per call, as they are billed. The first tier is priced, as nothing else is known of the
 * month; what is paid whether the function is called or not is not in it.
 */
export function forecastCost({ requests, memoryMb, callMs, cold, sheet }: ForecastInput): CostForecast {
  const gbSecondsLow = gbSeconds(requests.low * Math.ceil(callMs.low), memoryMb.low);
  const highMs = requests.high * Math.ceil(callMs.high) + cold.environments * Math.ceil(cold.initMs);
  const gbSecondsHigh = gbSeconds(highMs, memoryMb.high);
  return {
    gbSecondsLow,
    gbSecondsHigh,
    ...(sheet !== undefined && {
      usdLow: usdOf(gbSecondsLow, requests.low, sheet),
      usdHigh: usdOf(gbSecondsHigh, requests.high, sheet),
    }),
  };
}

const gbSeconds = (ms: number, memoryMb: number): number => (ms * memoryMb) / 1024 / 1000;

/** The free tier may be used up already, so it is not deducted. */
const usdOf = (used: number, requests: number, { lambda }: PriceSheet): number =>
  tieredUsd(used, lambda.durationTiers) + (requests * lambda.usdPerMillionRequests) / 1e6;
