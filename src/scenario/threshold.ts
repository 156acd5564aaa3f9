import { UserError } from '../model/errors.ts';
import { type MetricUnit, metricPaths, unitOf } from './metrics.ts';
import { nearest } from './nearest.ts';
import { quoted } from './problem.ts';

export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** A condition on one number of one target of the result. */
export interface Threshold {
  readonly target: string;
  /** Path in the target's entry of result.json. */
  readonly metric: readonly string[];
  readonly operator: Operator;
  /** In the unit that the metric's name states. */
  readonly value: number;
}

const form = /^\s*([^\s.<>=!]+)\.([^\s<>=!]+)\s*(<=|>=|==|!=|<|>)\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([A-Za-z]*)\s*$/;

/**
 * `<target>.<metric> <operator> <number>[unit]`, such as `lambda.latencyMs.serviceTime.all.p99 < 3 s`.
 * @throws {UserError} `threshold-invalid`: not of this form, no such metric, or a unit that the metric does not have.
 */
export function parseThreshold(text: string): Threshold {
  const [, target = '', path = '', operator, digits, unit = ''] = form.exec(text) ?? [];
  if (operator === undefined)
    throw invalid(`expected \`TARGET.METRIC < NUMBER\` (or <=, >, >=, ==, !=), got ${quoted(text)}`);
  if (!metricPaths().includes(path)) throw invalid(`unknown metric ${quoted(path)}${suggestion(path)}`);
  const metric = path.split('.');
  const value = Number(digits) * factorOf(unit, unitOf(metric), path);
  return { target, metric, operator: operator as Operator, value };
}

function suggestion(path: string): string {
  const near = nearest(path, metricPaths()) ?? metricPaths().find((known) => known.endsWith(`.${path}`));
  if (near !== undefined) return `; did you mean \`${near}\`?`;
  return '; expected a number of a target in result.json, such as `environments.distinct` or `billing.usd`';
}

/** What a number with this unit is multiplied by to be in the metric's own unit. */
const factors: Record<MetricUnit, Readonly<Record<string, number>>> = {
  ms: { ms: 1, s: 1000 },
  MB: { MB: 1, GB: 1024 },
  USD: { USD: 1 },
};

function factorOf(unit: string, ofMetric: MetricUnit | undefined, path: string): number {
  if (unit === '') return 1;
  if (ofMetric === undefined) throw invalid(`\`${path}\` has no unit, got ${quoted(unit)}`);
  const factor = Object.hasOwn(factors[ofMetric], unit) ? factors[ofMetric][unit] : undefined;
  if (factor !== undefined) return factor;
  throw invalid(`\`${path}\` is in ${Object.keys(factors[ofMetric]).join(' or ')}, got ${quoted(unit)}`);
}

const invalid = (message: string): UserError => new UserError('threshold-invalid', message);
