import { LambdaClient, UpdateFunctionUrlConfigCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LambdaHere } from '../lambda/embedded/here.ts';
import { functionFile } from '../target-program.ts';

const own = { 'Access-Control-Allow-Origin': 'https://own.example', Vary: 'Accept' };
const ANSWERS = JSON.stringify({
  '/': '{"statusCode":200,"body":"invoked"}',
  '/own': JSON.stringify({ statusCode: 200, headers: own, body: 'invoked' }),
  '/refused': '{"statusCode":0}',
});

let lambda: LambdaHere;
let client: LambdaClient;

beforeAll(async () => {
  lambda = await LambdaHere.start('identity.mjs', {
    code: { kind: 'node', handler: { file: functionFile('said-answers.mjs'), export: 'handler' } },
    environment: { ANSWERS },
    // Their requests come as far as the settings of the URL.
    service: { invokeApi: { port: 0 }, allowOrigins: ['https://shop.example', 'https://other.example'] },
  });
  client = new LambdaClient({
    ...{ endpoint: lambda.invokeEndpoint, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
  });
});
afterAll(async () => {
  client.destroy();
  await lambda[Symbol.asyncDispose]();
});

const cors = {
  AllowOrigins: ['https://shop.example', 'https://*.test'],
  AllowMethods: ['GET', 'PUT'],
  AllowHeaders: ['x-key'],
  ExposeHeaders: ['x-a', 'x-b'],
  MaxAge: 300,
  AllowCredentials: true,
};

const configure = (Cors: object) => client.send(new UpdateFunctionUrlConfigCommand({ FunctionName: 'fixture', Cors }));

/** The CORS headers of an answer, and what it says beside. */
async function asked(path: string, init: RequestInit) {
  const response = await fetch(lambda.url + path, init);
  const names = ['allow-origin', 'allow-methods', 'allow-headers', 'expose-headers', 'max-age', 'allow-credentials'];
  const said = names.flatMap((name) => {
    const value = response.headers.get(`access-control-${name}`);
    return value === null ? [] : [[name, value]];
  });
  const vary = response.headers.get('vary');
  return { status: response.status, text: await response.text(), vary, cors: Object.fromEntries(said) };
}

const preflight = (origin: string, method = 'PUT') =>
  asked('/', {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'x-key,x-other' },
  });

it('a URL that is changed keeps its address, twice, and takes requests there', async () => {
  const { url } = lambda;
  const changed = [await configure(cors), await configure({ ...cors, MaxAge: 60 })];
  expect(changed.map(({ FunctionUrl }) => FunctionUrl)).toEqual([`${url}/`, `${url}/`]);
  expect(changed.map(({ Cors }) => Cors?.MaxAge)).toEqual([300, 60]);
  expect(await asked('/', {})).toEqual({ status: 200, text: 'invoked', vary: null, cors: {} });
});

describe('with settings', () => {
  beforeAll(() => configure(cors));
  const allowed = {
    'allow-origin': 'https://shop.example',
    'expose-headers': 'x-a,x-b',
    'allow-credentials': 'true',
  };

  it('an answer to an allowed origin has its headers', async () => {
    const answer = await asked('/', { headers: { origin: 'https://shop.example' } });
    expect(answer).toEqual({ status: 200, text: 'invoked', vary: 'Origin', cors: allowed });
  });

  it('so has a 502', async () => {
    const answer = await asked('/refused', { headers: { origin: 'https://shop.example' } });
    expect([answer.status, answer.cors]).toEqual([502, allowed]);
  });

  it('a wildcard takes the hosts below it, and no others', async () => {
    const origins = ['https://a.test', 'https://a.b.test', 'https://test', 'http://a.test', 'https://a.test.evil'];
    const answers = await Promise.all(origins.map((origin) => asked('/', { headers: { origin } })));
    expect(answers.map((answer) => answer.cors['allow-origin'])).toEqual([
      'https://a.test',
      'https://a.b.test',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('what the function says itself is said beside, as the service does', async () => {
    const answer = await asked('/own', { headers: { origin: 'https://shop.example' } });
    expect(answer.cors['allow-origin']).toBe('https://own.example, https://shop.example');
    expect(answer.vary).toBe('Accept, Origin');
  });

  it('a preflight request is answered by the URL, and the function is not invoked', async () => {
    expect(await preflight('https://shop.example')).toEqual({
      ...{ status: 200, text: '', vary: 'Origin' },
      cors: { ...allowed, 'allow-methods': 'GET,PUT', 'allow-headers': 'x-key', 'max-age': '300' },
    });
  });

  it('of another origin nothing is said', async () => {
    expect(await preflight('https://other.example')).toEqual({ status: 200, text: '', vary: null, cors: {} });
  });

  it('OPTIONS that is no preflight request is for the function', async () => {
    expect((await asked('/', { method: 'OPTIONS' })).text).toBe('invoked');
  });
});

it('a list of * says back what was asked for', async () => {
  await configure({ AllowOrigins: ['*'], AllowMethods: ['*'], AllowHeaders: ['*'] });
  expect((await preflight('https://any.example', 'DELETE')).cors).toEqual({
    'allow-origin': 'https://any.example',
    'allow-methods': 'DELETE',
    'allow-headers': 'x-key,x-other',
  });
});

it('empty settings take them away: a preflight request is for the function', async () => {
  await configure({});
  expect(await preflight('https://shop.example')).toEqual({ status: 200, text: 'invoked', vary: null, cors: {} });
});

it('without settings a preflight request is for the function', async () => {
  await using plain = await LambdaHere.start('identity.mjs', {
    code: { kind: 'node', handler: { file: functionFile('said-answers.mjs'), export: 'handler' } },
    environment: { ANSWERS },
    service: { allowOrigins: ['https://a.example'] },
  });
  const headers = { origin: 'https://a.example', 'access-control-request-method': 'GET' };
  const response = await fetch(`${plain.url}/`, { method: 'OPTIONS', headers });
  expect([response.headers.get('access-control-allow-origin'), await response.text()]).toEqual([null, 'invoked']);
});

it.each<[object, string]>([
  [{ AllowMethods: ['OPTIONS'] }, "at 'cors.allowMethods'"],
  [{ AllowOrigins: [''] }, "at 'cors.allowOrigins'"],
  [{ AllowHeaders: Array.from({ length: 101 }, () => 'x') }, 'length less than or equal to 100'],
  [{ MaxAge: 86_401 }, 'value less than or equal to 86400'],
])('refuses %j', async (settings, words) => {
  await expect(configure(settings)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(words),
  });
});
