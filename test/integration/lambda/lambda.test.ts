import { expect, it } from 'vitest';
import { billedDurationMs } from '../../../src/model/platform/invocation.ts';
import { LambdaHere } from './embedded/here.ts';
import { LambdaProgram } from './program.ts';

const instancesOf = (answers: readonly { body: { instanceId: string } }[]) =>
  new Set(answers.map(({ body }) => body.instanceId));

it('gives two sequential calls to one environment, as its calls 1 and 2', async () => {
  await using lambda = await LambdaHere.start('identity.mjs');
  const [first, second] = [await lambda.call('/'), await lambda.call('/')];
  expect([first.body.call, second.body.call]).toEqual([1, 2]);
  expect(second.body.instanceId).toBe(first.body.instanceId);
});

it('never starts a second environment for 200 calls one after another', async () => {
  await using lambda = await LambdaHere.start('identity.mjs');
  for (let i = 0; i < 199; i++) await lambda.call('/');
  expect((await lambda.call('/')).body.call).toBe(200);
});

it('meets a burst of 10 with 10 environments, and the next burst with the same 10', async () => {
  await using lambda = await LambdaHere.start('identity.mjs');
  const first = await lambda.burst(10, '/wait/800');
  const second = await lambda.burst(10, '/wait/800');
  expect(instancesOf(first).size).toBe(10);
  expect(new Set(first.map(({ body }) => body.pid)).size).toBe(10);
  expect(instancesOf(second)).toEqual(instancesOf(first));
  expect(second.map(({ body }) => body.call)).toEqual(Array(10).fill(2));
});

it('chooses the most recently used of several idle environments', async () => {
  await using lambda = await LambdaHere.start('identity.mjs');
  expect(instancesOf(await lambda.burst(3, '/wait/500')).size).toBe(3);
  const lastStates = () => new Map(lambda.environmentEvents.map(({ pid, state }) => [pid, state]));
  await expect.poll(() => [...lastStates().values()]).toEqual(['idle', 'idle', 'idle']);
  const lastUsed = lambda.environmentEvents.at(-1)?.pid;
  expect((await lambda.call('/')).body).toMatchObject({ pid: lastUsed, call: 2 });
});

it('starts all anew after the keep-alive of 300 ms', async () => {
  await using lambda = await LambdaHere.start('identity.mjs', { keepAliveMs: 300 });
  const first = await lambda.burst(4, '/wait/400');
  const idleEnds = () => lambda.environmentEvents.filter(({ reason }) => reason === 'idle').length;
  await expect.poll(idleEnds).toBe(4);
  const second = await lambda.burst(4, '/wait/400');
  expect(instancesOf([...first, ...second]).size).toBe(8);
  expect(second.map(({ body }) => body.call)).toEqual([1, 1, 1, 1]);
});

it('with a limit of 5 answers 5 of 12 calls of 500 ms and throttles 7', async () => {
  await using lambda = await LambdaHere.start('identity.mjs', { concurrencyLimit: 5 });
  const answers = await lambda.burst(12, '/wait/500');
  const throttled = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  expect(throttled).toHaveLength(7);
  expect(throttled[0]?.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(throttled[0]?.body).toEqual({
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
    message: 'Rate Exceeded.',
  });
});

it('writes one REPORT line per call that agrees with its record: billed = ceil(init + duration)', async () => {
  await using lambda = await LambdaHere.start('identity.mjs');
  const answers = [await lambda.call('/wait/50'), await lambda.call('/'), ...(await lambda.burst(3, '/wait/2000'))];
  await lambda.stop();
  const { reports } = lambda;
  expect(new Set(reports.map(({ requestId }) => requestId))).toEqual(
    new Set(answers.map(({ headers }) => headers.get('x-amzn-requestid'))),
  );
  for (const { requestId, status, metrics, rollcall } of reports) {
    const { durationMs, initDurationMs, billedDurationMs: billed, maxMemoryUsedMB } = metrics;
    const init = initDurationMs === undefined ? '' : `Init Duration: ${initDurationMs.toFixed(2)} ms\t`;
    expect(lambda.log).toContain(
      `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${billed} ms\t` +
        `Memory Size: 1769 MB\tMax Memory Used: ${maxMemoryUsedMB} MB\t${init}`,
    );
    expect(billed).toBe(billedDurationMs(durationMs, initDurationMs));
    expect(status).toBe('success');
    expect(maxMemoryUsedMB).toBeGreaterThan(20);
    expect(rollcall.cpuMs).toBeGreaterThan(0);
    expect(rollcall.initCpuMs === undefined).toBe(initDurationMs === undefined);
  }
  // The warm environment and two new ones met the burst: three cold starts in all.
  expect(reports.filter(({ metrics }) => metrics.initDurationMs !== undefined)).toHaveLength(3);
  expect(reports[0]?.metrics.durationMs).toBeGreaterThanOrEqual(49);
});

it('tells the life of an environment in order', async () => {
  await using lambda = await LambdaHere.start('identity.mjs');
  await lambda.call('/');
  await lambda.stop();
  const events = lambda.environmentEvents;
  expect(events.map(({ state }) => state)).toEqual(['starting', 'idle', 'busy', 'idle', 'stopped']);
  expect(events.at(-1)).toMatchObject({ reason: 'shutdown', peakRssMb: expect.any(Number) });
  const instants = events.map(({ atEpochMs }) => atEpochMs);
  expect(instants).toEqual(instants.toSorted((a, b) => a - b));
});

it('prints what the function prints between its START and its END', async () => {
  await using lambda = await LambdaHere.start('deaths.mjs');
  await lambda.call('/print');
  await lambda.stop();
  expect(lambda.log[0]).toMatch(/^INIT_START Runtime Version: nodejs:[\d.]+\tRuntime Version ARN: arn:aws:lambda:\S+$/);
  // A line begins with its time and the id of its call, and what the function writes in lines is one line with CR in it.
  const words = lambda.log
    .slice(1)
    .map((line) => line.replace(/ RequestId.*/, '').replace(/^[\d:.TZ-]+\t[\da-f-]{36}\t/, ''));
  expect(words).toEqual(['START', 'INFO\tfirst line\rsecond line', 'ERROR\ton stderr', 'END', 'REPORT']);
});

it('gives an environment its own variables and nothing of the caller', async () => {
  await using lambda = await LambdaProgram.start('deaths.mjs', { environment: { MINE: 'yes' } });
  const { body } = await lambda.call('/environment');
  expect(Object.keys(body).filter((name) => /NODE_OPTIONS|HOME|VITEST/.test(name))).toEqual([]);
  // The caller's, which `LambdaProgram` has in its environment.
  expect(JSON.stringify(body)).not.toContain('AKIAEXAMPLE');
  expect(body).toMatchObject({
    MINE: 'yes',
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    AWS_LAMBDA_FUNCTION_NAME: 'fixture',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    _HANDLER: 'deaths.handler',
    _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
  });
});

it('runs a function whose module awaits at its top level', async () => {
  await using lambda = await LambdaHere.start('top-level-await.mjs');
  expect((await lambda.call('/')).body).toEqual({ greeting: 'awaited' });
});

it("keeps its own request id, and sends the function's cookies", async () => {
  await using lambda = await LambdaHere.start('deaths.mjs');
  const { headers } = await lambda.call('/own-request-id');
  await lambda.stop();
  expect(headers.get('x-amzn-requestid')).toBe(lambda.reports[0]?.requestId);
  expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

it('answers the ping itself, without an environment', async () => {
  await using lambda = await LambdaHere.start('identity.mjs');
  expect((await lambda.call('/.rollcall/ping')).status).toBe(204);
  expect((await lambda.call('/')).body.call).toBe(1);
});

it('goes on with an invocation whose caller has given up, and loses no environment over it', async () => {
  await using lambda = await LambdaHere.start('identity.mjs', { concurrencyLimit: 1 });
  await lambda.call('/');
  const controller = new AbortController();
  const givenUp = expect(lambda.call('/wait/1000', { signal: controller.signal })).rejects.toThrow();
  await expect.poll(() => lambda.starts).toBe(2);
  controller.abort();
  await givenUp;
  // Throttled until the environment is free again: a request that is throttled is no call.
  await expect.poll(async () => (await lambda.call('/')).body?.call).toBe(3);
});
