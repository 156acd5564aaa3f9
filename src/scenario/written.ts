import { fieldOf } from './reading/expected.ts';
import { type Path, type Problem, quoted } from './reading/problem.ts';

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

/** The name of each entry of a list; undefined if it cannot be read. */
export const namesIn = (data: unknown, list: string): (string | undefined)[] =>
  entriesOf(data, list).map((entry) => {
    const name = fieldOf(entry, 'name');
    return typeof name === 'string' ? name : undefined;
  });

export function repeatedNames(data: unknown, list: string, noun: string): Problem[] {
  const names = namesIn(data, list);
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (name === undefined || first === index) return [];
    const message = `${quoted(name)} is already the name of ${list}.${first}; expected a different name for each ${noun}`;
    return [problem([list, index, 'name'], message)];
  });
}
