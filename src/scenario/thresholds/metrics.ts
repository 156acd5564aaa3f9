import { targetFiguresSchema } from '../../model/run-result.ts';
import { type JsonSchema, toJsonSchema } from '../reading/json-schema.ts';

export type MetricUnit = 'ms' | 'MB' | 'USD' | '/s';

type NumberType = 'number' | 'integer';

let types: ReadonlyMap<string, NumberType> | undefined;

const numberTypes = (): ReadonlyMap<string, NumberType> => {
  types ??= new Map(numbersIn(toJsonSchema(targetFiguresSchema), []));
  return types;
};

/** The paths of all single numbers of a target in result.json, such as `latencyMs.serviceTime.all.p99`. */
export const metricPaths = (): readonly string[] => [...numberTypes().keys()];

/** The whole numbers of a target are its counts. */
export const isCount = (metric: readonly string[]): boolean => numberTypes().get(metric.join('.')) === 'integer';

function numbersIn({ type, properties }: JsonSchema, path: readonly string[]): [string, NumberType][] {
  if (type === 'number' || type === 'integer') return [[path.join('.'), type]];
  return Object.entries(properties ?? {}).flatMap(([key, child]) =>
    typeof child === 'object' ? numbersIn(child as JsonSchema, [...path, key]) : [],
  );
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
