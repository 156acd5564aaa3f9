import { expect, it } from 'vitest';
import { eventually } from '../rollcall.ts';
import { fixture, type Json, LocalLambda } from './local-lambda.ts';

it('an extension inside of the runtime registers, and is told of each call; what it may not is refused in AWS’s words', async () => {
  await using local = await LocalLambda.start([fixture('internal.mjs'), '--name', 'inner', '--timeout', '20']);
  const { answer } = await local.invoke();
  expect(answer.invoked).toMatchObject({
    status: 200,
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    body: { functionName: 'inner', functionVersion: '$LATEST', handler: 'internal.handler' },
  });
  expect(answer.tries.map(({ status, body }: Json) => [status, body.errorType])).toEqual([
    [403, 'Extension.InvalidEventType'],
    [403, 'Extension.InvalidEventType'],
    [403, 'Extension.InvalidExtensionName'],
    [403, 'InvalidRequestFormat'],
    [403, 'Extension.InvalidExtensionState'],
    [403, 'Extension.InvalidExtensionIdentifier'],
    [403, 'Extension.UnknownExtensionIdentifier'],
    [403, 'Extension.MissingHeader'],
    // The first one and nine more are ten.
    ...Array(9).fill([200, undefined]),
    [403, 'Extension.TooManyExtensions'],
  ]);
  expect(answer.tries[0].body.errorMessage).toBe('SHUTDOWN: ShutdownEventNotSupportedForInternalExtension');
  expect(answer.offered).toEqual({
    status: 202,
    body: { errorType: 'Telemetry.NotSupported', errorMessage: 'Telemetry API is not supported' },
  });
  expect(answer.late).toMatchObject({ status: 403, body: { errorType: 'Extension.RegistrationClosed' } });
  const second = (await local.invoke()).answer;
  expect(second.events).toHaveLength(2);
  expect(second.events[1]).toEqual({
    eventType: 'INVOKE',
    deadlineMs: expect.any(Number),
    requestId: second.requestId,
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:012345678912:function:inner',
    tracing: { type: 'X-Amzn-Trace-Id', value: expect.stringMatching(/^Root=1-/) },
  });
  expect(second.events[1].deadlineMs - Date.now()).toBeGreaterThan(10_000);
});

it('the log names each of them once, after the init; with one of them the runtime is told of its end by SIGTERM', async () => {
  await using local = await LocalLambda.start([fixture('internal.mjs'), '--timeout', '20']);
  await local.invoke();
  await local.stop();
  const { stderr } = local;
  const lines = stderr.split('\n').filter((line) => line.startsWith('EXTENSION'));
  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe('EXTENSION\tName: invoked\tState: Ready\tEvents: [INVOKE]');
  expect(lines[1]).toBe('EXTENSION\tName: number-3\tState: Registered\tEvents: []');
  expect(stderr).toContain('function: SIGTERM\n');
});

it('the log in JSON has them as records', async () => {
  await using local = await LocalLambda.start([fixture('internal.mjs'), '--timeout', '20', '--log-format', 'JSON']);
  await local.invoke();
  await local.stop();
  const { stderr } = local;
  const [first] = stderr.split('\n').filter((line) => line.includes('"platform.extension"'));
  expect(JSON.parse(first ?? '').record).toEqual({ name: 'invoked', state: 'Ready', events: ['INVOKE'] });
});

it('without any the runtime is killed at once: it has no time for its end', async () => {
  await using local = await LocalLambda.start([fixture('terminated.mjs')]);
  await local.invoke();
  await local.stop();
  const { stderr } = local;
  expect(stderr).toContain('REPORT RequestId');
  expect(stderr).not.toContain('function: SIGTERM');
  expect(await eventually(() => !local.stderr.includes('SIGTERM'))).toBe(true);
});
