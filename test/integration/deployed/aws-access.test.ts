import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { inspect } from 'node:util';
import {
  CreateFunctionUrlConfigCommand,
  InvokeCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lambdaClient } from '../../../src/aws/access.ts';
import { awsProblem } from '../../../src/aws/aws-problem.ts';
import { readAwsFunction } from '../../../src/launch/deployed/function.ts';
import { running } from '../invoke-api/invoke-api-server.ts';
import { scenarioFile, temporaryDirectory } from '../rollcall.ts';

const credentials = {
  accessKeyId: 'ASIAPLANTEDPLANTED00',
  secretAccessKey: 'planted/secret/of/this/test',
  sessionToken: 'planted-token-of-this-test',
};
const region = 'us-east-1';
const account = '012345678912';

beforeEach(async () => {
  for (const name of Object.keys(process.env).filter((name) => name.startsWith('AWS_'))) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', await temporaryDirectory());
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', credentials.sessionToken);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});
afterEach(() => vi.unstubAllEnvs());

const read = (lambdaEndpoint: string, functionName = 'hello', more: { qualifier?: string; profile?: string } = {}) =>
  readAwsFunction(
    { functionName, qualifier: more.qualifier, asksUrl: true },
    { region, lambdaEndpoint, ...(more.profile !== undefined && { profile: more.profile }) },
  );

/** What it threw, which holds nothing of the credentials in any of its parts. */
async function problemOf(asked: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> {
  const problem = await asked.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
  for (const secret of [...Object.values(credentials), 'AWS4-HMAC-SHA256', 'SignedHeaders', 'x-amz-security-token']) {
    expect(inspect(problem, { depth: 9, showHidden: true })).not.toContain(secret);
  }
  return problem as { code: string; message: string; hint: string };
}

describe('what the Lambda API tells of a function, by requests that it checks the signatures of', () => {
  it('its configuration, limits and URL', async () => {
    await using api = await running({ credentials }, { credentials });
    await api.client.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'hello', ReservedConcurrentExecutions: 7 }),
    );
    await api.client.send(new CreateFunctionUrlConfigCommand({ FunctionName: 'hello', AuthType: 'AWS_IAM' }));
    expect(await read(api.url)).toEqual({
      function: {
        ...{ functionName: 'hello', region, memoryMb: 128, architecture: 'x86_64', timeoutMs: 3000 },
        ...{ runtime: 'nodejs20.x', version: '$LATEST', codeSha256: expect.any(String), ephemeralStorageMb: 512 },
        ...{ logGroup: '/aws/lambda/hello', reservedConcurrency: 7 },
      },
      // 7 of 1,000 are reserved.
      account: { concurrentExecutions: 1000, unreservedConcurrentExecutions: 993 },
      url: expect.stringMatching(/^http:\/\/\w+\.localhost\/$/),
      auth: 'AWS_IAM',
      notes: [],
    });
  });

  it('of a version, in the ARN or beside the name, with what is provisioned for it', async () => {
    await using api = await running({ credentials }, { credentials });
    await api.client.send(new PublishVersionCommand({ FunctionName: 'hello' }));
    const version = { FunctionName: 'hello', Qualifier: '1' };
    await api.client.send(
      new PutProvisionedConcurrencyConfigCommand({ ...version, ProvisionedConcurrentExecutions: 3 }),
    );
    const arn = `arn:aws:lambda:${region}:${account}:function:hello`;
    const named = await read(api.url, 'hello', { qualifier: '1' });
    expect(named.function).toMatchObject({ functionName: 'hello', qualifier: '1', version: '1' });
    expect(named.function.provisionedConcurrency).toBeGreaterThanOrEqual(0);
    const { function: byArn, notes } = await read(api.url, `${arn}:1`);
    expect(byArn).toEqual({ ...named.function, functionName: arn });
    expect(notes).toEqual([]);
  });

  it('what may not be read is absent, and noted with the permission that it takes; the rest is there', async () => {
    await using api = await answering((path, response) => {
      if (path.endsWith('/configuration')) return response.end('{"FunctionName":"hello","MemorySize":512}');
      const user = `User: arn:aws:iam::${account}:user/u`;
      const Message = `${user} is not authorized to perform: lambda:GetAccountSettings because of ${credentials.sessionToken}`;
      return response
        .writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' })
        .end(JSON.stringify({ Message: path.includes('account-settings') ? Message : null }));
    });
    const told = await read(api.url);
    expect(told).toEqual({
      function: { functionName: 'hello', region, memoryMb: 512 },
      notes: [
        'AWS refused to read the reserved concurrency of hello: not allowed to do lambda:GetFunctionConcurrency',
        'AWS refused to read the account limits for hello: not allowed to do lambda:GetAccountSettings',
        'AWS refused to read the URL of hello: not allowed to do lambda:GetFunctionUrlConfig',
      ],
    });
  });
});

it('the credentials are those of the profile that is named', async () => {
  await using api = await running({ credentials });
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const keys = [`aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`];
  const file = ['[work]', ...keys, `aws_session_token = ${sessionToken}`].join('\n');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', await scenarioFile(file));
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOTHER');
  expect(await problemOf(read(api.url))).toMatchObject({ code: 'aws-credentials-invalid' });
  expect((await read(api.url, 'hello', { profile: 'work' })).notes).toEqual([]);
});

describe('one message each', () => {
  it('no such function, no such version', async () => {
    await using api = await running({ credentials });
    expect(await problemOf(read(api.url, 'gone'))).toMatchObject({
      code: 'aws-not-found',
      message: expect.stringContaining('there is no function gone'),
    });
    expect(await problemOf(read(api.url, 'hello', { qualifier: '9' }))).toMatchObject({ code: 'aws-not-found' });
  });

  it('a function of another region', async () => {
    await using api = await running({ credentials });
    expect(await problemOf(read(api.url, `arn:aws:lambda:eu-west-1:${account}:function:hello`))).toMatchObject({
      code: 'aws-wrong-region',
      message: expect.stringContaining('the function is in eu-west-1, not in us-east-1'),
    });
  });

  it('a wrong secret, an unknown key, a token that is not its', async () => {
    await using api = await running({ credentials: { ...credentials, secretAccessKey: 'another' } });
    expect(await problemOf(read(api.url))).toMatchObject({ code: 'aws-signature-refused' });
    for (const other of [{ accessKeyId: 'AKIAOTHER' }, { sessionToken: 'other' }]) {
      await using strange = await running({ credentials: { ...credentials, ...other } });
      expect(await problemOf(read(strange.url))).toMatchObject({ code: 'aws-credentials-invalid' });
    }
  });

  it('a clock that is ten minutes off, before or after', async () => {
    await using api = await running({ credentials });
    for (const systemClockOffset of [-600_000, 600_000]) {
      const client = await lambdaClient({ lambdaEndpoint: api.url }, { region, maxAttempts: 1 });
      client.config.systemClockOffset = systemClockOffset;
      const asked = client
        .send(new InvokeCommand({ FunctionName: 'hello' }))
        .catch((error: unknown) => Promise.reject(awsProblem(error, 'invoke', { region, functionName: 'hello' })));
      expect(await problemOf(asked)).toMatchObject({ code: 'aws-clock-skewed' });
      client.destroy();
    }
  });

  it.each([
    [600_000, '10 minutes behind that of AWS'],
    [-7_200_000, '120 minutes ahead of that of AWS'],
  ])('also where the SDK corrects it, because a load is not tried again: AWS is %i ms ahead', async (aheadMs, told) => {
    await using api = await answering((_path, response, { 'x-amz-date': signedAt = '' }) => {
      const nowMs = Date.now() + aheadMs;
      response.setHeader('date', new Date(nowMs).toUTCString());
      const [year, month, day, hour, minute, second] = signedAt.toString().match(/^\d{4}|\d\d/g) ?? [];
      const signedAtMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      if (Math.abs(signedAtMs - nowMs) < 300_000) return response.end('{}');
      return response
        .writeHead(403, { 'x-amzn-errortype': 'InvalidSignatureException' })
        .end('{"message":"Signature expired"}');
    });
    expect(await problemOf(read(api.url))).toMatchObject({
      code: 'aws-clock-skewed',
      message: expect.stringContaining(told),
    });
  });

  it('throttled: a function that no concurrency is reserved for', async () => {
    await using api = await running({ credentials }, { credentials });
    const FunctionName = 'hello';
    await api.client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    api.platform.run = () => ({ kind: 'throttled', reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' });
    const client = await lambdaClient({ lambdaEndpoint: api.url }, { region, maxAttempts: 1 });
    const asked = client
      .send(new InvokeCommand({ FunctionName }))
      .catch((error: unknown) => Promise.reject(awsProblem(error, 'invoke', { region, functionName: 'hello' })));
    expect(await problemOf(asked)).toMatchObject({ message: 'AWS refused to invoke hello: throttled' });
    client.destroy();
  });

  it('a session token that has expired', async () => {
    await using api = await answering((_path, response) =>
      response
        .writeHead(403, { 'x-amzn-errortype': 'ExpiredTokenException' })
        .end(`{"message":"The security token included in the request is expired: ${credentials.sessionToken}"}`),
    );
    expect(await problemOf(read(api.url))).toMatchObject({ code: 'aws-credentials-expired' });
  });

  it('nobody there, no such name, nobody who answers', async () => {
    const hanging = createTcpServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => hanging.once('listening', resolve));
    const address = hanging.address() as { port: number };
    const client = await lambdaClient(
      { lambdaEndpoint: `http://127.0.0.1:${address.port}` },
      { region, maxAttempts: 1, requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true } },
    );
    const asked = client
      .send(new InvokeCommand({ FunctionName: 'hello' }))
      .catch((error: unknown) => Promise.reject(awsProblem(error, 'invoke', { region, functionName: 'hello' })));
    expect(await problemOf(asked)).toMatchObject({ code: 'aws-unreachable' });
    client.destroy();
    hanging.close();
    expect(await problemOf(read('http://127.0.0.1:9'))).toMatchObject({
      message: 'AWS could not be reached in us-east-1 to read the configuration of hello (ECONNREFUSED)',
    });
    expect(await problemOf(read('http://lambda.invalid'))).toMatchObject({ code: 'aws-unreachable' });
  });

  it.each([
    ['a page', (response: ServerResponse) => response.writeHead(404, { 'content-type': 'text/html' }).end('<html>')],
    ['a page that is fine', (response: ServerResponse) => response.end('<html>')],
    ['another API', (response: ServerResponse) => response.writeHead(404).end('{"message":"Not Found"}')],
    ['a redirect', (response: ServerResponse) => response.writeHead(302, { location: '/login' }).end()],
    ['no HTTP', (response: ServerResponse) => response.socket?.end('220 mail.example.org ESMTP\r\n')],
  ])('an endpoint that is not AWS: %s', async (_what, answer) => {
    await using api = await answering((_path, response) => answer(response));
    expect(await problemOf(read(api.url))).toMatchObject({
      code: 'aws-endpoint-wrong',
      message: 'could not read the configuration of hello: the endpoint in us-east-1 is not an AWS API',
    });
  });

  it('an endpoint that speaks no TLS', async () => {
    await using api = await answering((_path, response) => response.end());
    expect(await problemOf(read(api.url.replace('http:', 'https:')))).toMatchObject({ code: 'aws-endpoint-wrong' });
  });
});

describe('without credentials', () => {
  beforeEach(() => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) vi.stubEnv(name, undefined);
  });

  const noCredentials = 'there are no AWS credentials to read the configuration of hello';

  it('anywhere', async () => {
    expect(await problemOf(read('http://127.0.0.1:9'))).toMatchObject({ message: noCredentials });
  });

  it('of the profile that was named', async () => {
    const problem = await problemOf(read('http://127.0.0.1:9', 'hello', { profile: 'ghost' }));
    expect(problem.message).toBe(`${noCredentials} (profile ghost)`);
  });

  it('of a session that nobody logged in to', async () => {
    const lines = ['[profile work]', 'sso_session = s', 'sso_account_id = 1', 'sso_role_name = r', '[sso-session s]'];
    const session = ['sso_start_url = https://example.org/start', 'sso_region = us-east-1'];
    vi.stubEnv('AWS_CONFIG_FILE', await scenarioFile([...lines, ...session].join('\n')));
    const problem = await problemOf(read('http://127.0.0.1:9', 'hello', { profile: 'work' }));
    expect(problem.code).toBe('aws-credentials-expired');
    expect(problem.hint).toContain('aws sso login --profile work');
  });

  it('where the metadata of an instance never answer: it is given up', async () => {
    const hanging = createTcpServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => hanging.once('listening', resolve));
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
    const { port } = hanging.address() as { port: number };
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', `http://127.0.0.1:${port}`);
    expect(await problemOf(read('http://127.0.0.1:9'))).toMatchObject({ message: noCredentials });
    hanging.close();
  });
});

/** A Lambda API that says what the test says. */
async function answering(answer: (path: string, response: ServerResponse, headers: IncomingHttpHeaders) => unknown) {
  const server = createServer((request, response) => {
    request.resume();
    answer(request.url ?? '', response, request.headers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
