import { fieldOf } from './reading/expected.ts';
import type { Path, Problem } from './reading/problem.ts';

/** What a file says, as it was written: nothing is checked, and what is not there is undefined. */
export const at = (data: unknown, ...path: Path): unknown => path.reduce<unknown>(fieldOf, data);

export function entriesOf(data: unknown, key: string): readonly unknown[] {
  const list = fieldOf(data, key);
  return Array.isArray(list) ? list : [];
}

/** Written as a word, or as the kind of a map. */
export function engineOf(data: unknown): unknown {
  const engine = fieldOf(data, 'engine');
  return typeof engine === 'string' ? engine : fieldOf(engine, 'kind');
}

export const problem = (path: Path, message: string): Problem => ({ path, at: 'value', message });
