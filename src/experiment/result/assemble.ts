import { optional } from '../../model/optional.ts';
import { type RunResult, resultSchemaVersion, type TargetResult } from '../../model/run-result.ts';
import type { Calibration } from '../../model/schema/client/client-health.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { Secrets } from '../../scenario/secrets/secrets.ts';
import { baselineOf } from '../before/plan.ts';
import type { Observation } from '../observe/observation.ts';
import type { Workloads } from '../observe/workload.ts';
import { judge } from '../verdict/judge.ts';
import type { Reason } from '../verdict/reason.ts';
import { checkThreshold } from '../verdict/thresholds.ts';
import { memoryMultiplier } from './compare.ts';
import { conclusionsOf } from './conclusions.ts';
import { assemblePrices } from './costs/prices.ts';
import { calmestLoopMs } from './demands.ts';
import { withLives } from './lives.ts';
import { describeMachine } from './machine.ts';
import { assembleTarget } from './target.ts';

export interface AssembleInput {
  readonly scenario: Scenario;
  readonly scenarioFile: string;
  readonly secrets: Secrets;
  readonly seen: readonly Observation[];
  readonly workloads: Pick<Workloads, 'iterationsPerMs'>;
  readonly version: string;
  readonly calibration: Calibration | undefined;
  readonly interrupted: boolean;
  /** Why it ended early. */
  readonly aborted: RunResult['aborted'];
  /** As of `judge`. */
  readonly carried?: readonly Reason[];
  /** Step of the wall clock during the run. */
  readonly clockStepMs: number;
  readonly startedAtEpochMs: number;
  readonly finishedAtEpochMs: number;
}

/** The result of a run, from the observations of its targets. */
export function assembleResult(input: AssembleInput): RunResult {
  const { scenario, interrupted, aborted, startedAtEpochMs, clockStepMs, carried = [] } = input;
  const facts = { scenario, startedAtEpochMs, secrets: input.secrets, calmestLoopMs: calmestLoopMs(input.seen) };
  const alone = input.seen.map((seen) => withLives(assembleTarget(seen, facts), seen, startedAtEpochMs));
  const baseline = baselineOf(scenario);
  const beside = alone.find(({ name }) => name === baseline);
  const targets = alone.map((target) => withMultiplier(target, beside));
  const thresholds = scenario.thresholds.map((expression) =>
    checkThreshold(expression, targets, scenario.demand?.perSecond),
  );
  const { maxUnansweredShare } = scenario;
  const verdict = judge(targets, interrupted, {
    ...{ aborted, thresholds, baseline, maxUnansweredShare, clockStepMs, carried },
  });
  return {
    schemaVersion: resultSchemaVersion,
    tool: { name: 'rollcall', version: input.version },
    scenario: {
      name: scenario.name,
      question: scenario.question,
      file: input.scenarioFile,
      resolved: input.secrets.shown(scenario),
    },
    status: interrupted ? 'interrupted' : 'complete',
    ...optional('aborted', aborted),
    startedAt: new Date(startedAtEpochMs).toISOString(),
    finishedAt: new Date(input.finishedAtEpochMs).toISOString(),
    startedAtEpochMs,
    seed: scenario.seed,
    machine: describeMachine(),
    workload: optional('iterationsPerMs', input.workloads.iterationsPerMs),
    prices: assemblePrices(scenario, input.seen),
    thresholds,
    ...optional('calibration', input.calibration),
    ...conclusionsOf(targets, verdict, baseline),
  };
}

function withMultiplier(target: TargetResult, baseline: TargetResult | undefined): TargetResult {
  if (target.memory === undefined || baseline?.memory === undefined) return target;
  return { ...target, memory: { ...target.memory, multiplier: memoryMultiplier(target.memory, baseline.memory) } };
}
