import { z } from 'zod';
import { targetFiguresSchema } from '../../model/run-result.ts';

export type MetricUnit = 'ms' | 'MB' | 'USD' | '/s';

type NumberType = 'number' | 'integer';

let types: ReadonlyMap<string, NumberType> | undefined;

const numberTypes = (): ReadonlyMap<string, NumberType> => {
  types ??= new Map(numbersIn(targetFiguresSchema, []));
  return types;
};

/** The paths of all single numbers of a target in result.json, such as `latencyMs.serviceTime.all.p99`. */
export const metricPaths = (): readonly string[] => [...numberTypes().keys()];

/** The whole numbers of a target are its counts. */
export const isCount = (metric: readonly string[]): boolean => numberTypes().get(metric.join('.')) === 'integer';

/** Of the schema itself: each command that reads a threshold would have to make its JSON Schema first. */
function numbersIn(schema: z.core.$ZodType, path: readonly string[]): [string, NumberType][] {
  if (schema instanceof z.ZodOptional) return numbersIn(schema.unwrap(), path);
  if (schema instanceof z.ZodNumber) return [[path.join('.'), schema.isInt ? 'integer' : 'number']];
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries<z.core.$ZodType>(schema.shape).flatMap(([key, child]) => numbersIn(child, [...path, key]));
}

/** The unit in a metric's name, in its last part or a part above it. A count has none. */
export function unitOf(metric: readonly string[]): MetricUnit | undefined {
  if (metric.at(-1) === 'count') return undefined;
  const named = metric.findLast((part) => /Ms$|Mb$|^usd|Usd|PerSecond$/.test(part));
  if (named === undefined) return undefined;
  if (named.endsWith('Ms')) return 'ms';
  if (named.endsWith('PerSecond')) return '/s';
  return named.endsWith('Mb') ? 'MB' : 'USD';
}
