import { join } from 'node:path';
import { type Clock, startClock } from '../loadgen/clock.ts';
import { Generator } from '../loadgen/generator.ts';
import { Recorder } from '../loadgen/recorder.ts';
import type { DeployedTarget } from '../model/deployed.ts';
import type { Calibration, RunResult } from '../model/run-result.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Secrets } from '../scenario/secrets/secrets.ts';
import { programFile } from '../target/program-file.ts';
import { assembleResult } from './assemble.ts';
import { RequestBudget } from './budget.ts';
import { Observation } from './observation.ts';
import { observeTarget } from './observe.ts';
import type { RunEvent } from './progress.ts';
import { prepareWorkload } from './workload.ts';

export interface RunOptions {
  /** As the user named it, for the report. */
  readonly scenarioFile: string;
  /** An existing folder; `samples.ndjson` and the logs go there while the run goes on. */
  readonly directory: string;
  readonly version: string;
  /** Goes into the result. */
  readonly calibration: Calibration | undefined;
  /** What the result, samples and logs must not show. */
  readonly secrets: Secrets;
  /** Aborting stops firing at once and gives the result so far. */
  readonly signal: AbortSignal;
  /** What the Lambda API told of deployed functions, by the names of the targets. */
  readonly deployed?: ReadonlyMap<string, DeployedTarget>;
  onEvent(event: RunEvent): void;
}

/** Runs a scenario on its targets, one after another, and judges what was seen. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunResult> {
  const budget = new RequestBudget(scenario);
  const workload = await prepareWorkload(scenario, options.signal);
  const clock = startClock();
  const seen = scenario.targets.map((target) => new Observation(target, options.deployed?.get(target.name)));
  await using generator = await Generator.start({
    program: programFile('src/loadgen/thread-main'),
    threads: scenario.threads,
    clock,
  });
  const recorder = new Recorder(join(options.directory, 'samples.ndjson'));
  try {
    for (let repeat = 0; repeat < scenario.repeats; repeat += 1) {
      for (const observation of inOrder(seen, scenario, repeat)) {
        if (options.signal.aborted) break;
        await observeTarget(observation, {
          ...{ scenario, workload, repeat, generator, directory: options.directory, signal: options.signal },
          secrets: options.secrets,
          record: (sample) => {
            budget.count();
            recorder.write(sample);
          },
          budget,
          startedAtEpochMs: clock.startedAtEpochMs,
          tell: options.onEvent,
        });
      }
    }
  } finally {
    await recorder.close();
  }
  return assembleResult({ scenario, seen, workload, ...facts(options, clock) });
}

/** Interleaved: A B, B A, so that a drift of the machine does not favour one of them. */
const inOrder = (seen: readonly Observation[], { order }: Scenario, repeat: number): readonly Observation[] =>
  order === 'interleaved' && repeat % 2 === 1 ? seen.toReversed() : seen;

const facts = ({ scenarioFile, version, calibration, signal, secrets }: RunOptions, clock: Clock) => ({
  scenarioFile,
  secrets,
  version,
  calibration,
  interrupted: signal.aborted,
  startedAtEpochMs: clock.startedAtEpochMs,
  finishedAtEpochMs: clock.startedAtEpochMs + clock.nowMs(),
});
