import { setTimeout as sleep } from 'node:timers/promises';
import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import { awsProblem } from '../../aws/aws-problem.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { printable } from '../../model/printable.ts';

export type Variables = Readonly<Record<string, string>>;

/** What is to be; what is absent stays. */
export interface Change {
  readonly variables: Variables;
  readonly memoryMb?: number;
  readonly snapStart?: boolean;
}

/** What is to be, or undefined if what is will do. */
type Edit = (current: Required<Change>) => Change | undefined;

interface Patience {
  readonly bound: AbortSignal;
  /** Ends only the waiting: a request that was sent is answered. */
  readonly waiting?: AbortSignal;
}

const pollEveryMs = 500;
/** As often somebody else's change may come between reading and changing. */
const tries = 5;

/**
 * The environment variables, memory size and SnapStart of a deployed function's $LATEST. Values of variables are read and written back, and
 * never shown.
 */
export class FunctionVariables {
  private readonly client: LambdaClient;
  private readonly place: { readonly region: string; readonly functionName: string };
  /** Whether a change was asked for, be it done or not. */
  asked = false;

  constructor(client: LambdaClient, place: FunctionVariables['place']) {
    this.client = client;
    this.place = place;
  }

  /**
   * Returns when the edit has nothing to do any more and no change is under way. What somebody else changed since it was read is
   * never overwritten: it is read and edited again.
   * @throws {UserError} what AWS refuses; a change that does not take effect in time; variables that may not be read
   */
  async edit(edit: Edit, patience: Patience): Promise<void> {
    for (let left = tries; left > 0; left -= 1) {
      const configuration = await this.settled(patience);
      if (left < tries) this.refuseFailed(configuration);
      const next = edit(this.current(configuration));
      if (next === undefined) return;
      patience.waiting?.throwIfAborted();
      await this.update(next, configuration.RevisionId, patience);
    }
    throw new UserError(
      'update-overtaken',
      `${this.place.functionName} is being changed by somebody else all the time`,
    );
  }

  private async settled({ bound, waiting }: Patience): Promise<FunctionConfiguration> {
    const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
    const command = new GetFunctionConfigurationCommand({ FunctionName: this.place.functionName });
    for (;;) {
      const configuration = await this.client
        .send(command, { abortSignal: bound })
        .catch((error: unknown) => this.fail(error, 'GetFunctionConfiguration', 'read the configuration of', bound));
      const { LastUpdateStatus, State } = configuration;
      if (LastUpdateStatus !== 'InProgress' && State !== 'Pending') return configuration;
      const signal = waiting === undefined ? bound : AbortSignal.any([bound, waiting]);
      await sleep(pollEveryMs, undefined, { signal }).catch((error: unknown) => {
        throw bound.aborted ? this.stuck() : error;
      });
    }
  }

  private async update(change: Change, revision: string | undefined, { bound }: Patience): Promise<void> {
    const { UpdateFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
    const command = new UpdateFunctionConfigurationCommand({
      FunctionName: this.place.functionName,
      Environment: { Variables: { ...change.variables } },
      ...optional('MemorySize', change.memoryMb),
      ...(change.snapStart !== undefined && {
        SnapStart: { ApplyOn: change.snapStart ? 'PublishedVersions' : 'None' },
      }),
      RevisionId: revision,
    });
    this.asked = true;
    await this.client.send(command, { abortSignal: bound }).catch((error: unknown) => {
      if (error instanceof Error && overtaken.has(error.name)) return;
      return this.fail(error, 'UpdateFunctionConfiguration', 'change the configuration of', bound);
    });
  }

  private current(configuration: FunctionConfiguration): Required<Change> {
    return {
      variables: this.readable(configuration),
      memoryMb: configuration.MemorySize ?? 128,
      snapStart: configuration.SnapStart?.ApplyOn === 'PublishedVersions',
    };
  }

  /** Where they are encrypted with a key that these credentials may not use, AWS returns none: to write them back would remove them. */
  private readable({ Environment }: FunctionConfiguration): Variables {
    const code = Environment?.Error?.ErrorCode;
    if (code === undefined) return Environment?.Variables ?? {};
    throw new UserError(
      'variables-unreadable',
      `the variables of ${this.place.functionName} may not be read (${printable(code)}), so they cannot be kept, and nothing was changed`,
      { hint: 'allow kms:Decrypt for the key of the function, or leave `freshEnvironments` away' },
    );
  }

  private refuseFailed({ LastUpdateStatus, LastUpdateStatusReasonCode }: FunctionConfiguration): void {
    if (LastUpdateStatus !== 'Failed') return;
    throw new UserError(
      'update-failed',
      `the change of the configuration of ${this.place.functionName} did not take effect: ${printable(LastUpdateStatusReasonCode ?? 'no reason given')}`,
    );
  }

  /** A text of AWS that is not known may repeat the variables: it is not shown. */
  private fail(error: unknown, operation: string, doing: string, bound: AbortSignal): never {
    if (bound.aborted) throw this.stuck();
    const { region, functionName } = this.place;
    const problem = awsProblem(error, doing, { region, functionName, action: `lambda:${operation}` });
    if (problem.code !== 'aws-failed' || !(error instanceof Error)) throw problem;
    if (/4 ?KB limit/i.test(error.message))
      throw new UserError('no-room', `the variables of ${functionName} have no room for one more: AWS allows 4 KB`);
    throw new UserError(
      'aws-failed',
      `AWS refused to ${doing} ${functionName} in ${region}: ${printable(error.name)}`,
      { ...optional('hint', problem.hint) },
    );
  }

  private stuck(): UserError {
    return new UserError('update-stuck', `the configuration of ${this.place.functionName} did not settle in time`, {
      hint: 'see `aws lambda get-function-configuration`, LastUpdateStatus',
    });
  }
}

/** Another revision than the one that was read; another change under way. */
const overtaken = new Set(['PreconditionFailedException', 'ResourceConflictException']);
