import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { awsProblem } from '../../aws/aws-problem.ts';
import { UserError } from '../../model/errors.ts';
import type { FunctionSettings } from '../../scenario/study/factors.ts';
import { type Change, FunctionVariables } from '../deployed/function-variables.ts';

const changeWithinMs = 120_000;
/** A version with SnapStart initializes its function first. */
const publishWithinMs = 600_000;
const lookAgainMs = 500;
/** A variable that means nothing to anybody. */
const variable = 'ROLLCALL_STUDY';

interface FunctionLocation {
  readonly region: string;
  readonly functionName: string;
  /** Folder of the study: what is changed is written there before it is changed. */
  readonly directory: string;
}

/** A deployed function whose configuration a study changes, and that is as before when it is restored. */
export class ChangedFunction {
  private readonly client: LambdaClient;
  private readonly place: FunctionLocation;
  private readonly variables: FunctionVariables;
  private before: Required<Change> | undefined;
  private readonly published: string[] = [];
  private changes = 0;

  constructor(client: LambdaClient, place: FunctionLocation) {
    this.client = client;
    this.place = place;
    this.variables = new FunctionVariables(client, place);
  }

  /** Why AWS restores none of its environments from a snapshot; undefined if it can. */
  async whyNoSnapshot(): Promise<string | undefined> {
    const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
    const command = new GetFunctionConfigurationCommand({ FunctionName: this.place.functionName });
    const { Runtime, PackageType } = await this.asked('GetFunctionConfiguration', 'read the configuration of', () =>
      this.client.send(command, { abortSignal: AbortSignal.timeout(changeWithinMs) }),
    );
    return whyNoSnapStart(PackageType === 'Image' ? 'container images' : Runtime);
  }

  /** Another configuration than any before, so that the next call starts an environment. Returns when it took effect. */
  async change({ memoryMb, variables = {}, snapStart }: FunctionSettings, signal: AbortSignal): Promise<void> {
    this.changes += 1;
    const mark = `${Date.now()}-${this.changes}`;
    const edit = (current: Required<Change>): Change | undefined => {
      this.before ??= current;
      if (current.variables[variable] === mark) return undefined;
      return {
        variables: { ...this.before.variables, ...variables, [variable]: mark },
        memoryMb: memoryMb ?? this.before.memoryMb,
        ...(snapStart !== undefined && { snapStart }),
      };
    };
    if (this.changes === 1)
      await this.note(`memory size, SnapStart and variables (${variable}) are about to be changed.`);
    await this.variables.edit(edit, { bound: AbortSignal.timeout(changeWithinMs), waiting: signal });
  }

  /** A version of the configuration as it is now, which can be called. */
  async publish(signal: AbortSignal): Promise<string> {
    const { PublishVersionCommand, GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
    const { functionName: FunctionName } = this.place;
    const bound = AbortSignal.timeout(publishWithinMs);
    const published = await this.asked('PublishVersion', 'publish a version of', () =>
      this.client.send(new PublishVersionCommand({ FunctionName }), { abortSignal: bound }),
    );
    const version = published.Version ?? '$LATEST';
    this.published.push(version);
    for (let { State } = published; State === 'Pending'; ) {
      await sleep(lookAgainMs, undefined, { signal: AbortSignal.any([bound, signal]) });
      const command = new GetFunctionConfigurationCommand({ FunctionName, Qualifier: version });
      ({ State } = await this.asked('GetFunctionConfiguration', 'read a version of', () => this.client.send(command)));
    }
    return version;
  }

  /**
   * As it was before the first change, without the versions that were published.
   * @throws {UserError} `not-restored`, which says what is left
   */
  async restore(): Promise<void> {
    const { before } = this;
    if (before === undefined) return;
    const isBefore = (current: Required<Change>) =>
      current.variables[variable] === undefined && current.memoryMb === before.memoryMb;
    try {
      const edit = (current: Required<Change>) => (isBefore(current) ? undefined : restoring(before, current));
      await this.variables.edit(edit, { bound: AbortSignal.timeout(changeWithinMs) });
      await this.deleteVersions();
    } catch (cause) {
      const { functionName } = this.place;
      const message = `${functionName} is not as it was before the study: ${(cause as Error).message}`;
      const hint = `set its memory size to ${before.memoryMb} MB, SnapStart ${before.snapStart ? 'on' : 'off'}, remove the variable ${variable} and the versions ${this.published.join(', ') || 'none'}`;
      throw new UserError('not-restored', message, { hint, cause });
    }
    await this.note('restored.');
  }

  private async deleteVersions(): Promise<void> {
    const { DeleteFunctionCommand } = await import('@aws-sdk/client-lambda');
    const { functionName: FunctionName } = this.place;
    while (this.published.length > 0) {
      const [Qualifier] = this.published;
      const command = new DeleteFunctionCommand({ FunctionName, Qualifier });
      await this.asked('DeleteFunction', 'delete a version of', () => this.client.send(command));
      this.published.shift();
    }
  }

  private async asked<T>(operation: string, doing: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const { region, functionName } = this.place;
      throw awsProblem(error, doing, { region, functionName, action: `lambda:${operation}` });
    }
  }

  /** Names only: values of variables are nobody's business. */
  private async note(text: string): Promise<void> {
    const { directory, functionName, region } = this.place;
    const file = join(directory, `${functionName.replaceAll(/[^\w-]/g, '-')}.changed.txt`);
    await appendFile(file, `${new Date().toISOString()} ${functionName} in ${region}: ${text}\n`);
  }
}

/** Source: "Improving startup performance with Lambda SnapStart", supported features and limitations. A platform that states no runtime answers for itself. */
function whyNoSnapStart(runtime: string | undefined): string | undefined {
  if (runtime === undefined || /^(java|python|dotnet)/.test(runtime)) return undefined;
  const name = runtime.startsWith('nodejs') ? 'Node.js' : runtime;
  return `AWS offers SnapStart for Java, Python and .NET, not for ${name}`;
}

/** SnapStart is changed back only if it was changed: not every platform offers it. */
const restoring = (before: Required<Change>, current: Required<Change>): Change => ({
  variables: before.variables,
  memoryMb: before.memoryMb,
  ...(before.snapStart !== current.snapStart && { snapStart: before.snapStart }),
});
