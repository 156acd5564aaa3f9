import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import { type AwsAccess, lambdaClient, regionOf } from '../aws/access.ts';
import { awsProblem } from '../aws/aws-problem.ts';
import type { DeployedFunction, DeployedTarget } from '../model/deployed.ts';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';

export interface FunctionPlace {
  /** A name or an ARN. */
  readonly functionName: string;
  readonly qualifier?: string | undefined;
  /** Its function URL, where it is known. */
  readonly url?: string | undefined;
  /** Whether its URL, and who may call it, is wanted of the API. */
  readonly asksUrl: boolean;
}

/**
 * What the Lambda API tells of a function; nothing is invoked or changed. What may not be read is absent and noted.
 * @throws {UserError} a function that is not there, no credentials, no network
 */
export async function readDeployedFunction(place: FunctionPlace, access: AwsAccess): Promise<DeployedTarget> {
  const region = await regionOf(access, place);
  const client = await lambdaClient(access, { region });
  try {
    return await new FunctionReading(client, place, region).read();
  } finally {
    client.destroy();
  }
}

/** A run goes on without what these keep from us. */
const bearable = new Set(['aws-access-denied', 'aws-throttled', 'aws-failed']);

class FunctionReading {
  private readonly client: LambdaClient;
  private readonly place: FunctionPlace;
  private readonly region: string;
  private readonly notes: string[] = [];

  constructor(client: LambdaClient, place: FunctionPlace, region: string) {
    this.client = client;
    this.place = place;
    this.region = region;
  }

  async read(): Promise<DeployedTarget> {
    const { functionName: FunctionName, qualifier: Qualifier, asksUrl } = this.place;
    const sdk = await import('@aws-sdk/client-lambda');
    const named = { FunctionName };
    const qualified = { FunctionName, Qualifier };
    const configuration = await this.told('read the configuration of', () =>
      this.client.send(new sdk.GetFunctionConfigurationCommand(qualified)),
    );
    const concurrency = await this.told('read the reserved concurrency of', () =>
      this.client.send(new sdk.GetFunctionConcurrencyCommand(named)),
    );
    const provisioned = await this.provisioned();
    const account = await this.told('read the account limits for', () =>
      this.client.send(new sdk.GetAccountSettingsCommand({})),
    );
    const url = asksUrl ? await this.url() : undefined;
    const limits = account?.AccountLimit;
    return {
      function: {
        ...this.described(configuration),
        ...optional('reservedConcurrency', concurrency?.ReservedConcurrentExecutions),
        ...optional('provisionedConcurrency', provisioned),
      },
      ...(limits?.ConcurrentExecutions !== undefined &&
        limits.UnreservedConcurrentExecutions !== undefined && {
          account: {
            concurrentExecutions: limits.ConcurrentExecutions,
            unreservedConcurrentExecutions: limits.UnreservedConcurrentExecutions,
          },
        }),
      ...url,
      notes: this.notes,
    };
  }

  private described(configuration: FunctionConfiguration | undefined): DeployedFunction {
    const { functionName, qualifier } = this.place;
    const { MemorySize, Architectures, Timeout, Runtime, Version, CodeSha256, EphemeralStorage, LoggingConfig } =
      configuration ?? {};
    return {
      ...{ functionName, region: this.region },
      ...optional('qualifier', qualifier),
      ...optional('memoryMb', MemorySize),
      ...optional('architecture', Architectures?.[0]),
      ...optional('timeoutMs', Timeout === undefined ? undefined : Timeout * 1000),
      ...optional('runtime', Runtime),
      ...optional('version', Version),
      ...optional('codeSha256', CodeSha256),
      ...optional('ephemeralStorageMb', EphemeralStorage?.Size),
      ...optional('logGroup', LoggingConfig?.LogGroup),
    };
  }

  /** It belongs to a version or an alias; most have none. */
  private async provisioned(): Promise<number | undefined> {
    const { functionName, qualifier } = this.place;
    if (qualifier === undefined || qualifier === '$LATEST') return undefined;
    const { GetProvisionedConcurrencyConfigCommand } = await import('@aws-sdk/client-lambda');
    const input = { FunctionName: functionName, Qualifier: qualifier };
    const found = await this.told('read the provisioned concurrency of', () =>
      this.client
        .send(new GetProvisionedConcurrencyConfigCommand(input))
        .catch(none('ProvisionedConcurrencyConfigNotFoundException')),
    );
    return found?.AllocatedProvisionedConcurrentExecutions;
  }

  private async url(): Promise<Pick<DeployedTarget, 'url' | 'auth'>> {
    const { functionName, qualifier } = this.place;
    const { GetFunctionUrlConfigCommand } = await import('@aws-sdk/client-lambda');
    const input = { FunctionName: functionName, Qualifier: qualifier === '$LATEST' ? undefined : qualifier };
    const found = await this.told('read the URL of', () =>
      this.client.send(new GetFunctionUrlConfigCommand(input)).catch(none('ResourceNotFoundException')),
    );
    return { ...optional('url', found?.FunctionUrl), ...optional('auth', found?.AuthType) };
  }

  /** Undefined, and a note, for what may not be read. */
  private async told<T>(doing: string, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      const { functionName } = this.place;
      const problem =
        error instanceof UserError ? error : awsProblem(error, doing, { region: this.region, functionName });
      if (!bearable.has(problem.code)) throw problem;
      this.notes.push(problem.message);
      return undefined;
    }
  }
}

const none =
  (name: string) =>
  (error: unknown): undefined => {
    if (!(error instanceof Error) || error.name !== name) throw error;
    return undefined;
  };
