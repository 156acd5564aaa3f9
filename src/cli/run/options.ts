import type { InferredOptionTypes, Options } from 'yargs';
import { UserError } from '../../model/errors.ts';
import { exitCode } from '../../model/exit-code.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { flag, text, texts } from '../options.ts';

/** Of every command that runs a scenario. */
export const runOptions = {
  set: { ...texts('Override a field: path=value'), default: [] },
  json: flag('Print the result as JSON on stdout'),
  threshold: { ...texts("Add a threshold, such as 'lambda.latency.p99 < 300 ms'"), alias: 't', default: [] },
  junit: text('Write the thresholds as JUnit XML to this file'),
  data: {
    type: 'boolean',
    describe: 'Also write Parquet, CSV and HDR histograms; default: below 1,000,000 samples; --no-data never',
  },
  calibrate: flag('First measure the latency that rollcall itself adds to these loads on this machine'),
  probe: {
    type: 'boolean',
    describe: 'Before an open load or a large burst, find out what this machine can carry; --no-probe does not',
  },
  'dry-run': flag('Print the plan, with a probe of what this machine can carry, and end'),
  yes: { ...flag('Send requests to other machines without asking'), alias: 'y' },
  'max-cost': text('Refuse a run that could cost more dollars on deployed functions; default: 5, or maxCostUsd'),
  'invalid-exit-code': {
    ...text('Exit code of an INVALID run or target, 0 to 255; 0: treat it as valid'),
    default: `${exitCode.invalidRun}`,
  },
  quiet: { ...flag('No progress'), alias: 'q' },
} satisfies Record<string, Options>;

export type RunArguments = InferredOptionTypes<typeof runOptions>;

/**
 * The scenario with the thresholds of the command line after its own.
 * @throws {UserError} `threshold-invalid` with one line for each problem.
 */
export async function withThresholds(scenario: Scenario, expressions: readonly string[]): Promise<Scenario> {
  if (expressions.length === 0) return scenario;
  const { thresholdProblems } = await import('../../scenario/thresholds/problems.ts');
  const names = scenario.targets.map(({ name }) => name);
  const problems = expressions.flatMap((expression) =>
    thresholdProblems(expression, names).map((message) => `--threshold '${expression}': ${message}`),
  );
  if (problems.length > 0) throw new UserError('threshold-invalid', problems.join('\n'));
  return { ...scenario, thresholds: [...scenario.thresholds, ...expressions] };
}

/** @throws {UserError} `usage` */
export function parseMaxCost(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const usd = /^\$?\d+(\.\d+)?$/.test(text) ? Number(text.replace('$', '')) : Number.NaN;
  if (Number.isFinite(usd)) return usd;
  throw new UserError('usage', `--max-cost: expected dollars, such as 0.50, got "${text}"`);
}
