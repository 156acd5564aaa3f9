export interface ConstantRatePlan {
  readonly ratePerSecond: number;
  readonly durationMs: number;
}

/** Due instants, in ms since the start of the phase: request k is due at `k * 1000 / rate`, as long as that is within the duration. */
export function* constantRateDue({ ratePerSecond, durationMs }: ConstantRatePlan): Generator<number> {
  const requests = constantRateRequests({ ratePerSecond, durationMs });
  for (let k = 0; k < requests; k += 1) yield (k * 1000) / ratePerSecond;
}

/** 10/s for 1 s are 10 requests, due at 0 to 900 ms; binary fractions of the product do not make them 11. */
export const constantRateRequests = ({ ratePerSecond, durationMs }: ConstantRatePlan): number =>
  Math.ceil(Number(((ratePerSecond * durationMs) / 1000).toFixed(6)));
