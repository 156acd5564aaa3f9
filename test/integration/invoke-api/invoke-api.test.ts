import { PassThrough } from 'node:stream';
import {
  CreateFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamResponseEvent,
  LambdaClient,
  ListFunctionsCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import type { StreamEnd } from '../../../targets/lambda/invoke.ts';
import { arn, running } from './invoke-api-server.ts';

const FunctionName = 'hello';
const text = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString();

it('invokes: the event in, the answer out, with the version that ran', async () => {
  await using server = await running();
  const { client, platform } = server;
  const answer = await client.send(new InvokeCommand({ FunctionName, Payload: '{"a":1}' }));
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer).not.toHaveProperty('FunctionError', expect.anything());
  expect(answer.LogResult).toBeUndefined();
  expect(text(answer.Payload)).toBe('{"a":1}');
  const request = platform.calls[0]?.request;
  expect(request).toMatchObject({ functionArn: arn, requestId: answer.$metadata.requestId });
  expect(request?.traceId).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
  expect(platform.calls[0]?.invocation).toBe('synchronous');
});

it('without a payload the event is {}', async () => {
  await using server = await running();
  expect(text((await server.client.send(new InvokeCommand({ FunctionName }))).Payload)).toBe('{}');
});

it('finds the endpoint in AWS_ENDPOINT_URL_LAMBDA', async () => {
  await using server = await running();
  const before = process.env['AWS_ENDPOINT_URL_LAMBDA'];
  process.env['AWS_ENDPOINT_URL_LAMBDA'] = server.url;
  try {
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const client = new LambdaClient({ region: 'us-east-1', credentials });
    expect((await client.send(new ListFunctionsCommand({}))).Functions).toHaveLength(1);
    client.destroy();
  } finally {
    if (before === undefined) delete process.env['AWS_ENDPOINT_URL_LAMBDA'];
    else process.env['AWS_ENDPOINT_URL_LAMBDA'] = before;
  }
});

it('a function error is a 200 with FunctionError, and its JSON as payload; Tail brings the log', async () => {
  await using server = await running();
  const payload = Buffer.from('{"errorType":"Sandbox.Timedout","errorMessage":"..."}');
  server.platform.run = () => ({
    kind: 'function-error',
    errorType: 'Sandbox.Timedout',
    payload,
    logTail: Buffer.from('END\n'),
  });
  const answer = await server.client.send(new InvokeCommand({ FunctionName, LogType: 'Tail' }));
  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(text(answer.Payload)).toBe(payload.toString());
  expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toBe('END\n');
  expect(server.platform.calls[0]?.request.logType).toBe('Tail');
});

it('hands the client context over, decoded', async () => {
  await using server = await running();
  const ClientContext = Buffer.from('{"client":{"app":"x"}}').toString('base64');
  await server.client.send(new InvokeCommand({ FunctionName, ClientContext }));
  expect(server.platform.calls[0]?.request.clientContext).toBe('{"client":{"app":"x"}}');
  await expect(server.client.send(new InvokeCommand({ FunctionName, ClientContext: 'bm8=' }))).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
  });
});

it('a dry run is a 204, and runs nothing', async () => {
  await using server = await running();
  const answer = await server.client.send(new InvokeCommand({ FunctionName, InvocationType: 'DryRun' }));
  expect(answer.StatusCode).toBe(204);
  expect(server.platform.calls).toEqual([]);
  const missing = new InvokeCommand({ FunctionName: 'other', InvocationType: 'DryRun' });
  await expect(server.client.send(missing)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('an event is a 202 at once, tried three times under one request id, then discarded', async () => {
  await using server = await running({ asyncPolicy: { retryDelaysMs: [5, 10] } });
  server.platform.run = () => ({ kind: 'function-error', errorType: 'Error', payload: Buffer.from('{}') });
  const answer = await server.client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: '1' }));
  expect(answer.StatusCode).toBe(202);
  expect(text(answer.Payload)).toBe('');
  await expect.poll(() => server.discarded).toHaveLength(1);
  const requestId = answer.$metadata.requestId;
  expect(server.discarded).toEqual([{ requestId, functionArn: arn, condition: 'RetriesExhausted', attempts: 3 }]);
  expect(server.platform.calls.map(({ invocation }) => invocation)).toEqual(Array(3).fill('asynchronous'));
  expect(new Set(server.platform.calls.map(({ request }) => request.requestId))).toEqual(new Set([requestId]));
});

it('a throttle is a 429 with its reason and Retry-After, which the SDK tries three times', async () => {
  await using server = await running({}, { maxAttempts: 3 });
  const reason = 'ConcurrentInvocationLimitExceeded';
  server.platform.run = () => ({ kind: 'throttled', reason, retryAfterS: 1 });
  const error = await server.client.send(new InvokeCommand({ FunctionName })).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TooManyRequestsException);
  expect(error).toMatchObject({ Reason: reason, Type: 'User', message: 'Rate Exceeded.', retryAfterSeconds: '1' });
  expect(server.platform.calls).toHaveLength(3);
});

it('streams: a PayloadChunk for each piece while the function still runs, then InvokeComplete', async () => {
  await using server = await running();
  const chunks = new PassThrough();
  let end: (end: StreamEnd) => void = () => undefined;
  const ended = new Promise<StreamEnd>((resolve) => {
    end = resolve;
  });
  server.platform.run = () => ({ kind: 'streamed', contentType: 'text/plain', chunks, ended });
  const command = new InvokeWithResponseStreamCommand({ FunctionName, LogType: 'Tail' });
  // The SDK waits for the first event before it gives an answer.
  chunks.write('one');
  const answer = await server.client.send(command);
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  const seen: string[] = [];
  for await (const event of answer.EventStream ?? []) {
    if (event.InvokeComplete) seen.push(JSON.stringify(event.InvokeComplete));
    else seen.push(text(event.PayloadChunk?.Payload));
    if (seen.length === 1) chunks.end('two');
    if (seen.length === 2)
      end({ error: { errorType: 'Late', payload: Buffer.from('{}') }, logTail: Buffer.from('log') });
  }
  expect(seen).toEqual(['one', 'two', '{"ErrorCode":"Late","ErrorDetails":"{}","LogResult":"bG9n"}']);
});

it('streams what came whole, and an error that came before any answer', async () => {
  await using server = await running();
  const events = async () => {
    const answer = await server.client.send(new InvokeWithResponseStreamCommand({ FunctionName, Payload: '[1]' }));
    const events: InvokeWithResponseStreamResponseEvent[] = [];
    for await (const event of answer.EventStream ?? []) events.push(event);
    return events;
  };
  expect(await events()).toEqual([
    { PayloadChunk: { Payload: new Uint8Array(Buffer.from('[1]')) } },
    { InvokeComplete: {} },
  ]);
  server.platform.run = () => ({
    kind: 'function-error',
    errorType: 'Runtime.ExitError',
    payload: Buffer.from('{"e":1}'),
  });
  expect(await events()).toEqual([{ InvokeComplete: { ErrorCode: 'Runtime.ExitError', ErrorDetails: '{"e":1}' } }]);
});

it('lets go of a stream whose client has gone', async () => {
  await using server = await running();
  const chunks = new PassThrough();
  server.platform.run = () => ({
    kind: 'streamed',
    contentType: 'text/plain',
    chunks,
    ended: new Promise(() => undefined),
  });
  chunks.write('one');
  const path = `/2021-11-15/functions/hello/response-streaming-invocations`;
  const leaving = new AbortController();
  await fetch(`${server.url}${path}`, { method: 'POST', signal: leaving.signal });
  leaving.abort();
  await expect.poll(() => chunks.destroyed).toBe(true);
  expect(server.errors).toEqual([]);
});

it.each([
  ['RequestResponse', 6_291_456],
  ['Event', 1_048_576],
] as const)('takes a payload of %s of %i bytes, and not of one more', async (InvocationType, bytes) => {
  await using server = await running();
  const send = (length: number) =>
    server.client.send(new InvokeCommand({ FunctionName, InvocationType, Payload: `"${'x'.repeat(length - 2)}"` }));
  expect((await send(bytes)).$metadata.httpStatusCode).toBe(InvocationType === 'Event' ? 202 : 200);
  await expect(send(bytes + 1)).rejects.toMatchObject({
    name: 'RequestTooLargeException',
    message: `Request must be smaller than ${bytes} bytes for the InvokeFunction operation`,
    $metadata: { httpStatusCode: 413 },
  });
});

it('says so if the payload is no JSON', async () => {
  await using server = await running();
  await expect(server.client.send(new InvokeCommand({ FunctionName, Payload: '{' }))).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
    message: expect.stringMatching(/^Could not parse request body into json: /),
    $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
});

it('answers ServiceException for a bug, and tells it', async () => {
  await using server = await running();
  const bug = new Error('bug');
  server.platform.run = () => Promise.reject(bug);
  await expect(server.client.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
    name: 'ServiceException',
    Type: 'Service',
    $metadata: { httpStatusCode: 500 },
  });
  expect(server.errors).toEqual([bug]);
});

it('answers 501 with the name of an operation that it does not offer, and the SDK does not try again', async () => {
  await using server = await running({}, { maxAttempts: 3 });
  const Code = { ZipFile: Buffer.alloc(1) };
  const create = new CreateFunctionCommand({ FunctionName: 'new', Role: 'arn:aws:iam::012345678912:role/r', Code });
  await expect(server.client.send(create)).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringMatching(/^The embedded Lambda does not offer CreateFunction\. It offers: Invoke, /),
    $metadata: { httpStatusCode: 501, attempts: 1 },
  });
});

it('verifies signatures only if it was given credentials', async () => {
  const credentials = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' };
  await using good = await running({ credentials });
  await good.client.send(new InvokeCommand({ FunctionName: `${arn}:$LATEST`, Payload: '1' }));
  const unsigned = await fetch(`${good.url}/2015-03-31/functions/hello`);
  expect(unsigned.status).toBe(403);
  expect(unsigned.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  expect(await unsigned.json()).toEqual({ message: 'Missing Authentication Token' });
  await using bad = await running({ credentials }, { credentials: { ...credentials, secretAccessKey: 'guessed' } });
  await expect(bad.client.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
    name: 'InvalidSignatureException',
    $metadata: { httpStatusCode: 403 },
  });
  expect(bad.platform.calls).toEqual([]);
});
