import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { regionOf } from '../../aws/access.ts';
import type { EngineAddress } from '../../fleet/engine/address.ts';
import { Ecs } from '../../fleet/fargate/ecs.ts';
import { FleetOnFargate, type Pace } from '../../fleet/fargate/fleet-on-fargate.ts';
import { packageRoot } from '../../launch/local/program-file.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { Scenario } from '../../scenario/schema.ts';

/** `--workers fargate:N`. */
export interface FargateRequest {
  readonly workers: number;
  /** Of targets/deploy/fargate-workers.yaml. */
  readonly stack: string;
  /** The longest life of a task; absent: from the planned time. */
  readonly minutes?: number | undefined;
}

/** Workers that are not started yet. */
export interface PreparedFargate extends Disposable {
  /** What they are and cost, for the terminal. */
  readonly lines: readonly string[];
  /** How the tasks are found that a run has left when it was killed. */
  readonly byHand: string;
  /** Disposing removes the tasks. The address holds the coordinator's key, which is nowhere else. */
  start(signal: AbortSignal, tell: (line: string) => void): Promise<{ fleet: FleetOnFargate; address: EngineAddress }>;
}

/**
 * Reads the task definitions, and starts nothing.
 * @throws {UserError} `fargate-no-stack`, `fargate-stack-invalid`, `too-expensive`, `cost-unknown`, and those of AWS
 */
export async function prepareFargate(
  request: FargateRequest,
  scenario: Pick<Scenario, 'load' | 'repeats' | 'targets'>,
  { maxCostUsd, pace }: { readonly maxCostUsd?: number | undefined; readonly pace?: Pace } = {},
): Promise<PreparedFargate> {
  const { fleetDefinition } = await import('../../fleet/fargate/definition.ts');
  const { fleetPrice, refuseFleetPrice } = await import('../../fleet/fargate/price.ts');
  const { workers, stack, minutes = likelyMinutes(scenario) } = request;
  const region = await regionOf({});
  const mostSeconds = minutes * 60;
  const ecs = await Ecs.open({}, { region, stack }, `rollcall-${randomUUID()}`);
  const definition = await fleetDefinition(ecs);
  const price = fleetPrice(definition, { workers, region, mostSeconds });
  refuseFleetPrice(price, maxCostUsd);
  return {
    lines: price.lines,
    byHand: `aws ecs list-tasks --region ${region} --cluster ${stack} --started-by ${ecs.run}`,
    start: async (signal, tell) => {
      const { keyVariables, newFleetKeys } = await import('../../fleet/engine/keys.ts');
      const natsConfig = await readFile(join(packageRoot, 'targets/deploy/fleet/nats.conf'), 'utf8');
      const keys = await newFleetKeys();
      const { fleet, server } = await FleetOnFargate.start({
        ...{ ecs, definition, workers, mostSeconds, signal, tell, ...optional('pace', pace) },
        secrets: { natsConfig, publicKeys: keyVariables(keys), workerSeed: keys.worker.seed },
      });
      const seed = Buffer.from(keys.coordinator.seed);
      return { fleet, address: { server, isEncrypted: false, credentials: { kind: 'nkey', seed }, tls: {} } };
    },
    [Symbol.dispose]: () => ecs[Symbol.dispose](),
  };
}

/** Twice the planned time, and a quarter of an hour to start and to end. */
function likelyMinutes({ load, repeats, targets }: Pick<Scenario, 'load' | 'repeats' | 'targets'>): number {
  const plannedMs = load.reduce((sum, phase) => sum + moduleOf(phase).plannedMs(phase), 0);
  return 15 + Math.ceil((2 * plannedMs * repeats * targets.length) / 60_000);
}

/** A task must end some day. */
const mostMinutes = 24 * 60;

/** @throws {UserError} `usage` */
export function parseFargateMinutes(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const minutes = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (minutes >= 2 && minutes <= mostMinutes) return minutes;
  throw new UserError('usage', `--fargate-minutes: expected 2 to ${mostMinutes} minutes, got "${text}"`);
}
