import type { NumberPath } from '../../model/number-path.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import type { Format } from '../../text/format.ts';
import type { Content, Markup } from '../page/markup.ts';
import { type TableParts, table } from '../page/table.ts';
import { targetName } from '../page/target-name.ts';
import { figure, type Scope, targetScope } from './figure.ts';

/** A column of figures. The last part says why one is absent, if not because it was not measured. */
export type FigureColumn<T extends object> = readonly [
  label: string,
  path: NumberPath<T>,
  format: Format,
  whyAbsent?: string,
];

export const labelsOf = (columns: readonly (readonly [string, ...unknown[]])[]): string[] =>
  columns.map(([label]) => label);

export const figuresOf = <T extends object>(scope: Scope<T>, columns: readonly FigureColumn<T>[]): Markup[] =>
  columns.map(([, path, format, whyAbsent]) => figure(scope, path, format, whyAbsent));

/** A row per target: its name, then its figures. Absent without targets. */
export function targetFigures(...of: Parameters<typeof targetParts>): Markup | undefined {
  const parts = targetParts(...of);
  return parts && table(parts);
}

/** The same, for a table that may become one with others. */
export function targetParts(
  caption: string,
  result: RunResult,
  columns: readonly FigureColumn<TargetResult>[],
  targets: readonly TargetResult[] = result.targets,
  nameOf: (target: TargetResult) => Content = ({ name }) => targetName(result, name),
): TableParts | undefined {
  if (targets.length === 0) return undefined;
  const rows = targets.map((target) => [nameOf(target), ...figuresOf(targetScope(target), columns)]);
  return { caption, columns: ['target', ...labelsOf(columns)], rows };
}
