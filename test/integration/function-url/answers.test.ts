import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programFile } from '../../../src/launch/local/program-file.ts';
import { endingOf } from '../../../src/loadgen/engines/invoke/answer.ts';
import type { ReadyLine, ServerConfig } from '../../../src/model/platform/programs.ts';
import { LambdaHere } from '../lambda/embedded/here.ts';
import { functionFile } from '../target-program.ts';

/** What a function writes, and the status and body that its caller gets. */
const said: Readonly<Record<string, readonly [written: string, status: number, body: string]>> = {
  '/go': ['{"statusCode":201,"headers":null,"body":"made","isBase64Encoded":false,"cookies":null}', 201, 'made'],
  '/no-body': ['{"statusCode":200,"headers":{"x-a":"1"},"body":null}', 200, ''],
  '/null-flag': ['{"statusCode":200,"body":"b","isBase64Encoded":null}', 200, 'b'],
  '/null-value': ['{"statusCode":200,"body":"b","headers":{"x-a":null}}', 200, 'b'],
  '/null-lists': ['{"statusCode":200,"body":"b","headers":null,"multiValueHeaders":null}', 200, 'b'],
  '/coerced': ['{"statusCode":"202","headers":{"x-n":5,"x-b":true},"body":{"a":1}}', 202, '{"a":1}'],
  '/number': ['{"statusCode":200,"body":12}', 200, '12'],
  '/inferred': ['{"body":"no status"}', 200, '{"body":"no status"}'],
  '/no-content': ['{"statusCode":204,"headers":{"content-type":"text/plain"},"body":"dropped"}', 204, ''],
  '/not-modified': ['{"statusCode":304,"headers":{"etag":"x"}}', 304, ''],
};

/** What is refused, and why. */
const refused: Readonly<Record<string, readonly [written: string, reason: string]>> = {
  '/status': ['{"statusCode":99,"body":"b"}', 'statusCode must be an integer from 200 to 599, got 99'],
  '/list': [
    '{"statusCode":200,"headers":{"x-a":["1","2"]}}',
    'headers.x-a must be text, a number or a boolean, got ["1","2"]',
  ],
  '/cookies': ['{"statusCode":200,"cookies":"a=1"}', 'cookies must be a list, got "a=1"'],
  '/base64': [
    '{"statusCode":200,"isBase64Encoded":true,"body":"***"}',
    'body must be base64, as isBase64Encoded is true, got "***"',
  ],
};

const ANSWERS = JSON.stringify(
  Object.fromEntries([...Object.entries(said), ...Object.entries(refused)].map(([path, [written]]) => [path, written])),
);
const handler = { file: functionFile('said-answers.mjs'), export: 'handler' };

let lambda: LambdaHere;
let twin: Twin;

beforeAll(async () => {
  lambda = await LambdaHere.start('identity.mjs', {
    ...{ code: { kind: 'node', handler }, environment: { ANSWERS } },
    service: { invokeApi: { port: 0 } },
  });
  twin = await startTwin({ handler, processes: 1, host: '127.0.0.1', port: 0, backlog: 10, environment: {} });
});
afterAll(async () => {
  await twin.stop();
  await lambda[Symbol.asyncDispose]();
});

interface Twin {
  readonly url: string;
  /** After its end. */
  readonly printed: () => string;
  stop(): Promise<void>;
}

async function startTwin(config: ServerConfig): Promise<Twin> {
  const child = spawn(process.execPath, [programFile('targets/server/main')], {
    env: { PATH: process.env['PATH'], ANSWERS },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.write(`${JSON.stringify(config)}\n`);
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  const closed = once(child, 'close');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const stop = async () => {
    child.kill('SIGTERM');
    await closed;
  };
  return { url: (JSON.parse(line) as ReadyLine).url, printed: () => printed, stop };
}

type Way = 'function URL' | 'server twin' | 'Invoke';

/** Status and body of a path, by three ways. */
const ways: Readonly<Record<Way, (path: string) => Promise<readonly [number, string]>>> = {
  'function URL': (path) => fetched(lambda.url + path),
  'server twin': (path) => fetched(twin.url + path),
  Invoke: async (path) => {
    const invocations = `${lambda.invokeEndpoint}/2015-03-31/functions/fixture/invocations`;
    const response = await fetch(invocations, { method: 'POST', body: JSON.stringify({ rawPath: path }) });
    const Payload = Buffer.from(await response.arrayBuffer());
    const ending = endingOf({ Payload, $metadata: {} } as unknown as InvokeCommandOutput, {
      format: '2.0',
      keepBodyBytes: 1000,
    });
    if (ending.kind !== 'answer') throw new Error(ending.outcome.kind);
    return [ending.answer.status, ending.answer.body.toString()];
  },
};

async function fetched(url: string): Promise<readonly [number, string]> {
  const response = await fetch(url);
  return [response.status, await response.text()];
}

describe.each(Object.keys(ways) as Way[])('by the %s', (way) => {
  it.each(Object.entries(said))('%s', async (path, [, status, body]) => {
    const [gotStatus, gotBody] = await ways[way](path);
    // By Invoke there is no server that drops the body of a 204.
    expect([gotStatus, status === 204 ? '' : gotBody]).toEqual([status, body]);
  });

  it.each(Object.keys(refused))('%s is a 502', async (path) => {
    expect((await ways[way](path))[0]).toBe(502);
  });
});

it('headers of numbers and booleans are text, and a 204 has no length', async () => {
  for (const { url } of [lambda, twin]) {
    const { headers } = await fetch(`${url}/coerced`);
    expect([headers.get('x-n'), headers.get('x-b')]).toEqual(['5', 'true']);
    expect((await fetch(`${url}/no-content`)).headers.has('content-length')).toBe(false);
  }
});

it('the log says what was refused, in one line with its request id', async () => {
  const ids: string[] = [];
  for (const path of Object.keys(refused)) {
    const response = await fetch(lambda.url + path);
    expect(await response.text()).toBe('Internal Server Error');
    ids.push(response.headers.get('x-amzn-requestid') ?? '');
    await fetched(twin.url + path);
  }
  await Promise.all([lambda.stop(), twin.stop()]);
  const reasons = Object.values(refused).map(([, reason]) => reason);
  const words = (reason: string) => `Error: not a valid HTTP answer: ${reason} (the caller got 502)`;
  expect(lambda.log.filter((line) => ids.some((id) => line.startsWith(`RequestId: ${id} Error`)))).toEqual(
    reasons.map((reason, at) => `RequestId: ${ids[at]} ${words(reason)}`),
  );
  for (const reason of reasons) expect(twin.printed()).toContain(`${words(reason)}\n`);
});
