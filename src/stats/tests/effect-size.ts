import { allDifferences } from './hodges-lehmann.ts';

export interface EffectSize {
  /** From -1, all of the candidate's values are lower, to 1, all are higher; 0: neither. */
  readonly cliffsDelta: number;
  readonly size: 'negligible' | 'small' | 'medium' | 'large';
}

/**
 * How often a value of the candidate is higher than one of the baseline, less how often it is lower.
 * Cliff (1993), Psychological Bulletin 114. Names of sizes: Romano, Kromrey, Coraggio, Skowronek (2006), Florida
 * Association of Institutional Research.
 */
export function effectSize(baseline: readonly number[], candidate: readonly number[]): EffectSize {
  const differences = allDifferences(baseline, candidate);
  const cliffsDelta = differences.reduce((sum, difference) => sum + Math.sign(difference), 0) / differences.length;
  return { cliffsDelta, size: sizeOf(Math.abs(cliffsDelta)) };
}

function sizeOf(delta: number): EffectSize['size'] {
  if (delta < 0.147) return 'negligible';
  if (delta < 0.33) return 'small';
  return delta < 0.474 ? 'medium' : 'large';
}
