import { describe, expect, it } from 'vitest';
import { errorShapes } from '../../../targets/lambda/functions/service-error.ts';
import { routes } from '../../../targets/lambda/invoke-api/routes.ts';
import { error, ofStructure, operation, operationNames } from '../deployed/sdk-model.ts';
import { type Running, running } from './invoke-api-server.ts';

/** What each operation needs to be called with: what is there before it, its query, its body. */
interface Example {
  readonly given?: readonly string[];
  readonly query?: string;
  readonly body?: object;
  /** Members of the answer which this example must have, so that their shapes are seen. */
  readonly has: readonly string[];
}

const published = ['PublishVersion'];
const provisioned = [...published, 'PutProvisionedConcurrencyConfig'];
const withUrl = ['CreateFunctionUrlConfig'];
const provisionedMembers = ['RequestedProvisionedConcurrentExecutions', 'Status', 'LastModified'];

const examples: Readonly<Record<string, Example>> = {
  Invoke: { body: {}, has: [] },
  InvokeWithResponseStream: { body: {}, has: [] },
  GetFunction: { given: ['PutFunctionConcurrency'], has: ['Configuration', 'Code', 'Concurrency'] },
  GetFunctionConfiguration: { has: ['FunctionName', 'FunctionArn', 'State', 'LoggingConfig', 'Environment'] },
  UpdateFunctionConfiguration: {
    body: { LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN' } },
    has: ['LastUpdateStatus'],
  },
  ListFunctions: { given: published, query: 'FunctionVersion=ALL&MaxItems=1', has: ['Functions', 'NextMarker'] },
  PublishVersion: { body: {}, has: ['Version'] },
  ListVersionsByFunction: { given: published, query: 'MaxItems=1', has: ['Versions', 'NextMarker'] },
  PutFunctionConcurrency: { body: { ReservedConcurrentExecutions: 3 }, has: ['ReservedConcurrentExecutions'] },
  DeleteFunctionConcurrency: { has: [] },
  GetFunctionConcurrency: { given: ['PutFunctionConcurrency'], has: ['ReservedConcurrentExecutions'] },
  PutProvisionedConcurrencyConfig: {
    given: published,
    query: 'Qualifier=1',
    body: { ProvisionedConcurrentExecutions: 2 },
    has: provisionedMembers,
  },
  GetProvisionedConcurrencyConfig: { given: provisioned, query: 'Qualifier=1', has: provisionedMembers },
  DeleteProvisionedConcurrencyConfig: { given: provisioned, query: 'Qualifier=1', has: [] },
  ListProvisionedConcurrencyConfigs: { given: provisioned, has: ['ProvisionedConcurrencyConfigs'] },
  CreateFunctionUrlConfig: { body: { AuthType: 'NONE', Cors: { AllowOrigins: ['*'], MaxAge: 1 } }, has: ['Cors'] },
  GetFunctionUrlConfig: { given: withUrl, has: ['FunctionUrl', 'InvokeMode'] },
  UpdateFunctionUrlConfig: { given: withUrl, body: { AuthType: 'AWS_IAM' }, has: ['LastModifiedTime'] },
  DeleteFunctionUrlConfig: { given: withUrl, has: [] },
  ListFunctionUrlConfigs: { given: withUrl, has: ['FunctionUrlConfigs'] },
  GetAccountSettings: { has: ['AccountLimit', 'AccountUsage'] },
};

describe.each(routes.map((route) => route.operation))('%s', (name) => {
  it('answers in the shape of the model', async () => {
    await using server = await running();
    for (const before of examples[name]?.given ?? []) expect((await call(server, before)).status).toBeLessThan(300);
    const { output, status } = operation(name);
    const response = await call(server, name);
    expect(response.status).toBe(status);
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    if (name.startsWith('Invoke')) {
      expect(response.headers.get('x-amz-executed-version')).toBe('$LATEST');
      return;
    }
    const text = await response.text();
    const body: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
    expect(output === undefined ? Object.keys(body) : ofStructure(output, body)).toEqual([]);
    expect(Object.keys(body)).toEqual(expect.arrayContaining([...(examples[name]?.has ?? ['?'])]));
  });

  it('has the path of the model, also with a slash at its end', async () => {
    await using server = await running();
    const { method, path } = operation(name);
    const route = routes.find((one) => one.operation === name);
    expect([route?.method, route?.path]).toEqual([method, path]);
    if (path.includes('?')) return;
    const url = `${server.url}${path.replace('{FunctionName}', 'missing')}/`;
    expect((await fetch(url, { method })).status).not.toBe(501);
  });

  if (operation(name).path.includes('{FunctionName}'))
    it('answers 404 in the shape of the model', async () => {
      await using server = await running();
      const response = await call(server, name, 'missing');
      const errorName = response.headers.get('x-amzn-errortype') ?? '';
      expect(errorName).toBe('ResourceNotFoundException');
      const { status, ...shape } = error(errorName);
      expect(response.status).toBe(status);
      expect(ofStructure(shape, (await response.json()) as Record<string, unknown>)).toEqual([]);
    });
});

const common = [
  ...['ValidationException', 'IncompleteSignatureException', 'InvalidSignatureException'],
  ...['MissingAuthenticationTokenException', 'UnrecognizedClientException', 'UnknownOperationException'],
];

it.each(Object.keys(errorShapes).filter((name) => !common.includes(name)))(
  'writes %s with the status and the members of the model',
  (name) => {
    const { status, messageKey, type } = errorShapes[name as keyof typeof errorShapes] as Required<
      (typeof errorShapes)['ServiceException']
    >;
    const model = error(name);
    expect({ status, members: Object.keys(model.members) }).toEqual({
      status: model.status,
      members: expect.arrayContaining(['Type', messageKey]),
    });
    expect(type).toBe(status >= 500 ? 'Service' : 'User');
  },
);

it('writes a throttle in the shape of the model', async () => {
  await using server = await running();
  server.platform.run = () => ({ kind: 'throttled', reason: 'CallerRateLimitExceeded', retryAfterS: 2 });
  const response = await call(server, 'Invoke');
  const { status, ...shape } = error('TooManyRequestsException');
  expect(response.status).toBe(status);
  expect(ofStructure(shape, (await response.json()) as Record<string, unknown>)).toEqual([]);
  for (const header of shape.headers) expect(response.headers.get(header)).toBe('2');
});

it.each(operationNames.filter((name) => !routes.some((route) => route.operation === name)))(
  'answers 501 to %s, by its name',
  async (name) => {
    await using server = await running();
    const { method, path } = operation(name);
    const response = await fetch(`${server.url}${path.replace(/\{\w+\+?\}/g, 'x')}`, { method });
    expect(response.status).toBe(501);
    const { message } = (await response.json()) as { message: string };
    expect(message).toMatch(new RegExp(`^The embedded Lambda does not offer ${name}\\. It offers: `));
  },
);

function call(server: Running, name: string, functionName = 'hello'): Promise<Response> {
  const { method, path } = operation(name);
  const { query = '', body } = examples[name] ?? { has: [] };
  const url = `${server.url}${path.replace('{FunctionName}', functionName)}`;
  return fetch(query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
}
