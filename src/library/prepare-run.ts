import { refuseTooExpensive, refuseUnpriced } from '../experiment/before/cost-preflight.ts';
import { type Preflight, preflight } from '../experiment/before/preflight.ts';
import { type Probed, probeTargets } from '../experiment/probe/probe-targets.ts';
import { readLimits } from '../launch/meters/limits.ts';
import { UserError } from '../model/errors.ts';
import type { DeployedTarget } from '../model/platform/deployed.ts';
import type { Forecast } from '../model/run-result.ts';
import type { Located } from '../scenario/reading/located.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Secrets } from '../scenario/secrets/secrets.ts';
import { isDeployed } from '../target-kinds/target-kinds.ts';

/** What a run would do. Secrets are not in it. */
export interface RunPlan {
  /** Planned requests, what this machine can carry, and the possible cost. */
  readonly lines: readonly string[];
  /** Hosts other than this machine that would receive requests. */
  readonly strangers: readonly string[];
  /** Requests and possible cost of each target that is a deployed function. */
  readonly forecasts: readonly (Forecast & { readonly target: string })[];
}

/** A run that nothing stands in the way of. No request of the load was sent yet. */
export interface PreparedRun {
  readonly scenario: Scenario;
  readonly secrets: Secrets;
  readonly plan: RunPlan;
  readonly deployed: ReadonlyMap<string, DeployedTarget>;
  readonly probed: Probed;
}

export interface PrepareOptions {
  readonly signal: AbortSignal;
  /** Of the load on deployed functions; default: that of the scenario. */
  readonly maxCostUsd?: number | undefined;
  /** Other machines fire: the connections are theirs, and a probe of this one says nothing. */
  readonly firesElsewhere?: boolean;
}

/**
 * Plans a run, and refuses one that this machine or the cost limit does not allow.
 * @throws {UserError} `preflight-failed` if the load exceeds a limit of this machine; `too-expensive`; `cost-unknown`; `interrupted`
 */
export async function prepareRun(
  { value: scenario, secrets }: Pick<Located<Scenario>, 'value' | 'secrets'>,
  { signal, maxCostUsd = scenario.maxCostUsd, firesElsewhere = false }: PrepareOptions,
): Promise<PreparedRun> {
  const deployed = await deployedTargets(scenario);
  const context = { deployed, environment: process.env, firesHere: !firesElsewhere };
  const flight = preflight(scenario, readLimits(), context);
  refuseImpossible(flight, maxCostUsd);
  if (signal.aborted) throw new UserError('interrupted', 'the run was interrupted before it began');
  const probed = firesElsewhere ? { probes: new Map(), lines: [] } : await probeTargets(scenario, { secrets, signal });
  const plan = {
    lines: [...flight.plan, ...probed.lines, ...flight.costs.lines].map((line) => secrets.redact(line)),
    strangers: flight.strangers.map((host) => secrets.redact(host)),
    forecasts: flight.costs.forecasts.map(({ target, forecast }) => ({ target, ...forecast })),
  };
  return { scenario, secrets, plan, deployed, probed };
}

/** Loads the SDK only if it is needed. */
async function deployedTargets({ targets }: Scenario): Promise<ReadonlyMap<string, DeployedTarget>> {
  if (!targets.some(isDeployed)) return new Map();
  const { readDeployedTargets } = await import('../launch/deployed/target.ts');
  return readDeployedTargets(targets);
}

function refuseImpossible({ costs, strangers, problems }: Preflight, maxCostUsd: number): void {
  if (problems.length > 0)
    throw new UserError(
      'preflight-failed',
      `this run would exceed limits of this machine:\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
  refuseTooExpensive(costs, maxCostUsd);
  // A function on this machine is free in any region.
  if (strangers.length > 0) refuseUnpriced(costs, maxCostUsd);
}
