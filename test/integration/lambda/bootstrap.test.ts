import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isClient4 } from '../node-version.ts';
import { type Posted, RuntimeProcess } from '../runtime-process.ts';

const fixture = (name: string) => join(import.meta.dirname, '../../fixtures/lambda', name);
const node = (file: string, name: string) =>
  ({ kind: 'node', handler: { file: fixture(file), export: name } }) as const;

async function called(name: string, headers?: Record<string, string>): Promise<Posted> {
  await using runtime = await RuntimeProcess.start(node('kinds.cjs', name));
  return await runtime.call({}, headers);
}

async function streamed(name: string): Promise<Posted> {
  await using runtime = await RuntimeProcess.start(node('stream-ways.mjs', name));
  const posted = await runtime.call();
  // It lives on.
  await runtime.polling(1);
  return posted;
}

describe('a handler for Node', () => {
  it('answers with what it promises', async () => {
    const { path, body } = await called('returns');
    expect([path, body]).toEqual(['invocation/1/response', { id: '1', left: true }]);
  });

  it('has the client context, the identity and the trace of its call, and none of the next one', async () => {
    await using runtime = await RuntimeProcess.start(node('kinds.cjs', 'context'));
    const first = await runtime.call(
      {},
      {
        'Lambda-Runtime-Client-Context': '{"custom":{"a":1}}',
        'Lambda-Runtime-Cognito-Identity': '{"cognitoIdentityId":"i"}',
      },
    );
    expect(first.body).toMatchObject({
      ...{ functionName: 'f', awsRequestId: '1' },
      ...{ clientContext: { custom: { a: 1 } }, identity: { cognitoIdentityId: 'i' } },
    });
    const second = await runtime.call();
    expect([second.body.clientContext, second.body.identity]).toEqual([undefined, undefined]);
  });

  it.each([
    ['kinds.cjs', 'missing', 'Runtime.HandlerNotFound'],
    ['kinds.cjs', 'number', 'Runtime.HandlerNotFound'],
    ['kinds.cjs', '', 'Runtime.HandlerNotFound'],
    ['no-such-file.mjs', 'handler', 'Runtime.ImportModuleError'],
    ['init-syntax.mjs', 'handler', 'Runtime.UserCodeSyntaxError'],
  ])('%s, %s: init fails with %s', async (file, name, errorType) => {
    await using runtime = await RuntimeProcess.start(node(file, name));
    const { body, headers } = await runtime.initError;
    expect([body.errorType, headers['lambda-runtime-function-error-type']]).toEqual([errorType, errorType]);
    expect(await runtime.exit()).toBe(`Runtime exited with error: exit status ${isClient4 ? 1 : 129}`);
  });

  it('a promise that its module leaves behind fails the init, and no call', async () => {
    await using runtime = await RuntimeProcess.start(node('../node-client/init-loose.cjs', 'handler'));
    if (!isClient4) expect((await runtime.initError).body.errorMessage).toBe('TypeError: loose at init');
    expect(await runtime.exit()).toBe(`Runtime exited with error: exit status ${isClient4 ? 1 : 128}`);
    expect(runtime.firstPolls).toEqual([]);
  });

  it('its CPU is told with its first poll and with each answer', async () => {
    await using runtime = await RuntimeProcess.start(node('kinds.cjs', 'returns'));
    const { headers } = await runtime.call();
    expect(Number(runtime.firstPolls[0]?.['rollcall-cpu-us'])).toBeGreaterThan(1000);
    expect(Number(headers['rollcall-cpu-us'])).toBeGreaterThan(0);
  });

  it.runIf(process.platform === 'linux')(
    'so are the queueing of its main thread, its handler and threads of V8',
    async () => {
      await using runtime = await RuntimeProcess.start(node('kinds.cjs', 'returns'));
      await runtime.call();
      const [poll = {}] = runtime.firstPolls;
      // The main one and four of V8, at least.
      expect(Number(poll['rollcall-own-threads'])).toBeGreaterThan(4);
      const figures = (told: Readonly<Record<string, unknown>>) =>
        ['cpu', 'main-cpu', 'handler', 'queued'].map((name) => Number(told[`rollcall-${name}-us`]));
      const [cpuUs = 0, mainUs = 0] = figures(poll);
      expect(Math.min(cpuUs, mainUs)).toBeGreaterThan(0);
      // Figures are read within 500 us of one another, unless the process is preempted between two of them: a call of 20 is not.
      const excesses: number[] = [];
      for (let calls = 0; calls < 20; calls += 1) {
        const [, ranUs = 0, handlerUs = 0, queuedUs = 0] = figures((await runtime.call()).headers);
        expect(ranUs).toBeGreaterThan(0);
        excesses.push(ranUs + queuedUs - handlerUs);
      }
      expect(Math.min(...excesses)).toBeLessThanOrEqual(1000);
    },
  );
});

describe('a streaming handler for Node', () => {
  it.each([
    ['pipes', 'abc'],
    ['pipelines', 'abc'],
    ['wrapped', 'abc'],
    ['writesNothing', ''],
  ])('%s: all of %j is there, also what came after its return', async (name, text) => {
    const posted = await streamed(name);
    expect([posted.path, posted.text, posted.trailers]).toEqual(['invocation/1/response', text, {}]);
    expect(posted.headers['lambda-runtime-function-response-mode']).toBe('streaming');
  });

  it('an error before the first byte is in the trailers of an empty answer', async () => {
    const { path, text, trailers } = await streamed('failsAfterItsStatus');
    expect([path, text]).toEqual(['invocation/1/response', '']);
    expect(trailers['lambda-runtime-function-error-type']).toBe('RangeError');
  });

  it('one that promises nothing but has ended its answer has answered', async () => {
    const { text, trailers } = await streamed('isNotAsync');
    expect([text, trailers]).toEqual(['x', {}]);
  });
});

describe('several calls in one environment for Node', () => {
  const start = (concurrency: number, variables: Record<string, string> = {}) =>
    RuntimeProcess.start(node('kinds.cjs', 'threads'), {
      AWS_LAMBDA_MAX_CONCURRENCY: String(concurrency),
      ...variables,
    });

  it('5 polls on 5 connections of one event loop; no call has a CPU time of its own', async () => {
    await using runtime = await start(5);
    await runtime.polling(5);
    expect(runtime.firstPolls).toHaveLength(5);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => runtime.call()));
    expect(new Set(answers.map(({ body }) => body.threadId))).toEqual(new Set([0]));
    expect(answers.map(({ headers }) => headers['rollcall-cpu-us'])).toEqual([1, 2, 3, 4, 5].map(() => undefined));
    // All of them polled again.
    await runtime.polling(5);
    expect(runtime.firstPolls).toHaveLength(5);
  });

  it('with 2 worker threads: 3 and 2 polls', async () => {
    await using runtime = await start(5, { AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' });
    await runtime.polling(5);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => runtime.call()));
    const threads = answers.map(({ body }) => body.threadId).toSorted();
    expect(threads.filter((thread) => thread === threads[0]).length).toBeOneOf([2, 3]);
    expect(new Set(threads).size).toBe(2);
    expect(new Set(answers.map(({ body }) => body.pid)).size).toBe(1);
  });

  it('a log line names the call that wrote it, also where several share an event loop', async () => {
    await using runtime = await RuntimeProcess.start(node('kinds.cjs', 'names'), { AWS_LAMBDA_MAX_CONCURRENCY: '3' });
    await runtime.polling(3);
    await Promise.all([3, 2, 1].map((nth) => runtime.call({ nth })));
    const records = runtime.lines.map((line) => JSON.parse(line));
    expect(records.map(({ requestId, message }) => `${requestId} ${message}`).toSorted()).toEqual([
      ...['1 call 3', '2 call 2', '3 call 1'],
    ]);
  });

  it('a thread that dies takes its environment with it, and what it died of is in the log', async () => {
    await using runtime = await RuntimeProcess.start(node('kinds.cjs', 'unhandled'), {
      ...{ AWS_LAMBDA_MAX_CONCURRENCY: '4', AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' },
    });
    await runtime.polling(4);
    void runtime.call();
    expect(await runtime.exit()).toBe('Runtime exited with error: exit status 1');
    expect(runtime.lines.join('\n')).toContain('nobody looks');
  });
});

describe('a handler for Python', () => {
  const code = (name: string) => ({ kind: 'python', file: fixture('python/kinds.py'), function: name }) as const;
  const python = (name: string, variables?: Record<string, string>) => RuntimeProcess.start(code(name), variables);

  it('returns', async () => {
    await using runtime = await python('returns');
    const { path, body } = await runtime.call({ a: 1 });
    expect([path, body]).toEqual(['invocation/1/response', { event: { a: 1 }, left: true, name: 'f' }]);
  });

  it('has client context, identity and trace as attributes, None where there are none', async () => {
    await using runtime = await python('about');
    const { body } = await runtime.call(
      {},
      {
        'Lambda-Runtime-Client-Context': '{"custom":{"a":1},"client":{"app_title":"t"}}',
        'Lambda-Runtime-Cognito-Identity': '{"cognitoIdentityId":"i","cognitoIdentityPoolId":"p"}',
      },
    );
    expect(body).toEqual({ custom: { a: 1 }, app: 't', version: null, identity: 'i', trace: 'Root=1-2-3' });
    await using bare = await python('nobody');
    expect((await bare.call()).body).toEqual([null, null]);
  });

  it.each([
    ['fails', 'KeyError', "'key'"],
    ['not_json', 'Runtime.MarshalError', expect.stringContaining('Unable to marshal response')],
  ])('%s: %s', async (name, errorType, errorMessage) => {
    await using runtime = await python(name);
    const { path, body } = await runtime.call();
    expect(path).toBe('invocation/1/error');
    expect(body).toMatchObject({ errorType, errorMessage });
    // A stack begins with the function's own code.
    if (name === 'fails')
      expect([body.stackTrace.length, body.stackTrace[0]]).toEqual([1, expect.stringContaining('in fails')]);
    await runtime.polling(1);
  });

  it('that exits ends its environment; one without a name never starts', async () => {
    await using leaver = await python('leaves');
    void leaver.call();
    expect(await leaver.exit()).toBe('Runtime exited with error: exit status 4');
    await using nameless = await RuntimeProcess.start({ ...code(''), handlerName: 'kinds' });
    expect((await nameless.initError).body.errorType).toBe('Runtime.MalformedHandlerName');
  });

  it('its CPU is told: most of the 300 ms that it burns, of start and call together', async () => {
    await using runtime = await python('burns');
    const { headers } = await runtime.call();
    const init = Number(runtime.firstPolls[0]?.['rollcall-cpu-us']);
    const resting = Number(runtime.firstPolls[0]?.['rollcall-resting-cpu-us']);
    expect(init + resting + Number(headers['rollcall-cpu-us'])).toBeGreaterThan(290_000);
    expect(runtime.firstPolls[0]?.['rollcall-own-threads']).toBe('1');
    expect(Number(headers['rollcall-handler-us'])).toBeGreaterThan(Number(headers['rollcall-main-cpu-us']));
  });

  it('3 calls at once in 3 processes, each with a CPU time of its own; they all end with the first', async () => {
    await using runtime = await python('process', { AWS_LAMBDA_MAX_CONCURRENCY: '3' });
    await runtime.polling(3);
    const answers = await Promise.all([1, 2, 3].map(() => runtime.call()));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(3);
    expect(answers.every(({ headers }) => headers['rollcall-cpu-us'] !== undefined)).toBe(true);
    process.kill(Number(answers[0]?.body), 'SIGKILL');
    expect(await runtime.exit()).toBe('Runtime exited with error: exit status 1');
  });
});
