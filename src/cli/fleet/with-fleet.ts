import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { RunFleet } from '../../experiment/run.ts';
import { version } from '../../files/version.ts';
import { UserError } from '../../model/errors.ts';
import { durationMs } from '../../model/schema/units.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { isStarted } from '../../target-kinds/target-kinds.ts';
import { counted } from '../../text/format.ts';
import { printToStderr } from '../standard-streams.ts';
import { type FleetArguments, parseWorkers } from './options.ts';

/** What a run needs to gather its workers, checked. */
export interface FleetPlan {
  readonly given: FleetArguments & { readonly engine: string };
  readonly workers: number;
  readonly joinMs: number;
}

/**
 * Undefined without `--workers`.
 * @throws {UserError} `usage`
 */
export function fleetPlan(given: FleetArguments): FleetPlan | undefined {
  const { workers, engine } = given;
  if (workers === undefined && engine === undefined) return undefined;
  if (workers === undefined) throw new UserError('usage', '--engine: expected --workers N with it');
  if (engine === undefined)
    throw new UserError('usage', '--workers: expected --engine nats://HOST:4222 with it', {
      hint: 'workers meet at a broker: docs/distributed.md',
    });
  return { given: { ...given, engine }, workers: parseWorkers(workers), joinMs: joinTimeout(given['join-timeout']) };
}

/** @throws {UserError} `usage` what other machines cannot send */
export function refuseUnsendable({ engine, targets }: Scenario): void {
  if (engine.kind === 'autocannon')
    throw new UserError(
      'usage',
      '--workers: expected another engine than autocannon, which does not wait for a signal',
    );
  for (const target of targets)
    if ('unix' in target && target.unix !== undefined)
      throw new UserError(
        'usage',
        `--workers: ${target.name} listens on a file of this machine: workers cannot reach it`,
      );
}

/** Gathers the workers, and releases them when the load has ended. Loads the broker's client only if it is needed. */
export async function withFleet<T>(
  plan: FleetPlan | undefined,
  { scenario, signal, quiet }: { readonly scenario: Scenario; readonly signal: AbortSignal; readonly quiet: boolean },
  act: (fleet: RunFleet | undefined) => Promise<T>,
): Promise<T> {
  if (plan === undefined) return act(undefined);
  const [{ engineAddress }, { connectEngine }, { subjectsOf, parseFleet }, { Fleet }] = await Promise.all([
    import('../../fleet/engine/address.ts'),
    import('../../fleet/engine/connect.ts'),
    import('../../fleet/protocol/subjects.ts'),
    import('../../fleet/coordinator/fleet.ts'),
  ]);
  const say = quiet ? () => {} : printToStderr;
  const { given, workers, joinMs } = plan;
  const subjects = subjectsOf(parseFleet(given.fleet));
  const connection = await connectEngine(engineAddress(given), 'coordinator');
  try {
    say(`waiting for ${counted(workers, 'worker')}`);
    const isLocal = scenario.targets.some(isStarted);
    await using fleet = await Fleet.gather({
      ...{ connection, subjects, version, workers, signal, run: randomUUID(), deadlineMs: joinMs },
      ...{ threads: scenario.threads, identity: scenario.identity },
      // What the run starts listens on loopback.
      ...(isLocal && { onlyOn: hostname() }),
    });
    say(`joined: ${fleet.names.join(', ')}`);
    return await act(fleet);
  } finally {
    await connection.close();
  }
}

/** @throws {UserError} `usage` */
function joinTimeout(text: string): number {
  const ms = durationMs(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new UserError('usage', `--join-timeout: expected a time such as 2m, got "${text}"`);
}
