import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { expect, it, vi } from 'vitest';
import type { AwsAccess } from '../../../src/aws/access.ts';
import { type FreshOptions, freshEnvironments } from '../../../src/launch/deployed/fresh-environments.ts';
import { type Running, running } from '../invoke-api/invoke-api-server.ts';
import { temporaryDirectory } from '../rollcall.ts';

vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIALOCAL');
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');

const ours = 'ROLLCALL_FRESH_ENVIRONMENTS';

async function options(lambdaEndpoint: string, more: Partial<FreshOptions> = {}): Promise<FreshOptions> {
  return {
    access: { lambdaEndpoint } satisfies AwsAccess,
    ...{ region: 'us-east-1', functionName: 'hello', directory: await temporaryDirectory() },
    redact: (text) => text,
    signal: new AbortController().signal,
    ...more,
  };
}

const variablesOf = ({ platform }: Running) => platform.functions.get('hello')?.latest.settings.variables;

const change = ({ client }: Running, Variables: Record<string, string>) =>
  client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'hello', Environment: { Variables } }));

it('one variable more while it lasts, and as before afterwards; undoing twice is undoing once', async () => {
  await using api = await running();
  const fresh = await freshEnvironments(await options(api.url));
  expect(variablesOf(api)).toEqual({ STAGE: 'test', [ours]: expect.any(String) });
  await Promise.all([fresh.restore(), fresh.restore()]);
  expect(variablesOf(api)).toEqual({ STAGE: 'test' });
  // Added and removed: two changes, each told once to what runs the environments.
  expect(api.platform.told).toEqual(['configuration hello', 'configuration hello']);
  await change(api, { [ours]: 'of another run' });
  await fresh.restore();
  expect(variablesOf(api)).toEqual({ [ours]: 'of another run' });
});

it('returns when the change took effect, not when it was asked for', async () => {
  await using api = await running();
  let tookEffect = false;
  api.platform.takeOver = async () => {
    await sleep(300);
    tookEffect = true;
  };
  const fresh = await freshEnvironments(await options(api.url));
  expect(tookEffect).toBe(true);
  await fresh.restore();
});

it('a change that was interrupted before it took effect is undone', async () => {
  await using api = await running();
  const interruption = new AbortController();
  api.platform.takeOver = () => {
    interruption.abort();
    return sleep(300, undefined);
  };
  await expect(freshEnvironments(await options(api.url, { signal: interruption.signal }))).rejects.toThrow('aborted');
  expect(variablesOf(api)).toEqual({ STAGE: 'test' });
});

it('nothing is changed for a run that was interrupted before', async () => {
  await using api = await running();
  await expect(freshEnvironments(await options(api.url, { signal: AbortSignal.abort() }))).rejects.toThrow('aborted');
  expect(api.platform.told).toEqual([]);
});

it('a change that fails is one message, and is undone', async () => {
  await using api = await running();
  let changes = 0;
  api.platform.takeOver = () => (++changes === 1 ? Promise.reject(new Error('no such handler')) : Promise.resolve());
  await expect(freshEnvironments(await options(api.url))).rejects.toThrow(
    'the change of the configuration of hello did not take effect: InternalError',
  );
  expect(variablesOf(api)).toEqual({ STAGE: 'test' });
});

it('somebody else’s change between reading and changing is read again and kept', async () => {
  await using api = await running();
  const { [Symbol.asyncDispose]: stop, url } = await proxyOf(api.url, async (method, requests) => {
    if (method === 'PUT' && requests === 2) await change(api, { STAGE: 'test', LATER: 'kept' });
  });
  const fresh = await freshEnvironments(await options(url));
  expect(variablesOf(api)).toEqual({ STAGE: 'test', LATER: 'kept', [ours]: expect.any(String) });
  await fresh.restore();
  expect(variablesOf(api)).toEqual({ STAGE: 'test', LATER: 'kept' });
  await stop();
});

it('what an earlier run left behind goes too', async () => {
  await using api = await running();
  await change(api, { STAGE: 'test', [ours]: 'of a run that was killed' });
  await (await freshEnvironments(await options(api.url))).restore();
  expect(variablesOf(api)).toEqual({ STAGE: 'test' });
});

it('of a version, an alias or a qualified ARN nothing is asked', async () => {
  const nowhere = 'http://127.0.0.1:9';
  for (const more of [{ qualifier: '7' }, { functionName: 'hello:live' }]) {
    await expect(freshEnvironments(await options(nowhere, more))).rejects.toThrow(
      /hello:(7|live) is a version or an alias, which cannot be changed/,
    );
  }
});

it('the journal is there before the change, names no value, and says how to undo it', async () => {
  await using api = await running();
  const given = await options(api.url);
  const journal = () => readFile(join(given.directory, 'hello.changed.txt'), 'utf8');
  let written = '';
  api.platform.takeOver = async () => {
    written ||= await journal();
  };
  const fresh = await freshEnvironments(given);
  expect(written).toContain(`${ours} is about to be added`);
  expect(written).toContain(`aws lambda get-function-configuration --region us-east-1 --endpoint-url '${api.url}'`);
  expect(written).not.toContain('is removed.');
  await fresh.restore();
  expect(await journal()).toMatch(/ROLLCALL_FRESH_ENVIRONMENTS is removed\.\n$/);
  expect(await journal()).not.toMatch(/STAGE|test'/);
});

it('what cannot be undone is one message: which variable of which function, and the command that removes it', async () => {
  const api = await running();
  const fresh = await freshEnvironments(await options(api.url));
  await api[Symbol.asyncDispose]();
  const problem = await fresh.restore().catch((error: unknown) => error);
  expect(problem).toMatchObject({
    code: 'not-restored',
    message: expect.stringContaining(
      `the variable ${ours} is still among those of the function hello: AWS could not be`,
    ),
    hint: expect.stringMatching(/^remove it: .*aws lambda get-function-configuration .* \| jq .* aws lambda update-/),
  });
});

it('variables that are encrypted with a key that may not be used are not replaced by none', async () => {
  const encrypted = {
    ...{ FunctionName: 'hello', RevisionId: 'r', LastUpdateStatus: 'Successful' },
    Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'planted-value' } },
  };
  await using api = await answering(() => [200, encrypted]);
  const problem = await freshEnvironments(await options(api.url)).catch((error: unknown) => error);
  expect(problem).toMatchObject({ code: 'variables-unreadable' });
  expect(api.methods).toEqual(['GET']);
});

it('a refusal that repeats the variables is told without them', async () => {
  const told = {
    FunctionName: 'hello',
    RevisionId: 'r',
    LastUpdateStatus: 'Successful',
    Environment: { Variables: {} },
  };
  const refusals = [
    ['exceeded the 4KB limit. String measured: {"DB":"planted-value"}', 'have no room for one more'],
    ['Odd variables: {"DB":"planted-value"}', 'AWS refused to change the configuration of hello in us-east-1'],
  ];
  for (const [message, expected] of refusals) {
    await using api = await answering((method) =>
      method === 'GET' ? [200, told] : [400, { __type: 'InvalidParameterValueException', message }],
    );
    const problem = await freshEnvironments(await options(api.url)).catch((error: unknown) => error);
    expect(inspect(problem, { depth: 9, showHidden: true })).toContain(expected);
    expect(inspect(problem, { depth: 9, showHidden: true })).not.toContain('planted-value');
  }
});

/** A Lambda API that says what the test says. */
async function answering(answer: (method: string) => readonly [status: number, body: object]) {
  const methods: string[] = [];
  const server = createServer((request, response) => {
    methods.push(request.method ?? '');
    const [status, body] = answer(request.method ?? '');
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return { methods, ...(await listening(server)) };
}

/** Something happens on the way. @param meanwhile gets the number of the request, from 1. */
async function proxyOf(target: string, meanwhile: (method: string, requests: number) => Promise<void>) {
  let requests = 0;
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const method = request.method ?? '';
    requests += 1;
    await meanwhile(method, requests);
    const body = method === 'GET' ? {} : { body: Buffer.concat(pieces) };
    const passed = await fetch(target + (request.url ?? ''), { method, ...body });
    const { 'x-amzn-errortype': name } = Object.fromEntries(passed.headers);
    response.writeHead(passed.status, name === undefined ? {} : { 'x-amzn-errortype': name });
    response.end(Buffer.from(await passed.arrayBuffer()));
  });
  return listening(server);
}

async function listening(server: ReturnType<typeof createServer>) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
