import { fieldOf } from './reading/expected.ts';
import type { Path, Problem } from './reading/problem.ts';

/** The unchecked data of a file, in which a missing value is undefined. */
export const at = (data: unknown, ...path: Path): unknown => path.reduce<unknown>(fieldOf, data);

export function entriesOf(data: unknown, key: string): readonly unknown[] {
  const list = fieldOf(data, key);
  return Array.isArray(list) ? list : [];
}

/** A word, or the kind of a map. */
export function engineOf(data: unknown): unknown {
  const engine = fieldOf(data, 'engine');
  return typeof engine === 'string' ? engine : fieldOf(engine, 'kind');
}

export const problem = (path: Path, message: string): Problem => ({ path, at: 'value', message });
