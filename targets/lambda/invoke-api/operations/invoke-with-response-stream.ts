import { optional } from '../../../../src/model/optional.ts';
import type { InvokeResult, StreamEnd } from '../../invoke.ts';
import { restoreError } from '../../snapshot/restore-failure.ts';
import { oneOf } from '../constraints.ts';
import { eventMessage } from '../event-stream.ts';
import type { ApiAnswer, ApiRequest } from '../exchange.ts';
import { qualifiedFunction } from '../function-name.ts';
import { headerOf, invocationRequest } from './invocation-request.ts';
import { executedVersion } from './invoke.ts';
import { throttleError } from './throttle-error.ts';

export async function invokeWithResponseStream(request: ApiRequest): Promise<ApiAnswer> {
  const types = ['RequestResponse', 'DryRun'] as const;
  const type = oneOf(headerOf(request.headers['x-amz-invocation-type']), 'invocationType', types);
  const { version, arn } = qualifiedFunction(request);
  if (type === 'DryRun') return { status: 204, headers: executedVersion(version) };
  const wanted = { ...invocationRequest(request, arn), mode: 'stream' } as const;
  const result = await request.platform.invoke({ version, invocation: 'synchronous', request: wanted });
  if (result.kind === 'throttled') throw throttleError(result);
  const refused = restoreError(result);
  if (refused !== undefined) throw refused;
  const headers = { 'content-type': 'application/vnd.amazon.eventstream', ...executedVersion(version) };
  const release = () => void (result.kind === 'streamed' && result.chunks.destroy());
  return { status: 200, headers, chunks: messages(result), release };
}

/** A `PayloadChunk` for each piece of the answer, and one `InvokeComplete` that says how it ended. */
async function* messages(result: Exclude<InvokeResult, { kind: 'throttled' }>): AsyncGenerator<Buffer> {
  if (result.kind === 'streamed') {
    for await (const chunk of result.chunks) yield payloadChunk(chunk);
    yield invokeComplete(await result.ended);
  } else if (result.kind === 'answered') {
    yield payloadChunk(result.payload);
    yield invokeComplete(result);
  } else {
    const { errorType, payload, logTail } = result;
    yield invokeComplete({ error: { errorType, payload }, ...optional('logTail', logTail) });
  }
}

const payloadChunk = (chunk: Buffer): Buffer => eventMessage('PayloadChunk', 'application/octet-stream', chunk);

function invokeComplete({ error, logTail }: StreamEnd): Buffer {
  const body = {
    ...optional('ErrorCode', error?.errorType),
    ...optional('ErrorDetails', error?.payload.toString()),
    ...optional('LogResult', logTail?.toString('base64')),
  };
  return eventMessage('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(body)));
}
