import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { lambdaBilling } from '../../../src/billing/lambda-cost.ts';
import { invocationOf } from '../../../src/model/platform/telemetry.ts';
import { sheetOf } from '../../fixtures/sheet-of.ts';
import type { FunctionOverrides } from '../local/service-config.ts';
import { LambdaHere } from './embedded/here.ts';

const FunctionName = 'fixture';
const variables = [
  'FUNCTION_VERSION',
  'FUNCTION_MEMORY_SIZE',
  'LOG_STREAM_NAME',
  'LOG_GROUP_NAME',
  'LOG_FORMAT',
  'LOG_LEVEL',
];

async function start(overrides: FunctionOverrides = {}) {
  const credentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'made-up-for-this-test' };
  const service = { invokeApi: { port: 0 }, credentials };
  const lambda = await LambdaHere.start('variables.mjs', { memoryMb: 128, ...overrides, service });
  const client = new LambdaClient({
    region: 'us-east-1',
    endpoint: lambda.invokeEndpoint,
    credentials,
    maxAttempts: 1,
  });
  const call = async (Qualifier?: string) => {
    const answer = await client.send(
      new InvokeCommand({
        FunctionName,
        LogType: 'Tail',
        Payload: JSON.stringify({ variables }),
        ...(Qualifier && { Qualifier }),
      }),
    );
    return {
      executedVersion: answer.ExecutedVersion,
      variables: JSON.parse(Buffer.from(answer.Payload ?? '').toString()),
      log: Buffer.from(answer.LogResult ?? '', 'base64')
        .toString()
        .split('\n')
        .slice(0, -1),
    };
  };
  return {
    ...{ lambda, client, call },
    update: (change: Omit<UpdateFunctionConfigurationCommandInput, 'FunctionName'>) =>
      client.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...change })),
    publish: async () => (await client.send(new PublishVersionCommand({ FunctionName }))).Version,
    logging: async () => (await client.send(new GetFunctionConfigurationCommand({ FunctionName }))).LoggingConfig,
    [Symbol.asyncDispose]: () => lambda[Symbol.asyncDispose](),
  };
}

const memoryOf = (lines: readonly string[]) =>
  lines.flatMap((line) => /Memory Size: (\d+) MB/.exec(line)?.slice(1) ?? []);

describe('a changed memory size', () => {
  it('10 calls at 128 MB, and 10 after a change to 512 MB: lines, telemetry and bill say so', async () => {
    await using fn = await start();
    for (let i = 0; i < 10; i += 1) await fn.call();
    await fn.update({ MemorySize: 512, EphemeralStorage: { Size: 1024 } });
    for (let i = 0; i < 10; i += 1) await fn.call();
    await fn.lambda.stop();
    expect(memoryOf(fn.lambda.log)).toEqual([...Array(10).fill('128'), ...Array(10).fill('512')]);
    const { reports } = fn.lambda;
    expect(reports.map(({ rollcall }) => rollcall.ephemeralStorageMb)).toEqual([
      ...Array(10).fill(512),
      ...Array(10).fill(1024),
    ]);
    const calls = reports.map((record) => invocationOf({ type: 'platform.report', time: '', record }));
    const ms = (from: number) => calls.slice(from, from + 10).reduce((sum, { billedMs }) => sum + billedMs, 0);
    const bill = lambdaBilling(calls, { sheet: sheetOf(), source: 'report-lines' });
    // 128 MB is an eighth of a GB, 512 MB a half; of /tmp the second ten pay for half a GB.
    expect(bill?.gbSeconds).toBeCloseTo(ms(0) / 8000 + ms(10) / 2000, 9);
    expect(bill?.storageUsd).toBeCloseTo((ms(10) / 2000) * 0.0000000309, 15);
  });

  it('versions keep what they were published with: 1 has 128 MB, 2 has 256, $LATEST 512', async () => {
    await using fn = await start();
    expect(await fn.publish()).toBe('1');
    await fn.update({ MemorySize: 256 });
    expect(await fn.publish()).toBe('2');
    await fn.update({ MemorySize: 512 });
    for (const [qualifier, version, memory] of [
      ['1', '1', '128'],
      ['2', '2', '256'],
      [undefined, '$LATEST', '512'],
    ] as const) {
      const { executedVersion, variables: told, log } = await fn.call(qualifier);
      expect(executedVersion).toBe(version);
      expect(log.filter((line) => line.endsWith(` Version: ${version}`))).toHaveLength(1);
      expect(memoryOf(log)).toEqual([memory]);
      expect(told).toMatchObject({ FUNCTION_VERSION: version, FUNCTION_MEMORY_SIZE: memory });
      expect(told.LOG_STREAM_NAME).toMatch(/^\d{4}\/\d\d\/\d\d\/\[/);
      expect(told.LOG_STREAM_NAME.split(/[[\]]/)[1]).toBe(version);
    }
    await fn.lambda.stop();
    expect(fn.lambda.reports.map(({ rollcall }) => rollcall.version)).toEqual(['1', '2', '$LATEST']);
  });
});

it('reaches a function of the web model: a request under way is answered by its environment of 256 MB, the next one by one of 512', async () => {
  const model = { kind: 'web', maxConcurrencyPerEnvironment: 4, maxEnvironments: 2 } as const;
  await using fn = await start({ memoryMb: 256, model });
  const ask = async (waitMs = 0) => {
    const body = JSON.stringify({ variables: ['FUNCTION_MEMORY_SIZE'], waitMs });
    return (await fn.lambda.call('/', { method: 'POST', body })).body.FUNCTION_MEMORY_SIZE;
  };
  expect(await ask()).toBe('256');
  const underWay = ask(500);
  await expect.poll(() => fn.lambda.log.some((line) => line.includes('waits'))).toBe(true);
  await fn.update({ MemorySize: 512 });
  expect(await ask()).toBe('512');
  expect(await underWay).toBe('256');
});

describe('a changed LoggingConfig', () => {
  const typesOf = (log: readonly string[]) =>
    log.filter((line) => line.startsWith('{"time"')).map((line) => JSON.parse(line).type.replace('platform.', ''));

  it('JSON without levels has INFO for both: start and report, and the variables of it', async () => {
    await using fn = await start();
    expect((await fn.call()).log[0]).toMatch(/^START RequestId/);
    await fn.update({ LoggingConfig: { LogFormat: 'JSON', LogGroup: '/shared' } });
    const { variables: told, log } = await fn.call();
    expect(told).toMatchObject({ LOG_FORMAT: 'JSON', LOG_LEVEL: 'INFO', LOG_GROUP_NAME: '/shared' });
    expect(typesOf(log)).toEqual(['start', 'report']);
    const levels = { ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' };
    expect(await fn.logging()).toEqual({ LogFormat: 'JSON', ...levels, LogGroup: '/shared' });
    await fn.update({ LoggingConfig: { LogFormat: 'Text' } });
    const text = await fn.call();
    expect(text.log.at(-1)).toMatch(/^REPORT RequestId/);
    expect(text.variables).toMatchObject({ LOG_FORMAT: 'Text', LOG_LEVEL: null });
    expect(await fn.logging()).toEqual({ LogFormat: 'Text', LogGroup: '/shared' });
  });

  it('DEBUG tells of runtimeDone, too; WARN of nothing but failures, and all is billed', async () => {
    await using fn = await start();
    await fn.update({ LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'DEBUG', ApplicationLogLevel: 'ERROR' } });
    const debug = await fn.call();
    expect(debug.variables.LOG_LEVEL).toBe('ERROR');
    expect(typesOf(debug.log)).toEqual(['start', 'runtimeDone', 'report']);
    await fn.update({ LoggingConfig: { SystemLogLevel: 'WARN' } });
    expect(await fn.logging()).toMatchObject({
      LogFormat: 'JSON',
      ApplicationLogLevel: 'ERROR',
      SystemLogLevel: 'WARN',
    });
    expect((await fn.call()).log).toEqual([]);
    const failed = await fn.client.send(new InvokeCommand({ FunctionName, Payload: '{}', LogType: 'Tail' }));
    const tail = Buffer.from(failed.LogResult ?? '', 'base64').toString();
    expect([failed.FunctionError, typesOf(tail.split('\n'))]).toEqual(['Unhandled', ['runtimeDone', 'report']]);
    await fn.lambda.stop();
    expect(fn.lambda.reports).toHaveLength(3);
  });

  it('a level is refused in text', async () => {
    await using fn = await start();
    await expect(fn.update({ LoggingConfig: { SystemLogLevel: 'WARN' } })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/'WARN' at 'loggingConfig\.systemLogLevel' .* only if LogFormat is JSON$/),
    });
    expect(await fn.logging()).toEqual({ LogFormat: 'Text', LogGroup: '/aws/lambda/fixture' });
  });
});
