import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { generatorProblems } from '../../experiment/before/preflight.ts';
import type { RunFleet } from '../../experiment/run.ts';
import { version } from '../../files/version.ts';
import type { EngineAddress } from '../../fleet/engine/address.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { durationMs } from '../../model/schema/units.ts';
import { firesItself } from '../../scenario/engine-kinds.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { isStarted } from '../../target-kinds/target-kinds.ts';
import { counted } from '../../text/format.ts';
import { printToStderr } from '../standard-streams.ts';
import { onLoopback, parseBind, refuseUnbindable } from './bind.ts';
import { type FargateRequest, type PreparedFargate, parseFargateMinutes } from './on-fargate.ts';
import { type FleetArguments, parseWorkers } from './options.ts';

/** What a run needs to gather its workers, checked. */
export interface FleetPlan {
  readonly given: FleetArguments;
  readonly workers: number;
  readonly joinMs: number;
  /** Where targets that the run starts listen; absent: on loopback. */
  readonly bind?: string;
  /** Started for the run. Absent: they wait at the broker that `given` names. */
  readonly fargate?: FargateRequest;
}

/**
 * Undefined without `--workers`.
 * @throws {UserError} `usage`
 */
export function fleetPlan(given: FleetArguments): FleetPlan | undefined {
  const { workers, engine, bind } = given;
  const [, onFargate] = /^fargate:(.*)$/.exec(workers ?? '') ?? [];
  if (onFargate !== undefined) return fargatePlan(given, parseWorkers(onFargate));
  const [alone] = (['engine', 'bind'] as const).filter((one) => given[one] !== undefined);
  if (workers === undefined && alone === undefined) return undefined;
  if (workers === undefined) throw new UserError('usage', `--${alone}: expected --workers N with it`);
  if (engine === undefined)
    throw new UserError('usage', '--workers: expected --engine nats://HOST:4222 with it', {
      hint: 'workers meet at a broker: docs/distributed.md',
    });
  const joinMs = joinTimeout(given['join-timeout'] ?? '60s');
  return {
    given,
    workers: parseWorkers(workers),
    joinMs,
    ...optional('bind', bind === undefined ? undefined : parseBind(bind)),
  };
}

/** The image of a task is downloaded first. */
function fargatePlan(given: FleetArguments, workers: number): FleetPlan {
  const names = ['engine', 'engine-credentials', 'engine-ca', 'engine-cert', 'engine-key'] as const;
  const [name] = names.filter((one) => given[one] !== undefined);
  if (name !== undefined)
    throw new UserError('usage', `--${name}: expected none with --workers fargate:N, which starts a broker of its own`);
  if (given.bind !== undefined)
    throw new UserError(
      'usage',
      '--bind: expected none with --workers fargate:N, which fires at targets with an address',
    );
  const minutes = parseFargateMinutes(given['fargate-minutes']);
  return {
    ...{ given, workers, joinMs: joinTimeout(given['join-timeout'] ?? '5m') },
    fargate: { workers, stack: given['fargate-stack'], minutes },
  };
}

/** @throws {UserError} `usage` what other machines cannot send */
export function refuseUnsendable(scenario: Scenario, { fargate, bind }: FleetPlan): void {
  const { engine, targets } = scenario;
  if (firesItself(engine))
    throw new UserError(
      'usage',
      `--workers: expected another engine than ${engine.kind}, which does not wait for a signal`,
    );
  const local = targets.find(isStarted);
  if (fargate !== undefined && local !== undefined)
    throw new UserError('usage', `--workers: ${local.name} is started by the run, and listens on this machine alone`, {
      hint: 'workers on Fargate reach targets that have an address: http, lambda-url, lambda-web, lambda-invoke',
    });
  if (bind !== undefined) refuseUnbindable(scenario);
  for (const target of targets)
    if ('unix' in target && target.unix !== undefined)
      throw new UserError(
        'usage',
        `--workers: ${target.name} listens on a file of this machine: workers cannot reach it`,
      );
}

interface Gathering {
  readonly scenario: Scenario;
  readonly signal: AbortSignal;
  readonly quiet: boolean;
  /** Of a plan with Fargate. */
  readonly fargate?: PreparedFargate | undefined;
  /** Tasks could not be removed: the load has been fired nevertheless. */
  left(problem: UserError): void;
}

/** Gathers the workers, and releases them when the load has ended. Loads the broker's client only if it is needed. */
export async function withFleet<T>(
  plan: FleetPlan | undefined,
  gathering: Gathering,
  act: (fleet: RunFleet | undefined) => Promise<T>,
): Promise<T> {
  if (plan === undefined) return act(undefined);
  const { fargate, signal, quiet, left } = gathering;
  const { engineAddress } = await import('../../fleet/engine/address.ts');
  const { engine = '' } = plan.given;
  if (fargate === undefined) return gathered(plan, engineAddress({ ...plan.given, engine }), gathering, act);
  const { fleet, address } = await fargate.start(signal, quiet ? () => {} : printToStderr);
  try {
    return await gathered(plan, address, gathering, act).catch(async (error: unknown) => {
      throw withEndings(error, await fleet.endings());
    });
  } finally {
    await fleet[Symbol.asyncDispose]().catch((problem: unknown) => {
      if (!(problem instanceof UserError)) throw problem;
      left(problem);
    });
  }
}

/** Why a worker did not join is known to ECS. */
function withEndings(error: unknown, endings: readonly string[]): unknown {
  if (!(error instanceof UserError) || endings.length === 0) return error;
  const lines = [error.message, ...endings.map((ending) => `a task has ended: ${ending}`)];
  return new UserError(error.code, lines.join('\n'), { ...optional('hint', error.hint), cause: error });
}

async function gathered<T>(
  plan: FleetPlan,
  address: EngineAddress,
  { scenario, signal, quiet }: Gathering,
  act: (fleet: RunFleet) => Promise<T>,
): Promise<T> {
  const [{ subjectsOf, parseFleet }, { Fleet }, { beginsFast }, { closeEngine }] = await Promise.all([
    import('../../fleet/protocol/subjects.ts'),
    import('../../fleet/coordinator/fleet.ts'),
    import('../../experiment/before/plan.ts'),
    import('../../fleet/engine/close.ts'),
  ]);
  const say = quiet ? () => {} : printToStderr;
  const { given, workers, joinMs, bind = 'localhost' } = plan;
  const subjects = subjectsOf(parseFleet(given.fleet));
  const connection = await connected(plan, address, { signal, say });
  try {
    say(`waiting for ${counted(workers, 'worker')}`);
    const because = onLoopback(scenario, bind);
    await using fleet = await Fleet.gather({
      ...{ connection, subjects, version, workers, signal, run: randomUUID(), deadlineMs: joinMs },
      threads: scenario.threads,
      ...(beginsFast(scenario) && { identity: scenario.identity }),
      ...(because !== undefined && { onlyOn: { machine: hostname(), because } }),
      whyUnfit: (hello) => generatorProblems(scenario, hello, workers)[0],
    });
    say(`joined: ${fleet.names.join(', ')}`);
    return await act(fleet);
  } finally {
    await closeEngine(connection);
  }
}

/** A broker that is started beside the run, as on Fargate or Kubernetes, needs a while. */
async function connected(
  { fargate, joinMs }: FleetPlan,
  address: EngineAddress,
  { signal, say }: { readonly signal: AbortSignal; say(line: string): void },
) {
  const { connectWhenThere } = await import('../../fleet/engine/connect.ts');
  const deadline = AbortSignal.timeout(joinMs);
  try {
    return await connectWhenThere(address, 'coordinator', {
      signal: AbortSignal.any([signal, deadline]),
      waiting: (reason) => {
        if (fargate === undefined) say(`waiting for the broker: ${reason}`);
      },
    });
  } catch (error) {
    if (signal.aborted || !deadline.aborted) throw error;
    const message = `the broker at ${address.server} cannot be reached from this machine after ${joinMs / 1000} s`;
    throw new UserError('engine-unreachable', message, {
      hint:
        fargate === undefined
          ? 'start it, name its address with --engine, and wait longer with --join-timeout: docs/distributed.md'
          : 'run the command in the VPC of the tasks, and let the security group accept port 4222 from it: docs/distributed.md',
      cause: error,
    });
  }
}

/** @throws {UserError} `usage` */
function joinTimeout(text: string): number {
  const ms = durationMs(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new UserError('usage', `--join-timeout: expected a time such as 2m, got "${text}"`);
}
