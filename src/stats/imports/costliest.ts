import { type ImportTree, modulesIn } from './import-tree.ts';

export interface CostlyImport {
  readonly name: string;
  readonly selfMs: number;
  readonly cumulativeMs: number;
  /** Of the whole import. */
  readonly share: number;
  /** Modules that it was the first to import, directly and indirectly. */
  readonly pulledIn: number;
  /** The longest of those that it imports itself. */
  readonly longest: readonly { readonly name: string; readonly cumulativeMs: number }[];
}

/**
 * The imports that cost most, beside each other: none is part of another one. The module of the handler is not one of them, and neither
 * is one that only passes on to another.
 */
export function costliest(whole: ImportTree, most = 3): CostlyImport[] {
  const chosen: ImportTree[] = [];
  const candidates = importsBelow(whole).toSorted((a, b) => b.cumulativeMs - a.cumulativeMs);
  for (const candidate of candidates) {
    if (chosen.length === most) break;
    const isRelated = chosen.some((other) => contains(other, candidate) || contains(candidate, other));
    if (!isRelated) chosen.push(candidate);
  }
  return chosen.map((tree) => ({
    ...{ name: tree.name, selfMs: tree.selfMs, cumulativeMs: tree.cumulativeMs },
    share: whole.cumulativeMs === 0 ? 0 : tree.cumulativeMs / whole.cumulativeMs,
    pulledIn: modulesIn(tree) - 1,
    longest: tree.children.slice(0, 3).map(({ name, cumulativeMs }) => ({ name, cumulativeMs })),
  }));
}

/** Whoever would save most by removing an import: below the modules that the runtime imports, which are the handler's own. */
const importsBelow = (whole: ImportTree): ImportTree[] =>
  whole.children.flatMap(({ children }) => children.flatMap(allIn)).filter((tree) => !passesOn(tree));

const allIn = (tree: ImportTree): ImportTree[] => [tree, ...tree.children.flatMap(allIn)];

/** Nine tenths of its time are those of one import. */
const passesOn = ({ children: [longest], cumulativeMs }: ImportTree): boolean =>
  longest !== undefined && longest.cumulativeMs >= 0.9 * cumulativeMs;

const contains = (tree: ImportTree, other: ImportTree): boolean =>
  tree === other || tree.children.some((child) => contains(child, other));
