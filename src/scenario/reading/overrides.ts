import { parsedDocument, plainData } from './document.ts';
import { nearest } from './nearest.ts';
import { alternatives, didYouMean, type Path, quoted } from './problem.ts';

/** A field set from the command line. */
export interface Override {
  /** The typed text before the `=`. */
  readonly typed: string;
  /** The resolved path, with positions instead of names of list entries. */
  readonly path: Path;
  /** The part of `path` that was not in the file. */
  readonly created: Path;
}

/** An override that could not be applied. */
interface OverrideProblem {
  readonly typed: string;
  readonly message: string;
}

interface Overridden {
  readonly data: unknown;
  readonly applied: readonly Override[];
  readonly problems: readonly OverrideProblem[];
}

/**
 * Applies `path=value` texts in order. Selects list entries by position or `name`, and creates missing maps on the way.
 * The schema checks the result. Does not change `data`.
 */
export function applyOverrides(data: unknown, overrides: readonly string[]): Overridden {
  const applied: Override[] = [];
  const problems: OverrideProblem[] = [];
  let current = data;
  for (const text of overrides) {
    const result = applyOverride(current, text);
    if ('message' in result) {
      problems.push(result);
      continue;
    }
    current = result.data;
    applied.push(result.override);
  }
  return { data: current, applied, problems };
}

/** Longer than any path in the schema. */
const deepest = 20;

function applyOverride(data: unknown, text: string): { data: unknown; override: Override } | OverrideProblem {
  const [, typed, valueText] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (typed === undefined || valueText === undefined || typed.trim() === '')
    return { typed: text, message: 'expected path=value, such as load.0.size=20' };
  const keys = typed.trim().split('.');
  if (keys.includes('')) return { typed, message: 'expected a path such as load.0.size, got one with an empty part' };
  if (keys.length > deepest) return { typed, message: `expected a path of at most ${deepest} parts` };
  const value = parseValue(valueText);
  if ('problem' in value) return { typed, message: value.problem };
  const result = setIn(data, keys, value.data, []);
  if ('message' in result) return { typed, message: result.message };
  return { data: result.data, override: { typed, path: result.path, created: result.created } };
}

function parseValue(text: string): { data: unknown } | { problem: string } {
  const document = parsedDocument(text);
  // Not shown, because the value may be a secret.
  const problem = { problem: 'expected a YAML value after the `=`; text with special characters needs quotes' };
  if (document === undefined || document.errors.length > 0 || document.warnings.length > 0) return problem;
  const plain = plainData(document);
  return 'data' in plain ? plain : problem;
}

interface Set {
  readonly data: unknown;
  readonly path: Path;
  readonly created: Path;
}

/** Copies changed objects: with aliases, one object can be in two places of the data. */
function setIn(data: unknown, keys: readonly string[], value: unknown, done: Path): Set | { message: string } {
  const [key, ...rest] = keys;
  if (key === undefined) return { data: value, path: done, created: done };
  if (Array.isArray(data)) {
    const index = indexOf(data, key);
    if (typeof index !== 'number') return index;
    const inner = setIn(data[index], rest, value, [...done, index]);
    return 'message' in inner ? inner : { ...inner, data: data.with(index, inner.data) };
  }
  if (data !== undefined && data !== null && typeof data !== 'object')
    return {
      message: `${quoted(done.join('.'))} is ${typeof data === 'string' ? 'text' : `a ${typeof data}`}, which has no ${quoted(key)}`,
    };
  const map = (data ?? {}) as Readonly<Record<string, unknown>>;
  const isNew = !Object.hasOwn(map, key);
  const inner = setIn(isNew ? undefined : map[key], rest, value, [...done, key]);
  if ('message' in inner) return inner;
  const created = isNew || data === null ? [...done, key] : inner.created;
  return { data: { ...map, ...ownProperty(key, inner.data) }, path: inner.path, created };
}

/** An own property, even for `__proto__`. */
const ownProperty = (key: string, value: unknown): object => Object.fromEntries([[key, value]]);

function indexOf(list: readonly unknown[], key: string): number | { message: string } {
  const names = list.map((entry) => (isNamed(entry) ? entry.name : undefined));
  const byName = names.indexOf(key);
  if (byName >= 0) return byName;
  if (/^\d+$/.test(key) && Number(key) < list.length) return Number(key);
  const known = names.filter((name) => name !== undefined);
  const positions = list.length === 0 ? 'the list is empty' : `expected 0 to ${list.length - 1}`;
  const orNames =
    known.length === 0 || known.length > 10
      ? ''
      : `, or ${alternatives(known.map((name) => quoted(name).slice(1, -1)))}`;
  return { message: `no entry ${quoted(key)}${didYouMean(nearest(key, known)) || `; ${positions}${orNames}`}` };
}

const isNamed = (entry: unknown): entry is { name: string } =>
  typeof entry === 'object' && entry !== null && typeof Reflect.get(entry, 'name') === 'string';
