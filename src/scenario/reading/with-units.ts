import { isObject } from '../../model/json/json-object.ts';
import { problem } from '../written.ts';
import { keysOf, schemasAt } from './expected.ts';
import type { JsonSchema } from './json-schema.ts';
import { type Path, type Problem, showValue } from './problem.ts';
import { type UnitForm, unitForm } from './units.ts';

interface Converted {
  readonly data: unknown;
  readonly problems: readonly Problem[];
  /** Fields whose text could not be read. */
  readonly unread: readonly Path[];
}

/**
 * The data of a file with `duration: 10s` as `durationMs: 10000`, in every map whose schema has that field. Does not change `data`.
 * @param replaces whether the field with its unit replaces the other one; else both are a problem
 */
export function withUnits(data: unknown, root: JsonSchema, replaces = false): Converted {
  const problems: Problem[] = [];
  const unread: Path[] = [];
  const say = (path: Path, message: string) => problems.push(problem(path, message));
  const convert = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value) && schemasAt(root, path, data).length > 0)
      return value.map((entry, index) => convert(entry, [...path, index]));
    // With aliases, a map can contain itself; the schema ends somewhere.
    const schemas = isObject(value) ? schemasAt(root, path, data) : [];
    if (!isObject(value) || schemas.length === 0) return value;
    const forms = formsIn(keysOf(schemas));
    const converted = new Map<string, unknown>();
    for (const [key, field] of Object.entries(value)) {
      const form = ['string', 'number'].includes(typeof field) || isObject(field) ? forms.get(key) : undefined;
      if (form === undefined) {
        if (!converted.has(key)) converted.set(key, convert(field, [...path, key]));
        continue;
      }
      const number = isObject(field)
        ? convert(field, [...path, form.of])
        : typeof field === 'string'
          ? form.read(field)
          : undefined;
      if (number === undefined) unread.push([...path, form.of]);
      if (number === undefined)
        say([...path, key], `expected ${form.expected}, got ${showValue(field)}${withoutUnit(key, field, form)}`);
      else if (!replaces && Object.hasOwn(value, form.of))
        say([...path, key], `\`${form.of}\` is set, too; expected one of them`);
      converted.set(form.of, number ?? field);
    }
    return Object.fromEntries(converted);
  };
  return { data: convert(data, []), problems, unread };
}

/** Of a number alone. */
const withoutUnit = (key: string, field: unknown, { unit, of }: UnitForm & { readonly of: string }): string =>
  typeof field === 'number' ? `; write it as \`${key}: ${field}${unit}\` or \`${of}: ${field}\`` : '';

/** By the key without a unit: the field that it stands for. None where the schema has that key itself. */
function formsIn(known: readonly string[]): ReadonlyMap<string, UnitForm & { readonly of: string }> {
  const forms = known.flatMap((of) => {
    const form = unitForm(of);
    return form === undefined || known.includes(form.plain) ? [] : [{ of, ...form }];
  });
  return new Map(forms.map((form) => [form.plain, form]));
}
