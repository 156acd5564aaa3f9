import type { z } from 'zod';
import { unitForm } from './units.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The schema for editors: beside each field with a unit in its name the one that is written with its unit. */
export function withUnitFields(schema: JsonSchema): JsonSchema {
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, inEach(value)]),
  ) as unknown as JsonSchema;
  const { type, properties, required = [] } = inner;
  if (type !== 'object' || properties === undefined) return inner;
  const pairs = Object.keys(properties).flatMap((key) => {
    const form = unitForm(key);
    return form === undefined || Object.hasOwn(properties, form.plain) ? [] : [{ key, ...form }];
  });
  const fields = pairs.map(({ key, plain, pattern, expected }) => {
    const text = { type: 'string', pattern, patternErrorMessage: `expected ${expected}` };
    const maps = mapsOf(properties[key]);
    const field = maps.length === 0 ? text : { anyOf: [text, ...maps] };
    return [plain, { description: `\`${key}\` with its unit.`, ...field }];
  });
  const either = pairs.filter(({ key }) => required.includes(key));
  const always = required.filter((name) => !either.some(({ key }) => key === name));
  return {
    ...inner,
    properties: { ...properties, ...Object.fromEntries(fields) },
    ...(inner.required !== undefined && { required: always }),
    ...(either.length > 0 && {
      allOf: either.map(({ key, plain }) => ({ oneOf: [{ required: [key] }, { required: [plain] }] })),
    }),
  };
}

/** A distribution of times is written under the same key. */
function mapsOf(schema: unknown): readonly JsonSchema[] {
  const { type, anyOf, oneOf } = (schema ?? {}) as Partial<JsonSchema>;
  if (type === 'object') return [schema as JsonSchema];
  return ((anyOf ?? oneOf ?? []) as JsonSchema[]).flatMap(mapsOf);
}

function inEach(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inEach);
  return typeof value === 'object' && value !== null ? withUnitFields(value as JsonSchema) : value;
}
