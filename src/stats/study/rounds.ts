import { optional } from '../../model/optional.ts';
import type { RoundDifference } from '../../model/study/study-result.ts';
import { groupBy } from '../group.ts';
import { medianOf } from '../tests/interval.ts';
import type { PooledSamples } from './groups.ts';
import { sumOfMedians } from './medians.ts';

/** Smaller differences are of no use to anybody. */
const leastShare = 0.05;
const significance = 0.05;

/** What a change of the platform would show in. */
export const comparedMetrics = ['initMs', 'restoreMs', 'durationMs', 'clientMs', 'launchMs'];

/** Pairs of rounds that differ in a metric of one cell. The level is that of all comparisons together (Bonferroni). */
export function roundDifferences(pooled: readonly PooledSamples[], metrics: readonly string[]): RoundDifference[] {
  const groups = [...groupBy(pooled, ({ cell, start, forcedBy }) => [cell, start, forcedBy].join('\t')).values()];
  const pairs = groups.flatMap((some) =>
    some.flatMap((one, index) => some.slice(index + 1).map((other) => ({ one, other }))),
  );
  const compared = pairs.flatMap(({ one, other }) =>
    metrics.flatMap((metric) => {
      const [values, others] = [one.runMedians.get(metric), other.runMedians.get(metric)];
      return values === undefined || others === undefined ? [] : [{ one, other, metric, values, others }];
    }),
  );
  const level = 1 - significance / Math.max(1, compared.length);
  return compared.flatMap(({ one, other, metric, values, others }) => {
    const difference = sumOfMedians(
      [
        { weight: 1, values },
        { weight: -1, values: others },
      ],
      level,
    );
    const { low = 0, high = 0, estimate } = difference;
    const base = medianOf(others.toSorted((a, b) => a - b));
    if (low * high <= 0 || Math.abs(estimate) < leastShare * Math.abs(base)) return [];
    const { cell, start, forcedBy, round } = one;
    return [{ cell, start, ...optional('forcedBy', forcedBy), metric, round, other: other.round, difference }];
  });
}
