import type { OutgoingHttpHeaders } from 'node:http';
import type { FunctionVersion } from '../../functions/function-version.ts';
import type { InvokeResult } from '../../invoke.ts';
import { restoreError } from '../../snapshot/restore-failure.ts';
import { oneOf } from '../constraints.ts';
import { type ApiAnswer, type ApiRequest, jsonType } from '../exchange.ts';
import { type QualifiedFunction, qualifiedFunction } from '../function-name.ts';
import { asynchronousLimitBytes, headerOf, invocationRequest, requestTooLarge } from './invocation-request.ts';
import { throttleError } from './throttle-error.ts';

export async function invoke(request: ApiRequest): Promise<ApiAnswer> {
  const types = ['RequestResponse', 'Event', 'DryRun'] as const;
  const type = oneOf(headerOf(request.headers['x-amz-invocation-type']), 'invocationType', types) ?? 'RequestResponse';
  const named = qualifiedFunction(request);
  if (type === 'DryRun') return { status: 204, headers: executedVersion(named.version) };
  return type === 'Event' ? accept(request, named) : answerTo(request, named);
}

export const executedVersion = ({ version }: FunctionVersion): OutgoingHttpHeaders => ({
  'X-Amz-Executed-Version': version,
});

async function answerTo(request: ApiRequest, { version, arn }: QualifiedFunction): Promise<ApiAnswer> {
  const wanted = invocationRequest(request, arn);
  const result = await request.platform.invoke({ version, invocation: 'synchronous', request: wanted });
  if (result.kind === 'throttled') throw throttleError(result);
  const refused = restoreError(result);
  if (refused !== undefined) throw refused;
  if (result.kind === 'streamed') throw new Error('a stream was given to a call that did not ask for one');
  return {
    status: 200,
    headers: { ...jsonType, ...executedVersion(version), ...logResult(result.logTail), ...functionError(result) },
    body: result.payload,
  };
}

/** Each attempt takes the version that the qualifier then means. The client context is for synchronous calls only. */
function accept(request: ApiRequest, { record, qualifier, arn }: QualifiedFunction): ApiAnswer {
  if (request.body.length > asynchronousLimitBytes) throw requestTooLarge(asynchronousLimitBytes);
  const { requestId, traceId, payload } = invocationRequest(request, arn);
  const attempt = (): Promise<InvokeResult> =>
    request.platform.invoke({
      version: record.version(qualifier),
      invocation: 'asynchronous',
      request: { requestId, traceId, payload, functionArn: arn },
    });
  request.asyncInvocations.accept({ requestId, functionArn: arn, attempt });
  return { status: 202 };
}

const logResult = (tail: Buffer | undefined): OutgoingHttpHeaders =>
  tail === undefined ? {} : { 'X-Amz-Log-Result': tail.toString('base64') };

const functionError = ({ kind }: InvokeResult): OutgoingHttpHeaders =>
  kind === 'function-error' ? { 'X-Amz-Function-Error': 'Unhandled' } : {};
