import { targetFiguresSchema } from '../../model/run-result.ts';
import { type JsonSchema, toJsonSchema } from '../reading/json-schema.ts';

export type MetricUnit = 'ms' | 'MB' | 'USD';

let paths: readonly string[] | undefined;

/** The paths of all single numbers of a target in result.json, such as `latencyMs.serviceTime.all.p99`. */
export function metricPaths(): readonly string[] {
  paths ??= numbersIn(toJsonSchema(targetFiguresSchema), []);
  return paths;
}

function numbersIn(schema: JsonSchema, path: readonly string[]): string[] {
  if (schema.type === 'number' || schema.type === 'integer') return [path.join('.')];
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) =>
    typeof child === 'object' ? numbersIn(child as JsonSchema, [...path, key]) : [],
  );
}

/** The unit in a metric's name, in its last part or a part above it. A count has none. */
export function unitOf(metric: readonly string[]): MetricUnit | undefined {
  if (metric.at(-1) === 'count') return undefined;
  const named = metric.findLast((part) => /Ms$|Mb$|^usd|Usd/.test(part));
  if (named === undefined) return undefined;
  if (named.endsWith('Ms')) return 'ms';
  return named.endsWith('Mb') ? 'MB' : 'USD';
}
