import type { JsonSchema } from './json-schema.ts';
import { alternatives, type Path } from './problem.ts';

/**
 * The branches of the schema that apply at a path: one for most fields, several for a union.
 * On the way through a union, the data selects the branch. Empty for an unknown path.
 */
export function schemasAt(root: JsonSchema, path: Path, data: unknown): JsonSchema[] {
  let schemas = branchesOf(root);
  let value = data;
  for (const key of path) {
    schemas = meantBy(value, schemas).flatMap((schema) => childrenOf(schema, key));
    value = fieldOf(value, key);
  }
  return [...meantBy(value, schemas)];
}

/** `an integer from 1 to 10000 or a list of them`; `a status from 200 to 599, a class such as `2xx`, or a list of these`. */
export function describeExpected(schemas: readonly JsonSchema[]): string {
  const maps = schemas.filter(isMap);
  const others = schemas.filter((schema) => !isMap(schema)).map(describeOne);
  const single = schemas.filter(({ type }) => type !== 'array' && type !== 'object').map(describeOne);
  const isListOfThem = (word: string) => [...single, single.join(' or ')].some((one) => word === listOf(one));
  const them = listOf(single.length > 1 ? 'these' : 'them');
  const words = others.map((word) => (isListOfThem(word) ? them : word));
  const all = [...words, ...(maps.length === 0 ? [] : [describeMaps(maps)])];
  return all.length > 2 ? `${all.slice(0, -1).join(', ')}, or ${all.at(-1)}` : all.join(' or ');
}

/** The pattern of the keys of a map with free keys. */
export const describeKeys = (schemas: readonly JsonSchema[]): string =>
  describeExpected(
    schemas.flatMap(({ propertyNames }) => (typeof propertyNames === 'object' ? [propertyNames as JsonSchema] : [])),
  );

/** The allowed keys of a map. */
export const keysOf = (schemas: readonly JsonSchema[]): string[] => [
  ...new Set(schemas.flatMap((schema) => Object.keys(schema.properties ?? {}))),
];

/** The allowed values, if they are a closed list: an enum, or the key that distinguishes kinds. */
export const valuesOf = (schemas: readonly JsonSchema[]): string[] =>
  schemas.flatMap((schema) => (schema.const !== undefined ? [schema.const] : (schema.enum ?? []))).map(String);

export const fieldOf = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;

const isMap = (schema: JsonSchema): boolean => schema.type === 'object';

function branchesOf(schema: JsonSchema): JsonSchema[] {
  const branches = schema.anyOf ?? schema.oneOf;
  return branches === undefined ? [schema] : (branches as JsonSchema[]).flatMap(branchesOf);
}

function childrenOf(schema: JsonSchema, key: PropertyKey): JsonSchema[] {
  const child =
    schema.type === 'array'
      ? schema.items
      : Object.hasOwn(schema.properties ?? {}, key)
        ? schema.properties?.[String(key)]
        : schema.additionalProperties;
  return typeof child === 'object' && !Array.isArray(child) ? branchesOf(child as JsonSchema) : [];
}

/** The branches with the same constants as this map (`kind: burst`); all of them if it has none. */
function meantBy(value: unknown, schemas: readonly JsonSchema[]): readonly JsonSchema[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return schemas;
  const maps = schemas.filter(isMap);
  const meant = maps.filter((schema) =>
    constantsOf(schema).every(([key, constant]) => constant === fieldOf(value, key)),
  );
  return meant.length === 0 ? schemas : meant;
}

const constantsOf = (schema: JsonSchema): [string, unknown][] =>
  Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
    typeof property === 'object' && property.const !== undefined ? [[key, property.const]] : [],
  );

function describeOne(schema: JsonSchema): string {
  const own = schema['errorMessage'];
  if (typeof own === 'string') return own.replace(/^expected /, '');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return alternatives(schema.enum.map(String));
  switch (schema.type) {
    case 'integer':
      return `an integer${boundsOf(schema)}`;
    case 'number':
      return `a number${boundsOf(schema)}`;
    case 'string':
      return describeText(schema);
    case 'array':
      return describeList(schema);
    default:
      return String(schema.type);
  }
}

function boundsOf({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const above = exclusiveMinimum === undefined ? '' : ` above ${exclusiveMinimum}`;
  if (above !== '') return maximum === undefined ? above : `${above}, at most ${maximum}`;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

function describeText(schema: JsonSchema): string {
  const form = schema['patternErrorMessage'];
  if (typeof form === 'string') return form.replace(/^expected /, '');
  if (schema.format === 'uri') return 'an http or https URL';
  return schema.minLength === undefined ? 'text' : 'text that is not empty';
}

const listOf = (words: string): string => `a list of ${words}`;

function describeList(schema: JsonSchema): string {
  const items = branchesOf(schema.items as JsonSchema);
  if (items.some(isMap)) return 'a list of maps';
  return listOf(describeExpected(items));
}

/** Maps that a constant distinguishes, or else their required keys. */
function describeMaps(maps: readonly JsonSchema[]): string {
  const constants = maps.flatMap(constantsOf).map(([key, constant]) => `${key}: ${constant}`);
  if (constants.length > 0) return `a map with ${alternatives(constants)}`;
  const required = maps.map((map) => (map.required ?? []).map((key) => `\`${key}\``).join(' and '));
  if (required.every((keys) => keys !== '')) return `a map with ${required.join(', or with ')}`;
  return 'a map';
}
