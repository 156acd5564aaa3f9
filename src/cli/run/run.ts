import { relative } from 'node:path';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import type { Probed } from '../../experiment/probe/probe-targets.ts';
import { readScenario } from '../../files/read-scenario.ts';
import { nameOf } from '../../files/read-text.ts';
import { UserError } from '../../model/errors.ts';
import { exitCode } from '../../model/exit-code.ts';
import type { DeployedTarget } from '../../model/platform/deployed.ts';
import { printableJson } from '../../model/printable.ts';
import type { RunResult } from '../../model/run-result.ts';
import type { Calibration } from '../../model/schema/client-health.ts';
import { hasInvalid } from '../../model/verdict.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { Secrets } from '../../scenario/secrets/secrets.ts';
import { keptCalibration } from '../calibrate.ts';
import { type Interruption, interruptible } from '../interruptible.ts';
import { flag, parseExitCode, refuseRepeated, text, texts } from '../options.ts';
import { withStdin } from '../stdin-argument.ts';
import { type OtlpDestination, otlpDestination } from './otlp-destination.ts';

const options = {
  out: {
    ...{ alias: 'o', type: 'string' },
    describe: 'Folder for the results, new or empty; default reports/<scenario>-<UTC time>',
  },
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
  otlp: text('Send metrics and traces to this OTLP endpoint; default: OTEL_EXPORTER_OTLP_ENDPOINT'),
  quiet: { ...flag('No progress'), alias: 'q' },
} satisfies Record<string, Options>;

type RunArguments = { readonly scenario: string } & InferredOptionTypes<typeof options>;

export const runCommand: CommandModule<unknown, RunArguments> = {
  command: 'run <scenario>',
  describe: 'Run a scenario file and write a report',
  builder: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', demandOption: true, describe: 'Scenario file (YAML), `-` for stdin' })
      .options(options)
      .example('$0 run scenarios/burst-10.yaml', '')
      .example('$0 run scenarios/io-bound-steady.yaml --dry-run', '')
      .example('$0 run scenarios/burst-10.yaml --set load.burst.size=50 --set thresholds=[] --out /tmp/burst-50', '')
      .epilogue(
        `\${NAME} in headers, bodies, URLs and environment variables of a scenario is replaced from the environment and never shown: docs/security.md.`,
      ),
  handler: run,
};

async function run(given: RunArguments): Promise<void> {
  refuseRepeated(given, options);
  const invalidExitCode = parseExitCode('invalid-exit-code', given['invalid-exit-code']);
  const maxCostUsd = parseMaxCost(given['max-cost']);
  const exported = otlpDestination(given.otlp, process.env);
  const file = scenarioArgument(given.scenario);
  const { value, secrets } = await readScenario(file, given.set);
  const { probe = value.probe } = given;
  const scenario = await withThresholds({ ...value, probe }, given.threshold);
  try {
    await checkAndFire(scenario, secrets, { ...given, file, invalidExitCode, maxCostUsd, exported });
  } catch (error) {
    throw secrets.redactError(error);
  }
}

type RunOptions = Omit<RunArguments, 'scenario'> & {
  readonly file: string;
  readonly invalidExitCode: number;
  readonly maxCostUsd: number | undefined;
  readonly exported: OtlpDestination | undefined;
};

/** Loaded only for a run, so that `--help` does not wait for the engine. */
async function checkAndFire(scenario: Scenario, secrets: Secrets, options: RunOptions): Promise<void> {
  const { preflight } = await import('../../experiment/before/preflight.ts');
  const { readLimits } = await import('../../launch/meters/limits.ts');
  const { confirm, printPlan, refuseImpossible } = await import('./confirm.ts');
  const { createRunDirectory } = await import('../../files/run-directory.ts');
  const { writeExtras } = await import('./run-extras.ts');
  const deployed = await deployedTargets(scenario);
  const flight = preflight(scenario, readLimits(), { deployed, environment: process.env });
  const { yes, quiet, maxCostUsd = scenario.maxCostUsd, junit, data, out, exported } = options;
  refuseImpossible(flight, maxCostUsd);
  const probed = await probeBefore(scenario, secrets);
  const plan = [...flight.plan, ...probed.lines];
  const redact = (text: string) => secrets.redact(text);
  if (options['dry-run'])
    return printPlan({ ...flight, plan: [...plan, 'dry run: no request of the load was sent'] }, redact);
  await confirm({ ...flight, plan }, { yes, quiet, redact });
  const kept = await keptCalibration();
  const directory = await createRunDirectory(out, scenario.name);
  try {
    using interruption = interruptible({ second: changeLeft(scenario, directory.path) });
    const place = { directory: directory.path, interruption };
    const result = await fire(scenario, { ...options, secrets, deployed, probed, kept, ...place });
    await writeExtras(result, { directory: directory.path, junit, data, exported, stop: interruption.late });
  } catch (error) {
    await directory.release();
    throw error;
  }
}

/** A signal ends the probe, and with it the command: nothing was measured. */
async function probeBefore(scenario: Scenario, secrets: Secrets): Promise<Probed> {
  const { probeTargets } = await import('../../experiment/probe/probe-targets.ts');
  using interruption = interruptible({ first: 'interrupted before the run' });
  return await probeTargets(scenario, { secrets, signal: interruption.signal });
}

type FireOptions = RunOptions & {
  readonly probed: Probed;
  readonly secrets: Secrets;
  readonly deployed: ReadonlyMap<string, DeployedTarget>;
  readonly kept: Calibration | undefined;
  readonly directory: string;
  readonly interruption: Interruption;
};

/** Writes and prints the result, and sets the exit code. */
async function fire(scenario: Scenario, options: FireOptions): Promise<RunResult> {
  const { runScenario } = await import('../../experiment/run.ts');
  const { writeResult } = await import('../../files/run-directory.ts');
  const { showProgress } = await import('./live/progress.ts');
  const { renderTable } = await import('../../report/summary/terminal.ts');
  const { terminalOf } = await import('../terminal-options.ts');
  const { version } = await import('../../files/version.ts');
  const { file, json, quiet, calibrate, invalidExitCode, secrets, deployed, probed, kept, directory, interruption } =
    options;
  const calibration = calibrate ? await calibrateFor(scenario, interruption.signal) : kept;
  const progress = showProgress(process.stderr, quiet);
  const result = await runScenario(scenario, {
    ...{ scenarioFile: nameOf(file), directory, version, calibration, deployed, probed, secrets },
    signal: interruption.signal,
    onEvent: progress.onEvent,
  }).finally(progress.done);
  const report = await writeResult(directory, result, interruption.late).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    return error;
  });
  // Printed even if it cannot be written.
  process.stdout.write(json ? `${printableJson(result)}\n` : renderTable(result, terminalOf(process.stdout)));
  if (report instanceof UserError) throw report;
  (json ? process.stderr : process.stdout).write(`\nreport: ${relative('.', report)}\n`);
  process.exitCode = exitCodeOf(result, invalidExitCode, interruption.signal.aborted);
  return result;
}

/** yargs drops a `-`. */
const scenarioArgument = (scenario: string): string => withStdin(scenario === '' ? [] : [scenario], ['--set'])[0] ?? '';

function changeLeft({ targets }: Scenario, directory: string): string | undefined {
  if (!targets.some((target) => 'freshEnvironments' in target && target.freshEnvironments)) return undefined;
  return `a function may still be changed: see *.changed.txt in ${relative('.', directory)}, and docs/aws.md to restore it`;
}

/** Loads the SDK only if it is needed. */
async function deployedTargets({ targets }: Scenario): Promise<ReadonlyMap<string, DeployedTarget>> {
  const { isDeployed } = await import('../../target-kinds/target-kinds.ts');
  if (!targets.some(isDeployed)) return new Map();
  const { readDeployedTargets } = await import('../../launch/deployed/target.ts');
  return readDeployedTargets(targets);
}

async function calibrateFor(scenario: Scenario, signal: AbortSignal): Promise<Calibration | undefined> {
  const { calibrate, loadsLike } = await import('../../experiment/calibrate.ts');
  const { threads, engine } = scenario;
  // The truth speaks plain HTTP/1.1, and autocannon sends no load that is calibrated.
  const sending = engine.kind === 'undici' ? { kind: engine.kind, http2: false } : engine;
  return calibrate(engine.kind === 'autocannon' ? [] : loadsLike(scenario), { signal, threads, engine: sending });
}

/**
 * The scenario with the thresholds of the command line after its own.
 * @throws {UserError} `threshold-invalid` with one line for each problem.
 */
async function withThresholds(scenario: Scenario, expressions: readonly string[]): Promise<Scenario> {
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
function parseMaxCost(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const usd = /^\$?\d+(\.\d+)?$/.test(text) ? Number(text.replace('$', '')) : Number.NaN;
  if (Number.isFinite(usd)) return usd;
  throw new UserError('usage', `--max-cost: expected dollars, such as 0.50, got "${text}"`);
}

/** @param interrupted by a signal. */
function exitCodeOf(result: RunResult, invalidExitCode: number, interrupted: boolean): number {
  if (interrupted && result.status === 'interrupted') return exitCode.interrupted;
  if (result.targets.some((target) => target.status === 'failed')) return exitCode.badInput;
  if (hasInvalid(result) && invalidExitCode !== exitCode.good) return invalidExitCode;
  return result.thresholds.every((threshold) => threshold.passed) ? exitCode.good : exitCode.thresholdFailed;
}
