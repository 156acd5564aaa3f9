/** Percentiles in ms of what a client says of its run. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  /** Values that they are of: beyond the answers, where a client makes up some. */
  readonly values: number;
}

export interface StallRequest {
  readonly url: string;
  readonly ratePerSecond: number;
  readonly durationMs: number;
}

export interface StallReport {
  readonly responseTime: Percentiles;
  readonly serviceTime: Percentiles;
  readonly notAnswered: number;
}

/** How autocannon is asked: at a rate, corrected by itself or not, or as a closed loop. */
export type AutocannonMode = 'rate' | 'rate-uncorrected' | 'closed';

export interface AutocannonStallRequest extends StallRequest {
  readonly mode: AutocannonMode;
  readonly connections: number;
}

export interface AutocannonStallReport {
  readonly latency: Percentiles;
  readonly answered: number;
}
