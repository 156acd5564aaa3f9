import { percentileKeys, percentOf } from '../../text/percentiles.ts';
import { nearest } from '../reading/nearest.ts';
import { didYouMean, quoted } from '../reading/problem.ts';
import { metricAliases } from './metric-aliases.ts';
import { metricPaths } from './metrics.ts';

export type NamedMetric =
  | { readonly paths: readonly (readonly string[])[] }
  /** Why there is none, with the nearest name. */
  | { readonly problem: string };

/** A number of a target by its path or its short name. Of several paths the first one that was measured counts. */
export function metricNamed(name: string): NamedMetric {
  const ofLatency = percentileNamed(name);
  if (ofLatency !== undefined) return { paths: [ofLatency] };
  const paths = metricPaths().includes(name) ? [name] : metricAliases.get(name);
  if (paths === undefined) return { problem: `unknown metric ${quoted(name)}${suggestion(name)}` };
  return { paths: paths.map((path) => path.split('.')) };
}

/** Any percentile of a latency, by its short name or its path: `latency.p97.5`, `latencyMs.responseTime.warm.p95`. */
function percentileNamed(name: string): readonly string[] | undefined {
  const [, of = '', key = ''] = /^(.+?)\.(p\d.*)$/.exec(name) ?? [];
  const percent = percentOf(key);
  const path = metricAliases.get(`${of}.p50`)?.[0] ?? `${of}.p50`;
  if (percent === undefined || !/^latencyMs\./.test(path) || !metricPaths().includes(path)) return undefined;
  return [...path.split('.').slice(0, -1), ...percentileKeys(percent)];
}

function suggestion(name: string): string {
  const known = [...metricPaths(), ...metricAliases.keys()];
  const near = nearest(name, known) ?? metricPaths().find((path) => path.endsWith(`.${name}`));
  const example = '; expected a number of a target in result.json, such as `environments.distinct` or `billing.usd`';
  return didYouMean(near) || example;
}
