import { setTimeout as sleep } from 'node:timers/promises';
import { redacted } from '../../aws/redacted.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { FleetDefinition, TaskKind } from './definition.ts';
import type { Ecs } from './ecs.ts';
import { type RemovePatience, removeTasks } from './remove-tasks.ts';
import { interrupted, type StartPace, startTasks } from './start-tasks.ts';

/** The coordinator's own key is not among them: it stays in this process. */
interface FleetSecrets {
  readonly natsConfig: string;
  /** Variables that the configuration names. */
  readonly publicKeys: Readonly<Record<string, string>>;
  readonly workerSeed: string;
}

export interface FleetStart {
  readonly ecs: Ecs;
  readonly definition: FleetDefinition;
  readonly workers: number;
  readonly mostSeconds: number;
  readonly secrets: FleetSecrets;
  readonly signal: AbortSignal;
  /** Default: what suits AWS. */
  readonly pace?: Pace;
  /** For the terminal. */
  tell(line: string): void;
}

export interface Pace {
  readonly start: StartPace;
  readonly remove: RemovePatience;
  readonly betweenLooksMs: number;
}

const natsPort = 4222;
/** The network interface of a task has its address before its image is there. */
const addressWithinMs = 180_000;
const betweenLooksMs = 1000;

/** The tasks of one run. Disposing removes them. */
export class FleetOnFargate implements AsyncDisposable {
  private readonly ecs: Ecs;
  private readonly tasks = new Set<string>();
  private readonly tell: FleetStart['tell'];
  private readonly pace: Pace | undefined;

  private constructor({ ecs, tell, pace }: FleetStart) {
    this.ecs = ecs;
    this.tell = tell;
    this.pace = pace;
  }

  /**
   * Starts NATS, and the workers as soon as its address is known: they wait until it listens.
   * @throws {UserError} when everything that was started has been removed
   */
  static async start(options: FleetStart): Promise<{ fleet: FleetOnFargate; server: string }> {
    const fleet = new FleetOnFargate(options);
    try {
      return { fleet, server: await fleet.begin(options) };
    } catch (error) {
      await fleet.removeAfter(error);
      throw error;
    }
  }

  /** Why tasks have ended, each reason once. */
  async endings(): Promise<string[]> {
    const described = await this.ecs.describe([...this.tasks]);
    return [...new Set(described.flatMap((task) => endingOf(task) ?? []))];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const removed = await removeTasks(this.ecs, this.tasks, this.pace?.remove);
    this.tell(`Fargate: ${removed} tasks of ${this.ecs.run} have stopped, and nothing is left`);
  }

  private async begin({ definition, workers, mostSeconds, secrets, signal, tell }: FleetStart): Promise<string> {
    const life = { ROLLCALL_MOST_SECONDS: `${mostSeconds}` };
    const [nats = ''] = await this.startKind(definition, 'nats', 1, signal, {
      ...life,
      ROLLCALL_NATS_CONFIG: secrets.natsConfig,
      ...secrets.publicKeys,
    });
    const server = `${await this.addressOf(nats, signal)}:${natsPort}`;
    const beganMs = performance.now();
    await this.startKind(definition, 'worker', workers, signal, {
      ...life,
      ROLLCALL_ENGINE: `nats://${server}`,
      ROLLCALL_WORKER_KEY: secrets.workerSeed,
    });
    const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
    tell(`Fargate: asked for NATS at ${server} and ${workers} workers, within ${seconds} s`);
    return server;
  }

  private startKind(
    definition: FleetDefinition,
    kind: 'nats' | 'worker',
    count: number,
    signal: AbortSignal,
    environment: Readonly<Record<string, string>>,
  ): Promise<readonly string[]> {
    const { subnets, securityGroups, [kind]: task }: FleetDefinition & Record<'nats' | 'worker', TaskKind> = definition;
    if (signal.aborted) throw interrupted();
    return startTasks(
      { definition: task.definition, count, container: kind, environment, subnets, securityGroups },
      {
        ...{ ecs: this.ecs, signal },
        ...optional('pace', this.pace?.start),
        started: (tasks) => {
          for (const one of tasks) this.tasks.add(one);
        },
      },
    );
  }

  private async addressOf(task: string, signal: AbortSignal): Promise<string> {
    const endsAtMs = performance.now() + addressWithinMs;
    while (!signal.aborted && performance.now() < endsAtMs) {
      const [described = {}] = await this.ecs.describe([task]);
      const details = described.attachments?.flatMap(({ details = [] }) => details) ?? [];
      const address = details.find(({ name }) => name === 'privateIPv4Address')?.value;
      if (address !== undefined) return address;
      const ending = endingOf(described);
      if (ending !== undefined) throw new UserError('fargate-failed', `NATS did not start on Fargate: ${ending}`);
      await sleep(this.pace?.betweenLooksMs ?? betweenLooksMs, undefined, { signal }).catch(() => {});
    }
    if (signal.aborted) throw interrupted();
    throw new UserError('fargate-failed', `NATS has no address after ${addressWithinMs / 1000} s`, {
      hint: 'look at the events of the cluster; do the subnets have free addresses?',
    });
  }

  /** If that fails, too, its message says what is left, and the first one why. */
  private async removeAfter(cause: unknown): Promise<void> {
    try {
      await this[Symbol.asyncDispose]();
    } catch (error) {
      if (!(error instanceof UserError) || !(cause instanceof UserError)) throw error;
      const options = { ...(error.hint !== undefined && { hint: error.hint }), cause };
      throw new UserError(error.code, `${cause.message}\n${error.message}`, options);
    }
  }
}

/** AWS's words, such as `CannotPullContainerError: ...`. Undefined while it is not ending. */
function endingOf({
  stoppedReason,
  containers = [],
  stopCode,
}: {
  stoppedReason?: string | undefined;
  stopCode?: string | undefined;
  containers?: { reason?: string | undefined; exitCode?: number | undefined }[] | undefined;
}): string | undefined {
  if (stoppedReason === undefined && stopCode === undefined) return undefined;
  const exits = containers.flatMap(({ reason, exitCode }) =>
    [reason, exitCode === undefined ? undefined : `exit code ${exitCode}`].filter((one) => one !== undefined),
  );
  return redacted([stoppedReason ?? stopCode, ...exits].filter(Boolean).join(', '));
}
