import { randomUUID } from 'node:crypto';
import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import { ConcurrencyRules } from '../../../src/concurrency/admission.ts';
import type { AccountLimits } from '../../../src/model/platform/lambda.ts';
import { booksOf } from '../../../targets/lambda/functions/concurrency-books.ts';
import type { FunctionContext } from '../../../targets/lambda/functions/function-context.ts';
import { functionArn, placeOf } from '../../../targets/lambda/functions/function-place.ts';
import type { FunctionDefinition } from '../../../targets/lambda/functions/function-record.ts';
import { FunctionTable } from '../../../targets/lambda/functions/function-table.ts';
import type { InvokeResult } from '../../../targets/lambda/invoke.ts';
import type { DiscardedEvent } from '../../../targets/lambda/invoke-api/async-invocations.ts';
import type { FunctionCall, LambdaPlatform } from '../../../targets/lambda/invoke-api/platform.ts';
import { InvokeApi, type InvokeApiOptions } from '../../../targets/lambda/invoke-api/server.ts';

export const arn = 'arn:aws:lambda:us-east-1:012345678912:function:hello';

export const definition = (functionName: string): FunctionDefinition => ({
  functionName,
  settings: {
    description: '',
    handler: 'index.handler',
    runtime: 'nodejs20.x',
    role: 'arn:aws:iam::012345678912:role/local',
    memoryMb: 128,
    timeoutS: 3,
    snapStart: 'None',
    ephemeralStorageMb: 512,
    variables: { STAGE: 'test' },
    logging: { format: 'Text', group: `/aws/lambda/${functionName}` },
  },
  code: { sha256: Buffer.alloc(32).toString('base64'), bytes: 1234, location: 'file:///code' },
  architecture: 'x86_64',
});

const limits: AccountLimits = {
  concurrentExecutions: 1000,
  unreservedMinimum: 100,
  scaling: { burst: 1000, perMs: 10_000 },
  requestsPerSecondPerConcurrency: 10,
};

/** A platform in memory: what a function does is said by the test. */
class ScriptedPlatform implements LambdaPlatform {
  readonly functions: FunctionTable;
  readonly rules = new ConcurrencyRules(limits, 0);
  readonly calls: FunctionCall[] = [];
  readonly told: string[] = [];
  /** Absent: it answers with its event. */
  run: (call: FunctionCall) => InvokeResult | Promise<InvokeResult> = ({ request }) => ({
    kind: 'answered',
    payload: Buffer.from(request.payload),
  });
  /** What a changed configuration waits for. */
  takeOver: () => Promise<void> = async () => undefined;

  constructor(context: Partial<FunctionContext> = {}) {
    this.functions = new FunctionTable({
      functionArn: (functionName) => functionArn(placeOf({}), functionName),
      nowEpochMs: Date.now,
      newId: randomUUID,
      concurrency: booksOf(this.rules, () => performance.now()),
      urlOf: (_name, apiId) => `http://${apiId}.localhost/`,
      onConfigurationChanged: (name) => {
        this.told.push(`configuration ${name}`);
        return this.takeOver();
      },
      onConcurrencyChanged: (name) => void this.told.push(`concurrency ${name}`),
      onUrlChanged: (name) => void this.told.push(`url ${name}`),
      ...context,
    });
  }

  invoke(call: FunctionCall): Promise<InvokeResult> {
    this.calls.push(call);
    return Promise.resolve(this.run(call));
  }
}

export interface Running extends AsyncDisposable {
  readonly platform: ScriptedPlatform;
  readonly url: string;
  readonly client: LambdaClient;
  readonly discarded: DiscardedEvent[];
  readonly errors: unknown[];
}

/** A server with the function `hello`, and the SDK's client for it as it is. */
export async function running(
  options: Partial<InvokeApiOptions> = {},
  clientOptions: LambdaClientConfig = {},
): Promise<Running> {
  const platform = new ScriptedPlatform();
  platform.functions.add(definition('hello'));
  const discarded: DiscardedEvent[] = [];
  const errors: unknown[] = [];
  const api = await InvokeApi.listen({
    host: '127.0.0.1',
    port: 0,
    platform,
    onDiscarded: (event) => discarded.push(event),
    onError: (error) => errors.push(error),
    ...options,
  });
  const client = new LambdaClient({
    endpoint: api.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
    maxAttempts: 1,
    ...clientOptions,
  });
  const stop = async () => {
    client.destroy();
    api.close();
  };
  return { platform, url: api.url, client, discarded, errors, [Symbol.asyncDispose]: stop };
}
