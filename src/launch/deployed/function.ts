import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import { type AwsAccess, lambdaClient, regionOf } from '../../aws/access.ts';
import { awsProblem } from '../../aws/aws-problem.ts';
import { type NamedFunction, namedFunction } from '../../aws/function-name.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { AwsFunction, DeployedAccount, DeployedTarget } from '../../model/platform/deployed.ts';

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
 * What the Lambda API says about a function; nothing is invoked or changed. What may not be read is absent and noted.
 * @throws {UserError} a function that is not there, a region that is not its, no credentials, no network, a clock that is off
 */
export async function readAwsFunction(place: FunctionPlace, access: AwsAccess): Promise<DeployedTarget> {
  const region = await regionOf(access, place);
  const client = await lambdaClient(access, { region });
  try {
    const target = await new FunctionReading(client, access, place, region).read(place.asksUrl);
    refuseSkew(client.config.systemClockOffset);
    return target;
  } finally {
    client.destroy();
  }
}

/** AWS refuses what is signed by a clock that is further off. */
const clockSkewMs = 300_000;

/** These requests were tried again by AWS's clock, which the SDK learned from the answers. Those of the load are tried once. */
function refuseSkew(offsetMs: number): void {
  if (Math.abs(offsetMs) < clockSkewMs) return;
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  throw new UserError(
    'aws-clock-skewed',
    `the clock of this machine is ${minutes} minutes ${offsetMs > 0 ? 'behind' : 'ahead of'} that of AWS, which would refuse what it signs`,
    { hint: 'set the clock (timedatectl set-ntp true), and run again' },
  );
}

/** A run goes on without what these keep from us. */
const bearable = new Set(['aws-access-denied', 'aws-throttled', 'aws-failed']);

class FunctionReading {
  private readonly client: LambdaClient;
  private readonly profile: string | undefined;
  private readonly named: NamedFunction;
  private readonly region: string;
  private readonly notes: string[] = [];

  constructor(
    client: LambdaClient,
    { profile }: AwsAccess,
    { functionName, qualifier }: FunctionPlace,
    region: string,
  ) {
    this.client = client;
    this.profile = profile;
    this.named = namedFunction(functionName, qualifier);
    this.region = region;
  }

  async read(asksUrl: boolean): Promise<DeployedTarget> {
    const { GetFunctionConfigurationCommand, GetFunctionConcurrencyCommand } = await import('@aws-sdk/client-lambda');
    const { unqualified: FunctionName, qualifier: Qualifier } = this.named;
    const configuration = await this.ask('GetFunctionConfiguration', 'read the configuration of', () =>
      this.client.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier })),
    );
    const concurrency = await this.ask('GetFunctionConcurrency', 'read the reserved concurrency of', () =>
      this.client.send(new GetFunctionConcurrencyCommand({ FunctionName })),
    );
    const provisioned = await this.provisioned();
    const account = await this.account();
    const url = asksUrl ? await this.url() : undefined;
    return {
      function: {
        ...this.described(configuration),
        ...optional('reservedConcurrency', concurrency?.ReservedConcurrentExecutions),
        ...optional('provisionedConcurrency', provisioned),
      },
      ...optional('account', account),
      ...url,
      notes: this.notes,
    };
  }

  private described(configuration: FunctionConfiguration | undefined): AwsFunction {
    const { unqualified, qualifier } = this.named;
    const { MemorySize, Architectures, Timeout, Runtime, Version, CodeSha256, EphemeralStorage, LoggingConfig } =
      configuration ?? {};
    return {
      ...{ functionName: unqualified, region: this.region },
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
    const { unqualified, qualifier } = this.named;
    if (qualifier === undefined || qualifier === '$LATEST') return undefined;
    const { GetProvisionedConcurrencyConfigCommand } = await import('@aws-sdk/client-lambda');
    const input = { FunctionName: unqualified, Qualifier: qualifier };
    const found = await this.ask('GetProvisionedConcurrencyConfig', 'read the provisioned concurrency of', () =>
      this.client
        .send(new GetProvisionedConcurrencyConfigCommand(input))
        .catch(none('ProvisionedConcurrencyConfigNotFoundException')),
    );
    return found?.AllocatedProvisionedConcurrentExecutions;
  }

  private async account(): Promise<DeployedAccount | undefined> {
    const { GetAccountSettingsCommand } = await import('@aws-sdk/client-lambda');
    const settings = await this.ask('GetAccountSettings', 'read the account limits for', () =>
      this.client.send(new GetAccountSettingsCommand({})),
    );
    const { ConcurrentExecutions, UnreservedConcurrentExecutions } = settings?.AccountLimit ?? {};
    if (ConcurrentExecutions === undefined || UnreservedConcurrentExecutions === undefined) return undefined;
    return {
      concurrentExecutions: ConcurrentExecutions,
      unreservedConcurrentExecutions: UnreservedConcurrentExecutions,
    };
  }

  private async url(): Promise<Pick<DeployedTarget, 'url' | 'auth'>> {
    const { unqualified, qualifier } = this.named;
    const { GetFunctionUrlConfigCommand } = await import('@aws-sdk/client-lambda');
    const input = { FunctionName: unqualified, Qualifier: qualifier === '$LATEST' ? undefined : qualifier };
    const found = await this.ask('GetFunctionUrlConfig', 'read the URL of', () =>
      this.client.send(new GetFunctionUrlConfigCommand(input)).catch(none('ResourceNotFoundException')),
    );
    return { ...optional('url', found?.FunctionUrl), ...optional('auth', found?.AuthType) };
  }

  /** Undefined, and a note, for what may not be read. */
  private async ask<T>(operation: string, doing: string, send: () => Promise<T>): Promise<T | undefined> {
    try {
      return await send();
    } catch (error) {
      const { region, profile, named } = this;
      const context = { region, functionName: named.unqualified, action: `lambda:${operation}` };
      const problem = awsProblem(error, doing, { ...context, profile });
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
