import { optional } from '../../model/optional.ts';
import type { StudyEffect } from '../../model/study/study-result.ts';
import { groupBy } from '../group.ts';
import { medianOf } from '../tests/interval.ts';
import type { PooledSamples } from './groups.ts';
import { sumOfMedians } from './medians.ts';

export interface FactorLevels {
  readonly name: string;
  readonly levels: readonly string[];
}

export interface CellLevels {
  readonly id: string;
  readonly levels: Readonly<Record<string, string>>;
}

/**
 * The effect of each level of each factor against the first one: the mean difference of medians over all pairs of cells that differ in this
 * factor only. With init 100 ms and 300 ms at one size, 120 ms and 340 ms at another, the effect is (200 + 220) / 2 = 210 ms.
 */
export function effectsOf(
  factors: readonly FactorLevels[],
  cells: readonly CellLevels[],
  pooled: readonly PooledSamples[],
): StudyEffect[] {
  const comparable = groupBy(pooled, ({ round, start, forcedBy }) => [round, start, forcedBy].join('\t'));
  return factors.flatMap(({ name: factor, levels: [baseline, ...others] }) => {
    if (baseline === undefined) return [];
    return [...comparable.values()].flatMap((groups) => {
      const byCell = new Map(groups.map((group) => [group.cell, group]));
      return others.flatMap((level) => {
        const pairs = pairsOf(cells, { factor, baseline, level }).map((ids) => ids.map((id) => byCell.get(id)));
        return effectsAt(pairs).map((effect) => ({ factor, baseline, level, ...effect }));
      });
    });
  });
}

/** Pairs of ids: of the baseline and of the level. */
function pairsOf(
  cells: readonly CellLevels[],
  { factor, baseline, level }: { readonly factor: string; readonly baseline: string; readonly level: string },
): [string, string][] {
  const rest = ({ levels }: CellLevels) => JSON.stringify({ ...levels, [factor]: '' });
  const others = new Map(cells.filter(({ levels }) => levels[factor] === level).map((cell) => [rest(cell), cell.id]));
  return cells.flatMap((cell) => {
    const other = cell.levels[factor] === baseline ? others.get(rest(cell)) : undefined;
    return other === undefined ? [] : [[cell.id, other] as [string, string]];
  });
}

type Effect = Omit<StudyEffect, 'factor' | 'baseline' | 'level'>;

function effectsAt(pairs: readonly (PooledSamples | undefined)[][]): Effect[] {
  const [first] = pairs.flat().filter((group) => group !== undefined);
  if (first === undefined) return [];
  const { round, start, forcedBy } = first;
  const metrics = new Set(pairs.flatMap((pair) => pair.flatMap((group) => [...(group?.runMedians.keys() ?? [])])));
  return [...metrics].flatMap((metric) => {
    const both = pairs.flatMap(([base, other]) => {
      const [from, to] = [base?.runMedians.get(metric), other?.runMedians.get(metric)];
      return from === undefined || to === undefined ? [] : [{ from, to }];
    });
    if (both.length === 0) return [];
    const weight = 1 / both.length;
    const terms = both.flatMap(({ from, to }) => [
      { weight: -weight, values: from },
      { weight, values: to },
    ]);
    const ratios = both.map(({ from, to }) => middle(to) / middle(from));
    const ratio = ratios.reduce((sum, one) => sum + one, 0) / ratios.length;
    return [
      {
        ...{ metric, round, start, difference: sumOfMedians(terms), pairs: both.length },
        ...optional('forcedBy', forcedBy),
        ...optional('ratio', Number.isFinite(ratio) ? ratio : undefined),
      },
    ];
  });
}

const middle = (values: readonly number[]): number => medianOf(values.toSorted((a, b) => a - b));
