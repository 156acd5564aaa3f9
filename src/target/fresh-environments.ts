import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import { type AwsAccess, lambdaClient } from '../aws/access.ts';
import { awsProblem } from '../aws/aws-problem.ts';
import { UserError } from '../model/errors.ts';

export interface FreshOptions {
  readonly access: AwsAccess;
  readonly region: string;
  readonly functionName: string;
  readonly qualifier?: string;
  /** Folder of the run: what was changed is written there before it is changed. */
  readonly directory: string;
  /** Aborting ends the waiting for the change. What was changed is still undone. */
  readonly signal: AbortSignal;
}

export interface FreshEnvironments {
  /**
   * Puts the variables back, also after an interruption.
   * @throws {UserError} `not-restored`, which says what is left and how to remove it
   */
  restore(): Promise<void>;
}

/** A variable that means nothing to anybody. */
const variable = 'ROLLCALL_FRESH_ENVIRONMENTS';
const updateMs = 60_000;
const pollEveryMs = 500;

/**
 * Makes all environments of a function new: Lambda gives no environment of an older configuration a request. A variable is added to those of
 * the function, which stay as they are, and it is waited until the change took effect.
 * @throws {UserError} a version or an alias, which cannot be changed; what the Lambda API refuses
 */
export async function freshEnvironments(options: FreshOptions): Promise<FreshEnvironments> {
  const { access, region, functionName, qualifier, directory } = options;
  if (qualifier !== undefined && qualifier !== '$LATEST') {
    throw new UserError(
      'not-changeable',
      `freshEnvironments: ${functionName}:${qualifier} is a version or an alias, which cannot be changed`,
      {
        hint: 'leave `qualifier` away to load $LATEST, or `freshEnvironments`',
      },
    );
  }
  const client = await lambdaClient(access, { region });
  const changing = new Changing(client, options);
  try {
    const before = await changing.settled(options.signal);
    const variables = before.Environment?.Variables ?? {};
    await writeFile(join(directory, `${functionName.replace(/[^\w-]/g, '-')}.changed.txt`), journalOf(functionName));
    await changing.change({ ...variables, [variable]: new Date().toISOString() }, before.RevisionId);
    return {
      restore: async () => {
        try {
          await changing.restore(variables);
        } finally {
          client.destroy();
        }
      },
    };
  } catch (error) {
    client.destroy();
    throw error;
  }
}

const journalOf = (functionName: string): string =>
  `The variable ${variable} was added to the function ${functionName} for this run, and is removed after it.\n`;

/** Changes of the configuration of one function. */
class Changing {
  private readonly client: LambdaClient;
  private readonly options: FreshOptions;

  constructor(client: LambdaClient, options: FreshOptions) {
    this.client = client;
    this.options = options;
  }

  /** The configuration, when no change of it is under way. */
  async settled(signal: AbortSignal | undefined): Promise<FunctionConfiguration> {
    const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
    const { functionName: FunctionName } = this.options;
    const untilMs = performance.now() + updateMs;
    for (;;) {
      const configuration = await this.asked('read the configuration of', () =>
        this.client.send(new GetFunctionConfigurationCommand({ FunctionName })),
      );
      if (configuration.LastUpdateStatus !== 'InProgress') return configuration;
      if (performance.now() > untilMs)
        throw new UserError(
          'update-stuck',
          `a change of the configuration of ${FunctionName} has not taken effect for ${updateMs / 1000} s`,
        );
      await sleep(pollEveryMs, undefined, signal === undefined ? {} : { signal });
    }
  }

  /** @param revision that the function must still have: what somebody else changed meanwhile is not overwritten. */
  async change(variables: Readonly<Record<string, string>>, revision: string | undefined): Promise<void> {
    await this.update(variables, revision);
    const { LastUpdateStatus, LastUpdateStatusReason } = await this.settled(this.options.signal);
    if (LastUpdateStatus === 'Failed') {
      const { functionName } = this.options;
      throw new UserError(
        'update-failed',
        `the configuration of ${functionName} could not be changed: ${LastUpdateStatusReason ?? 'no reason told'}`,
      );
    }
  }

  async restore(variables: Readonly<Record<string, string>>): Promise<void> {
    try {
      const { Environment, RevisionId } = await this.settled(undefined);
      const { [variable]: _ours, ...others } = Environment?.Variables ?? {};
      // What others changed during the run stays.
      await this.update(_ours === undefined ? variables : others, RevisionId);
      await this.settled(undefined);
    } catch (cause) {
      const { functionName } = this.options;
      throw new UserError(
        'not-restored',
        `the variable ${variable} is still among those of the function ${functionName}: ${cause instanceof Error ? cause.message : cause}`,
        {
          hint: `remove it: aws lambda get-function-configuration --function-name ${functionName} --query Environment, then aws lambda update-function-configuration --function-name ${functionName} --environment with the others`,
          cause,
        },
      );
    }
  }

  private async update(variables: Readonly<Record<string, string>>, revision: string | undefined): Promise<void> {
    const { UpdateFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
    const command = new UpdateFunctionConfigurationCommand({
      FunctionName: this.options.functionName,
      Environment: { Variables: { ...variables } },
      RevisionId: revision,
    });
    await this.asked('change the configuration of', () => this.client.send(command));
  }

  private async asked<T>(doing: string, ask: () => Promise<T>): Promise<T> {
    const { region, functionName } = this.options;
    return ask().catch((error: unknown) => {
      throw awsProblem(error, doing, { region, functionName });
    });
  }
}
