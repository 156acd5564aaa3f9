import { createHash, createHmac } from 'node:crypto';
import {
  GetFunctionConfigurationCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
  TooManyRequestsException,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { LambdaHere } from '../lambda/embedded/here.ts';
import type { FunctionOverrides } from './service-config.ts';

const credentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'made-up-for-this-test' };

/** The whole platform with its Invoke API, and an unmodified client of it. */
async function startService(overrides: FunctionOverrides = {}) {
  const lambda = await LambdaHere.start('identity.mjs', {
    ...overrides,
    service: { invokeApi: { port: 0 }, credentials, ...overrides.service },
  });
  const endpoint = lambda.invokeEndpoint;
  const client = new LambdaClient({ region: 'us-east-1', endpoint, credentials, maxAttempts: 1 });
  return { lambda, client, [Symbol.asyncDispose]: () => lambda[Symbol.asyncDispose]() };
}

const FunctionName = 'fixture';
const event = (rawPath: string) => JSON.stringify({ rawPath });
const answerOf = (payload: Uint8Array | undefined) => JSON.parse(Buffer.from(payload ?? '').toString());

describe('an unmodified client of the real platform', () => {
  it('invokes real processes: answer, executed version, the end of the log', async () => {
    await using service = await startService();
    const Payload = event('/');
    const answer = await service.client.send(new InvokeCommand({ FunctionName, Payload, LogType: 'Tail' }));
    expect([answer.StatusCode, answer.ExecutedVersion, answer.FunctionError]).toEqual([200, '$LATEST', undefined]);
    expect(answerOf(answer.Payload).call).toBe(1);
    const tail = Buffer.from(answer.LogResult ?? '', 'base64').toString();
    expect(tail).toMatch(/START RequestId: [\s\S]*REPORT RequestId: .*Init Duration: /);
    const again = await service.client.send(new InvokeCommand({ FunctionName, Payload }));
    expect(answerOf(again.Payload)).toMatchObject({ instanceId: answerOf(answer.Payload).instanceId, call: 2 });
  });

  it('a changed environment variable makes all environments cold, and the function sees it', async () => {
    await using service = await startService();
    const call = async () =>
      answerOf((await service.client.send(new InvokeCommand({ FunctionName, Payload: event('/') }))).Payload);
    const before = await call();
    const Environment = { Variables: { VERSION: 'two' } };
    await service.client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
    const after = await call();
    expect(after.instanceId).not.toBe(before.instanceId);
    expect([before.call, after.call]).toEqual([1, 1]);
    const told = await service.client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect([told.LastUpdateStatus, told.Environment]).toEqual(['Successful', Environment]);
  });

  it('reserved concurrency of 5 and a burst of 20 calls of 1 s: 5 run, 15 are throttled with the reason', async () => {
    await using service = await startService();
    await service.client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 5 }));
    const calls = Array.from({ length: 20 }, () =>
      service.client.send(
        new InvokeCommand({
          FunctionName,
          Payload: event('/wait/1000'),
        }),
      ),
    );
    const settled = await Promise.allSettled(calls);
    const throttles = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(settled.length - throttles.length).toBe(5);
    expect(throttles.every((error) => error instanceof TooManyRequestsException)).toBe(true);
    expect(new Set(throttles.map(({ Reason }) => Reason))).toEqual(
      new Set(['ReservedFunctionConcurrentInvocationLimitExceeded']),
    );
  });

  it('3 provisioned environments are warm at once: a burst of 3 meets no cold start, the 4th does', async () => {
    await using service = await startService();
    await service.client.send(new PublishVersionCommand({ FunctionName }));
    const version = { FunctionName, Qualifier: '1' };
    await service.client.send(
      new PutProvisionedConcurrencyConfigCommand({ ...version, ProvisionedConcurrentExecutions: 3 }),
    );
    const status = async () => (await service.client.send(new GetProvisionedConcurrencyConfigCommand(version))).Status;
    await expect.poll(status, { timeout: 10_000 }).toBe('READY');
    const Payload = event('/wait/500');
    const tails = await Promise.all(
      Array.from({ length: 4 }, () => service.client.send(new InvokeCommand({ ...version, Payload, LogType: 'Tail' }))),
    );
    const cold = tails.filter(({ LogResult }) =>
      Buffer.from(LogResult ?? '', 'base64')
        .toString()
        .includes('Init Duration'),
    );
    expect(cold).toHaveLength(1);
  });

  it('a wrong secret is refused, and nothing ran', async () => {
    await using service = await startService();
    const { lambda } = service;
    const stranger = new LambdaClient({
      ...{ region: 'us-east-1', endpoint: lambda.invokeEndpoint, maxAttempts: 1 },
      credentials: { ...credentials, secretAccessKey: 'guessed' },
    });
    await expect(stranger.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await lambda.stop();
    expect(lambda.environmentEvents).toEqual([]);
  });
});

describe('the token bucket of new environments', () => {
  it('of 4 at once, and 4 more per minute: a burst of 10 starts 4, and 6 are throttled', async () => {
    await using lambda = await LambdaHere.start('identity.mjs', {
      service: {
        account: {
          ...{ concurrentExecutions: 1000, unreservedMinimum: 100, requestsPerSecondPerConcurrency: 10 },
          scaling: { burst: 4, perMs: 60_000 },
        },
      },
    });
    const answers = await lambda.burst(10, '/wait/500');
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    const throttled = answers.filter(({ status }) => status === 429);
    expect(throttled.map(({ body }) => body.Reason)).toEqual(Array(6).fill('ConcurrentInvocationLimitExceeded'));
    // The next token comes after 15 s, less what has passed.
    expect(Number(throttled[0]?.headers.get('retry-after'))).toBeGreaterThan(10);
  });
});

describe('a function URL under AWS_IAM', () => {
  const signed = (url: string, secret: string): Record<string, string> => {
    const { host } = new URL(url);
    const amzDate = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
    const scope = `${amzDate.slice(0, 8)}/us-east-1/lambda/aws4_request`;
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const canonical = `GET\n/\n\nhost:${host}\nx-amz-date:${amzDate}\n\nhost;x-amz-date\n${hash('')}`;
    const keyed = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const key = [amzDate.slice(0, 8), 'us-east-1', 'lambda', 'aws4_request'].reduce<string | Buffer>(
      keyed,
      `AWS4${secret}`,
    );
    const signature = keyed(key, `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${hash(canonical)}`).toString('hex');
    return {
      'x-amz-date': amzDate,
      authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    };
  };

  it('answers what is signed, and 403 to what is unsigned, altered or signed with another secret', async () => {
    await using lambda = await LambdaHere.start('identity.mjs', {
      url: { auth: 'AWS_IAM' },
      service: { credentials },
    });
    const { url } = lambda;
    const status = async (path: string, headers: Record<string, string> = {}) =>
      (await lambda.call(path, { headers })).status;
    expect(await status('/', signed(url, credentials.secretAccessKey))).toBe(200);
    expect(await status('/')).toBe(403);
    expect(await status('/other', signed(url, credentials.secretAccessKey))).toBe(403);
    expect(await status('/', signed(url, 'guessed'))).toBe(403);
  });
});
