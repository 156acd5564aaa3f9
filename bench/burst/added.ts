import { percentile } from '../../src/stats/percentile.ts';
import { medianOf } from '../median.ts';

/** What one burst added to the truth. */
export interface Added {
  readonly p50: number;
  readonly p99: number;
}

export function addedOf(addedMs: readonly number[]): Added {
  const ascending = Float64Array.from(addedMs).sort();
  return { p50: percentile(ascending, 50) ?? Number.NaN, p99: percentile(ascending, 99) ?? Number.NaN };
}

export const medianP99 = (rounds: readonly Added[]): number => medianOf(rounds.map(({ p99 }) => p99));

export function shown(rounds: readonly Added[]): string {
  const p99s = rounds.map(({ p99 }) => p99);
  const p50 = medianOf(rounds.map((added) => added.p50));
  const range = `${Math.min(...p99s).toFixed(1)} to ${Math.max(...p99s).toFixed(1)}`;
  return `p50 ${p50.toFixed(1)} ms, p99 ${medianOf(p99s).toFixed(1)} ms (p99 of ${rounds.length} rounds: ${range})`;
}
