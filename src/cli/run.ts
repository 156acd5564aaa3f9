import { relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { exitCode } from '../model/errors.ts';
import type { Calibration, RunResult } from '../model/run-result.ts';
import type { Scenario } from '../scenario/schema.ts';
import { keptCalibration } from './calibrate.ts';
import { interruptible } from './interruptible.ts';
import { readScenario } from './read-scenario.ts';

interface RunArguments {
  readonly scenario: string;
  readonly out: string | undefined;
  readonly set: string[];
  readonly json: boolean;
  readonly quiet: boolean;
  readonly yes: boolean;
  readonly calibrate: boolean;
}

export const runCommand: CommandModule<unknown, RunArguments> = {
  command: 'run <scenario>',
  describe: 'Run a scenario file and write a report',
  builder: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', demandOption: true, describe: 'Scenario file (YAML)' })
      .option('out', {
        alias: 'o',
        type: 'string',
        describe: 'Folder for the results; default reports/<scenario>-<time>',
      })
      .option('set', { type: 'string', array: true, nargs: 1, default: [], describe: 'Override a field: path=value' })
      .option('json', { type: 'boolean', default: false, describe: 'Print the result as JSON on stdout' })
      .option('calibrate', {
        type: 'boolean',
        default: false,
        describe: 'First measure what the instrument adds to loads of these shapes, on this machine',
      })
      .option('yes', {
        alias: 'y',
        type: 'boolean',
        default: false,
        describe: 'Fire at hosts that are not this machine without asking',
      })
      .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'No progress' })
      .example('$0 run scenarios/burst-10.yaml', '')
      .example('$0 run scenarios/burst-10.yaml --set load.burst.size=50 --out /tmp/burst-50', ''),
  handler: run,
};

/** Loaded when a run is really asked for: `--help` should not wait for the engine. */
async function run({ scenario: file, out, set, json, quiet, yes, calibrate }: RunArguments): Promise<void> {
  const scenario = await readScenario(file, set);
  const { runScenario } = await import('../experiment/run.ts');
  const { preflight } = await import('../experiment/preflight.ts');
  const { readLimits } = await import('../target/limits.ts');
  const { confirm } = await import('./confirm.ts');
  const { createRunDirectory, writeResult } = await import('./run-directory.ts');
  const { showProgress } = await import('./progress.ts');
  const { renderTable } = await import('../report/terminal.ts');
  const { version } = await import('./version.ts');
  await confirm(preflight(scenario, readLimits()), { yes, quiet });
  const kept = await keptCalibration();
  const directory = await createRunDirectory(out, scenario.name);
  using interruption = interruptible();
  const calibration = calibrate ? await calibrateFor(scenario, interruption.signal) : kept;
  const progress = showProgress(process.stderr, quiet);
  const result = await runScenario(scenario, {
    ...{ scenarioFile: file, directory, version, calibration, signal: interruption.signal },
    onEvent: progress.onEvent,
  }).finally(progress.done);
  const report = await writeResult(directory, result);
  const terminal = {
    color: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    width: process.stdout.columns ?? 100,
  };
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : renderTable(result, terminal));
  (json ? process.stderr : process.stdout).write(`\nreport: ${relative('.', report)}\n`);
  process.exitCode = exitCodeOf(result);
}

async function calibrateFor(scenario: Scenario, signal: AbortSignal): Promise<Calibration> {
  const { calibrate, shapesOf } = await import('../experiment/calibrate.ts');
  return calibrate(shapesOf(scenario), signal);
}

function exitCodeOf(result: RunResult): number {
  if (result.status === 'interrupted') return exitCode.interrupted;
  if (result.targets.some((target) => target.status === 'failed')) return exitCode.badInput;
  if (result.verdict.status === 'INVALID') return exitCode.invalidRun;
  return result.thresholds.every((threshold) => threshold.passed) ? exitCode.good : exitCode.thresholdFailed;
}
