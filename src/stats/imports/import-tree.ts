import type { ImportRecord } from '../../model/platform/imports.ts';
import { groupBy } from '../group.ts';

/** A module with all that it was the first to import. */
export interface ImportTree {
  readonly name: string;
  /** Without what it imports. */
  readonly selfMs: number;
  /** With everything that it imports. */
  readonly cumulativeMs: number;
  /** The longest first. */
  readonly children: readonly ImportTree[];
}

/**
 * The whole import, under the name of the handler: its own time is that of no module. A module counts under whoever imported it
 * first, so that the times of all modules add up to the whole.
 */
export function importTree(handlerName: string, { modules, outsideMs }: ImportRecord): ImportTree {
  const known = new Set(modules.map(({ name }) => name));
  const byParent = groupBy(modules, ({ name, parent }) =>
    parent !== undefined && parent !== name && known.has(parent) ? parent : undefined,
  );
  const seen = new Set<string>();
  const childrenOf = (parent: string | undefined): ImportTree[] =>
    (byParent.get(parent) ?? [])
      .filter(({ name }) => !seen.has(name) && seen.add(name))
      .map(({ name, selfMs }) => treeOf(name, selfMs, childrenOf(name)))
      .toSorted((a, b) => b.cumulativeMs - a.cumulativeMs);
  return treeOf(handlerName, outsideMs, childrenOf(undefined));
}

function treeOf(name: string, selfMs: number, children: readonly ImportTree[]): ImportTree {
  const cumulativeMs = children.reduce((sum, child) => sum + child.cumulativeMs, selfMs);
  return { name, selfMs, cumulativeMs, children };
}

/** Modules in a tree, its own root included. */
export const modulesIn = ({ children }: ImportTree): number =>
  children.reduce((sum, child) => sum + modulesIn(child), 1);
