import type { LatencyHistogram } from '../latency.ts';

/** A line that was tampered with may hold what no clock gives, and a histogram of which would take all memory. */
export function record(histogram: LatencyHistogram, value: number | undefined): void {
  if (value !== undefined && value >= 0 && value < 100 * 86_400_000) histogram.add(value);
}
