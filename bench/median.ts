import { percentile } from '../src/stats/percentile.ts';

/** NaN of nothing. */
export const medianOf = (values: readonly number[]): number =>
  percentile(Float64Array.from(values).sort(), 50) ?? Number.NaN;
