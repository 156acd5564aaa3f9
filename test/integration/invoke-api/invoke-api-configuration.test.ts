import {
  CreateFunctionUrlConfigCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionUrlConfigCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionUrlConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  ListFunctionsCommand,
  ListFunctionUrlConfigsCommand,
  ListProvisionedConcurrencyConfigsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
  paginateListFunctions,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionUrlConfigCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import { arn, definition, type Running, running } from './invoke-api-server.ts';

const FunctionName = 'hello';

it.each([
  'hello',
  'hello:$LATEST',
  'function:hello',
  '012345678912:function:hello',
  'arn:aws:lambda:us-east-1:012345678912:function:hello',
  'arn:aws:lambda:us-east-1:012345678912:function:hello:$LATEST',
])('finds the function by %s', async (name) => {
  await using server = await running();
  const qualifier = name.endsWith('$LATEST') ? ':$LATEST' : '';
  expect(await server.client.send(new GetFunctionConfigurationCommand({ FunctionName: name }))).toMatchObject({
    FunctionName,
    FunctionArn: `${arn}${qualifier}`,
    Version: '$LATEST',
    Environment: { Variables: { STAGE: 'test' } },
  });
});

it.each([
  ['other', undefined, 'ResourceNotFoundException', `Function not found: ${arn.replace('hello', 'other')}`],
  ['hello', '7', 'ResourceNotFoundException', `Function not found: ${arn}:7`],
  ['hello:1', '2', 'InvalidParameterValueException', /derived qualifier .* does not match/],
  [arn.replace('us-east-1', 'eu-west-1'), undefined, 'ResourceNotFoundException', /not reachable in this region/],
  [
    arn.replace('012345678912', '999999999999'),
    undefined,
    'ResourceNotFoundException',
    /:999999999999:function:hello$/,
  ],
  ['a b', undefined, 'ValidationException', /'a b' at 'functionName' failed to satisfy constraint/],
  ['x'.repeat(65), undefined, 'ValidationException', /less than or equal to 64$/],
  ['hello', 'a b', 'ValidationException', /at 'qualifier'/],
])('of %s with qualifier %s it says %s', async (name, Qualifier, error, message) => {
  await using server = await running();
  const command = new GetFunctionCommand({ FunctionName: name, ...(Qualifier && { Qualifier }) });
  const rejected = expect(server.client.send(command)).rejects;
  await rejected.toMatchObject({ name: error, message: expect.stringMatching(message) });
});

it('an update is in progress until the platform has taken it over, and excludes another one', async () => {
  await using server = await running();
  const { client, platform } = server;
  let takenOver = (): void => undefined;
  platform.takeOver = () =>
    new Promise((resolve) => {
      takenOver = resolve;
    });
  const before = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const update = new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: { COLD: '1' } } });
  const updated = await client.send(update);
  expect(updated).toMatchObject({ LastUpdateStatus: 'InProgress', Environment: { Variables: { COLD: '1' } } });
  expect(updated.RevisionId).not.toBe(before.RevisionId);
  expect(platform.told).toEqual(['configuration hello']);
  await expect(client.send(update)).rejects.toMatchObject({ name: 'ResourceConflictException' });
  await expect(client.send(new PublishVersionCommand({ FunctionName }))).rejects.toMatchObject({
    name: 'ResourceConflictException',
    $metadata: { httpStatusCode: 409 },
  });
  takenOver();
  await waitUntilFunctionUpdatedV2({ client, maxWaitTime: 10, minDelay: 1 }, { FunctionName });
  const { LastUpdateStatus, MemorySize, RevisionId } = await client.send(
    new GetFunctionConfigurationCommand({ FunctionName }),
  );
  expect({ LastUpdateStatus, MemorySize, RevisionId }).toEqual({
    LastUpdateStatus: 'Successful',
    MemorySize: 128,
    RevisionId: updated.RevisionId,
  });
});

it('tells why an update failed', async () => {
  await using server = await running();
  server.platform.takeOver = () => Promise.reject(new Error('no such handler'));
  await server.client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler: 'other.handler' }));
  expect(await server.client.send(new GetFunctionConfigurationCommand({ FunctionName }))).toMatchObject({
    LastUpdateStatus: 'Failed',
    LastUpdateStatusReason: 'no such handler',
  });
});

it.each([
  [{ MemorySize: 127 }, 'ValidationException', /'127' at 'memorySize' .* greater than or equal to 128$/],
  [{ Timeout: 901 }, 'ValidationException', /'901' at 'timeout' .* less than or equal to 900$/],
  [
    { Environment: { Variables: { AWS_REGION: 'x' } } },
    'InvalidParameterValueException',
    /Reserved keys .* AWS_REGION$/,
  ],
  [{ Environment: { Variables: { A1: 'x'.repeat(4096) } } }, 'InvalidParameterValueException', /4KB limit/],
  [{ Environment: { Variables: { '1': 'x' } } }, 'ValidationException', /regular expression/],
  [{ KMSKeyArn: 'arn:aws:kms:us-east-1:0:key/x' }, 'InvalidParameterValueException', /does not offer KMSKeyArn\.$/],
  [{ RevisionId: 'old' }, 'PreconditionFailedException', /does not match the latest RevisionId/],
])('refuses the configuration %j: %s', async (change, name, message) => {
  await using server = await running();
  const update = new UpdateFunctionConfigurationCommand({ FunctionName, ...change });
  await expect(server.client.send(update)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  expect(server.platform.told).toEqual([]);
});

it('publishes frozen versions, and no second one of the same', async () => {
  await using server = await running();
  const { client } = server;
  const publish = (Description?: string) =>
    client.send(new PublishVersionCommand({ FunctionName, ...(Description && { Description }) }));
  const first = await publish('one');
  expect(first).toMatchObject({ Version: '1', FunctionArn: `${arn}:1`, Description: 'one', MemorySize: 128 });
  expect(first.$metadata.httpStatusCode).toBe(201);
  expect(await publish('again')).toMatchObject({ Version: '1', Description: 'one' });
  await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: 256 }));
  expect(await publish()).toMatchObject({ Version: '2', MemorySize: 256 });
  expect(await client.send(new GetFunctionCommand({ FunctionName, Qualifier: '1' }))).toMatchObject({
    Configuration: { MemorySize: 128, FunctionArn: `${arn}:1` },
  });
  const { Versions = [] } = await client.send(new ListVersionsByFunctionCommand({ FunctionName }));
  expect(Versions.map((version) => version.FunctionArn)).toEqual([`${arn}:$LATEST`, `${arn}:1`, `${arn}:2`]);
  await expect(client.send(new PublishVersionCommand({ FunctionName, CodeSha256: 'x' }))).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
});

it('lists 120 functions in pages of at most 50: 50, 50, 20', async () => {
  await using server = await running();
  for (let i = 1; i < 120; i += 1) server.platform.functions.add(definition(`f${String(i).padStart(3, '0')}`));
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateListFunctions({ client: server.client }, {})) {
    pages.push((page.Functions ?? []).map((one) => one.FunctionName));
  }
  expect(pages.map((page) => page.length)).toEqual([50, 50, 20]);
  expect(new Set(pages.flat()).size).toBe(120);
  const last = await server.client.send(
    new ListFunctionsCommand({ MaxItems: 20, Marker: await markerAfter(server, 100) }),
  );
  expect(last.Functions).toHaveLength(20);
  expect(last.NextMarker).toBeUndefined();
  const one = await server.client.send(new ListFunctionsCommand({ MaxItems: 1 }));
  expect(one).toMatchObject({ Functions: [{ FunctionName: 'f001' }], NextMarker: expect.any(String) });
  await expect(server.client.send(new ListFunctionsCommand({ Marker: 'x' }))).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
});

it('lists a published version only with FunctionVersion=ALL', async () => {
  await using server = await running();
  await server.client.send(new PublishVersionCommand({ FunctionName }));
  const arns = async (input: { FunctionVersion?: 'ALL' }) =>
    (await server.client.send(new ListFunctionsCommand(input))).Functions?.map((one) => one.FunctionArn);
  expect(await arns({})).toEqual([arn]);
  expect(await arns({ FunctionVersion: 'ALL' })).toEqual([`${arn}:$LATEST`, `${arn}:1`]);
});

it('of 1,000 reserves 900 and not 901, because 100 must stay unreserved', async () => {
  await using server = await running();
  const { client } = server;
  const put = (ReservedConcurrentExecutions: number) =>
    client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
  const get = async () =>
    (await client.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions;
  expect(await get()).toBeUndefined();
  await expect(put(901)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message:
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
  });
  expect(await put(900)).toMatchObject({ ReservedConcurrentExecutions: 900 });
  expect(await get()).toBe(900);
  expect((await client.send(new GetFunctionCommand({ FunctionName }))).Concurrency).toEqual({
    ReservedConcurrentExecutions: 900,
  });
  expect(await client.send(new GetAccountSettingsCommand({}))).toMatchObject({
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 100 },
    AccountUsage: { FunctionCount: 1, TotalCodeSize: 1234 },
  });
  expect((await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))).$metadata.httpStatusCode).toBe(
    204,
  );
  expect(await get()).toBeUndefined();
  expect(server.platform.told).toEqual(['concurrency hello', 'concurrency hello']);
  await expect(
    client.send(new PutFunctionConcurrencyCommand({ FunctionName: 'hello:1', ReservedConcurrentExecutions: 1 })),
  ).rejects.toMatchObject({ message: expect.stringMatching(/permitted on Lambda functions only/) });
});

it('provisions a published version, within what is reserved', async () => {
  await using server = await running();
  const { client } = server;
  const put = (Qualifier: string, ProvisionedConcurrentExecutions: number) =>
    client.send(
      new PutProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier, ProvisionedConcurrentExecutions }),
    );
  const version = { FunctionName, Qualifier: '1' };
  await expect(put('$LATEST', 1)).rejects.toMatchObject({ message: expect.stringMatching(/unpublished/) });
  await expect(put('1', 1)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await client.send(new PublishVersionCommand({ FunctionName }));
  await expect(client.send(new GetProvisionedConcurrencyConfigCommand(version))).rejects.toMatchObject({
    name: 'ProvisionedConcurrencyConfigNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
  await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 5 }));
  await expect(put('1', 6)).rejects.toMatchObject({
    message: expect.stringMatching(/not be greater than the reserved/),
  });
  expect(await put('1', 5)).toMatchObject({
    $metadata: { httpStatusCode: 202 },
    RequestedProvisionedConcurrentExecutions: 5,
    AllocatedProvisionedConcurrentExecutions: 0,
    Status: 'IN_PROGRESS',
  });
  const { start } = server.platform.rules.provisionedDue('hello', '1', 0, performance.now());
  for (let i = 0; i < start; i += 1) server.platform.rules.provisionedInitialized('hello', '1');
  expect(await client.send(new GetProvisionedConcurrencyConfigCommand(version))).toMatchObject({
    AvailableProvisionedConcurrentExecutions: start,
    Status: start === 5 ? 'READY' : 'IN_PROGRESS',
  });
  const list = () => client.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName }));
  expect(await list()).toMatchObject({ ProvisionedConcurrencyConfigs: [{ FunctionArn: `${arn}:1` }] });
  await client.send(new DeleteProvisionedConcurrencyConfigCommand(version));
  expect((await list()).ProvisionedConcurrencyConfigs).toEqual([]);
});

it('creates, shows, changes and deletes the URL of a function', async () => {
  await using server = await running();
  const { client } = server;
  const none = expect.objectContaining({ name: 'ResourceNotFoundException' });
  await expect(client.send(new GetFunctionUrlConfigCommand({ FunctionName }))).rejects.toEqual(none);
  const create = new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' });
  const created = await client.send(create);
  expect(created).toMatchObject({ FunctionArn: arn, AuthType: 'NONE', InvokeMode: 'BUFFERED' });
  expect(created.FunctionUrl).toMatch(/^http:\/\/[0-9a-f]{32}\.localhost\/$/);
  await expect(client.send(create)).rejects.toMatchObject({ name: 'ResourceConflictException' });
  const Cors = { AllowOrigins: ['*'], MaxAge: 60 };
  await client.send(new UpdateFunctionUrlConfigCommand({ FunctionName, AuthType: 'AWS_IAM', Cors }));
  const changed = { FunctionUrl: created.FunctionUrl, AuthType: 'AWS_IAM', InvokeMode: 'BUFFERED', Cors };
  expect(await client.send(new GetFunctionUrlConfigCommand({ FunctionName }))).toMatchObject(changed);
  const list = () => client.send(new ListFunctionUrlConfigsCommand({ FunctionName }));
  expect(await list()).toMatchObject({ FunctionUrlConfigs: [changed] });
  await client.send(new DeleteFunctionUrlConfigCommand({ FunctionName }));
  expect((await list()).FunctionUrlConfigs).toEqual([]);
  await expect(client.send(new DeleteFunctionUrlConfigCommand({ FunctionName }))).rejects.toEqual(none);
  expect(server.platform.told).toEqual(['url hello', 'url hello', 'url hello']);
});

async function markerAfter({ client }: Running, count: number): Promise<string> {
  const half = { MaxItems: count / 2 };
  const { NextMarker = '' } = await client.send(new ListFunctionsCommand(half));
  return (await client.send(new ListFunctionsCommand({ ...half, Marker: NextMarker }))).NextMarker ?? '';
}
