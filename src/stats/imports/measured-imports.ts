import type { ImportRecord } from '../../model/platform/imports.ts';
import { type CostlyImport, costliest } from './costliest.ts';
import { type ImportTree, importTree, modulesIn } from './import-tree.ts';

/** What `rollcall imports` has measured. */
export interface MeasuredImports {
  readonly handler: string;
  readonly language: 'Node' | 'Python';
  /** Imports, each in a process of its own. */
  readonly runs: number;
  readonly totalMs: { readonly median: number; readonly lowest: number; readonly highest: number };
  readonly modules: number;
  readonly costliest: readonly CostlyImport[];
  /** Of the import whose total is the median: so its times add up. */
  readonly tree: ImportTree;
}

/** @param records at least one; of an even number, the lower of the two in the middle is the median. */
export function measuredImports(
  { handler, language }: Pick<MeasuredImports, 'handler' | 'language'>,
  records: readonly ImportRecord[],
): MeasuredImports {
  const trees = records.map((record) => importTree(handler, record));
  const ascending = trees.toSorted((a, b) => a.cumulativeMs - b.cumulativeMs);
  const [lowest, highest] = [ascending[0], ascending.at(-1)];
  const tree = ascending[Math.ceil(ascending.length / 2) - 1];
  if (tree === undefined || lowest === undefined || highest === undefined) throw new Error('no import was measured');
  return {
    ...{ handler, language, runs: records.length },
    totalMs: { median: tree.cumulativeMs, lowest: lowest.cumulativeMs, highest: highest.cumulativeMs },
    // The root stands for the whole import.
    modules: modulesIn(tree) - 1,
    costliest: costliest(tree),
    tree,
  };
}
