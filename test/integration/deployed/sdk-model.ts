import * as sdk from '@aws-sdk/client-lambda';

/**
 * The service model as the installed SDK carries it: `sdk.Invoke$` and the like. A static schema is a tuple
 * `[kind, namespace, name, traits, ...]`: 9 an operation, 3 a structure, -3 an error, 1 a list, 2 a map, 0 a named simple
 * type, 4 a union. A reference is a number (0 string, 1 number, 2 boolean, 64 + n list, 128 + n map of them), a static
 * schema, a function that gives one, or `[reference, traits]`.
 */
type Schema = readonly unknown[];

export interface Structure {
  readonly name: string;
  readonly required: readonly string[];
  /** Only those that are in the JSON of the body. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: readonly string[];
}

export interface ModelOperation {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Absent: nothing is answered. */
  readonly output: Structure | undefined;
}

const exported = sdk as unknown as Readonly<Record<string, unknown>>;

export const operationNames = Object.entries(exported)
  .filter(([name, value]) => name.endsWith('$') && Array.isArray(value) && value[0] === 9)
  .map(([name]) => name.slice(0, -1));

export function operation(name: string): ModelOperation {
  const [, , , traits, , output] = schemaNamed(name);
  const [method, path, status] = (traits as { http: [string, string, number] }).http;
  const target = resolved(output);
  return { method, path, status, output: Array.isArray(target) ? structure(target) : undefined };
}

/** @throws if the SDK knows no error of this name. */
export function error(name: string): Structure & { readonly status: number } {
  const schema = schemaNamed(name);
  return { ...structure(schema), status: (schema[3] as { httpError: number }).httpError };
}

/** What is wrong with the JSON of a structure, as `path: what`. */
export function ofStructure(shape: Structure, value: Readonly<Record<string, unknown>>, at = '$'): string[] {
  const missing = shape.required.filter((name) => value[name] === undefined).map((name) => `${at}.${name}: missing`);
  const wrong = Object.entries(value).flatMap(([name, member]) =>
    Object.hasOwn(shape.members, name)
      ? problems(shape.members[name], member, `${at}.${name}`)
      : [`${at}.${name}: unknown to ${shape.name}`],
  );
  return [...missing, ...wrong];
}

function problems(reference: unknown, value: unknown, at = '$'): string[] {
  const target = resolved(reference);
  if (typeof target === 'number') return numbered(target, value, at);
  const [kind, , , , ...rest] = target as Schema;
  if (kind === 0) return numbered(rest[0] as number, value, at);
  if (kind === 1) return each(rest[0], value, at, Array.isArray(value));
  if (kind === 2) return each(rest[1], value, at, isObject(value));
  return isObject(value) ? ofStructure(structure(target as Schema), value, at) : [`${at}: no object`];
}

function schemaNamed(name: string): Schema {
  const schema = exported[`${name}$`];
  if (!Array.isArray(schema)) throw new Error(`the SDK has no ${name}`);
  return schema;
}

function structure([, , name, , memberNames, references, required]: Schema): Structure {
  const names = memberNames as string[];
  const inBody: [string, unknown][] = [];
  const headers: string[] = [];
  for (const [i, reference] of (references as unknown[]).entries()) {
    const traits = traitsOf(reference);
    const header = typeof traits === 'object' ? (traits as { httpHeader?: string }).httpHeader : undefined;
    if (header !== undefined) headers.push(header);
    // 16: the payload, 32: the status.
    else if (typeof traits !== 'number' || (traits & 48) === 0) inBody.push([names[i] ?? '', reference]);
  }
  const members = Object.fromEntries(inBody);
  const needed = names.slice(0, (required as number | undefined) ?? 0).filter((one) => Object.hasOwn(members, one));
  return { name: String(name), required: needed, members, headers };
}

const isReferenceWithTraits = (reference: unknown): reference is [unknown, unknown] =>
  Array.isArray(reference) && typeof reference[1] !== 'string';

const traitsOf = (reference: unknown): unknown => (isReferenceWithTraits(reference) ? reference[1] : 0);

function resolved(reference: unknown): unknown {
  if (isReferenceWithTraits(reference)) return resolved(reference[0]);
  return typeof reference === 'function' ? resolved(reference()) : reference;
}

function numbered(type: number, value: unknown, at: string): string[] {
  if (type >= 128) return each(type - 128, value, at, isObject(value));
  if (type >= 64) return each(type - 64, value, at, Array.isArray(value));
  const expected = ['string', 'number', 'boolean'][type];
  if (expected === undefined) throw new Error(`${at}: type ${type} of the model is not known here`);
  return typeof value === expected ? [] : [`${at}: ${JSON.stringify(value)} is no ${expected}`];
}

function each(reference: unknown, value: unknown, at: string, isRight: boolean): string[] {
  if (!isRight) return [`${at}: ${JSON.stringify(value)} is of another kind`];
  return Object.entries(value as object).flatMap(([key, one]) => problems(reference, one, `${at}.${key}`));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
