import { prepareRun, type RunPlan } from './prepare-run.ts';
import { type RunOptions, redacting } from './run.ts';
import { readSource, type ScenarioSource } from './scenario-source.ts';

/**
 * What `run` would do: what `rollcall run --dry-run` prints. Sends no request of the load. A probe of what this machine can carry may send a
 * few, unless the scenario has `probe: false`.
 * @throws {UserError} as `run` does
 */
export async function dryRun(
  source: ScenarioSource,
  options: Omit<RunOptions, 'out' | 'onEvent' | 'confirm' | 'calibration'> = {},
): Promise<RunPlan> {
  const { signal = new AbortController().signal, maxCostUsd } = options;
  const located = await readSource(source, options);
  return redacting(located, async () => (await prepareRun(located, { signal, maxCostUsd })).plan);
}
