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
  'abort-on': {
    ...texts("End the run early when this becomes true, such as 'url.latency.p99 > 2 s' or 'no answers for 5s'"),
    default: [],
  },
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
  otlp: text('Send metrics and traces to this OTLP endpoint; default: OTEL_EXPORTER_OTLP_ENDPOINT'),
  open: flag(
    'Show the run in a browser while it lasts; the page becomes the report. BROWSER=none only prints its address',
  ),
  quiet: { ...flag('No progress'), alias: 'q' },
} satisfies Record<string, Options>;

export type RunArguments = InferredOptionTypes<typeof runOptions>;

/**
 * The scenario with the conditions of the command line after its own.
 * @throws {UserError} `threshold-invalid` with one line for each problem.
 */
export async function withConditions(
  scenario: Scenario,
  { threshold, 'abort-on': abortOn }: Pick<RunArguments, 'threshold' | 'abort-on'>,
): Promise<Scenario> {
  if (threshold.length + abortOn.length === 0) return scenario;
  const { thresholdProblems } = await import('../../scenario/thresholds/problems.ts');
  const { abortProblems } = await import('../../scenario/thresholds/abort-condition.ts');
  const names = scenario.targets.map(({ name }) => name);
  const problems = [
    ...problemsOf('--threshold', threshold, (text) => thresholdProblems(text, names)),
    ...problemsOf('--abort-on', abortOn, (text) => abortProblems(text, names)),
  ];
  if (problems.length > 0) throw new UserError('threshold-invalid', problems.join('\n'));
  return {
    ...scenario,
    thresholds: [...scenario.thresholds, ...threshold],
    abortOn: [...scenario.abortOn, ...abortOn],
  };
}

const problemsOf = (option: string, texts: readonly string[], problemsIn: (text: string) => string[]): string[] =>
  texts.flatMap((text) => problemsIn(text).map((message) => `${option} '${text}': ${message}`));

/** @throws {UserError} `usage` */
export function parseMaxCost(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const usd = /^\$?\d+(\.\d+)?$/.test(text) ? Number(text.replace('$', '')) : Number.NaN;
  if (Number.isFinite(usd)) return usd;
  throw new UserError('usage', `--max-cost: expected dollars, such as 0.50, got "${text}"`);
}
