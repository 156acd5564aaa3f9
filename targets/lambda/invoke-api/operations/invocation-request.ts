import { optional } from '../../../../src/model/optional.ts';
import { ServiceError, violation } from '../../functions/service-error.ts';
import type { InvokeRequest } from '../../invoke.ts';
import { oneOf } from '../constraints.ts';
import type { ApiRequest } from '../exchange.ts';
import { parseJson } from '../json-input.ts';

/** Source: "Invocation payload" (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html) */
export const synchronousLimitBytes = 6 * 1024 * 1024;
export const asynchronousLimitBytes = 1024 * 1024;

/** Of `X-Amz-Client-Context`, in base64. */
const clientContextLimitBytes = 3583;

/** What the function is to get of a client's request. @throws {ServiceError} The client sent what Lambda does not take. */
export function invocationRequest(
  request: ApiRequest,
  functionArn: string,
): InvokeRequest & { readonly payload: Buffer } {
  const { requestId, traceId, headers } = request;
  const logType = oneOf(headerOf(headers['x-amz-log-type']), 'logType', ['None', 'Tail']);
  return {
    requestId,
    traceId,
    functionArn,
    payload: payloadOf(request.body),
    ...optional('logType', logType),
    ...optional('clientContext', clientContextOf(headerOf(headers['x-amz-client-context']))),
  };
}

export const headerOf = (header: string | string[] | undefined): string | undefined =>
  header === undefined ? undefined : String(header);

export const requestTooLarge = (limitBytes: number): ServiceError =>
  new ServiceError(
    'RequestTooLargeException',
    `Request must be smaller than ${limitBytes} bytes for the InvokeFunction operation`,
  );

/** Without a payload the event is an empty object. */
function payloadOf(body: Buffer): Buffer {
  if (body.length === 0) return Buffer.from('{}');
  parseJson(body);
  return body;
}

/** Base64 outside, JSON inside. */
function clientContextOf(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  if (header.length > clientContextLimitBytes)
    throw violation(
      header,
      'clientContext',
      `Member must have length less than or equal to ${clientContextLimitBytes}`,
    );
  const json = Buffer.from(header, 'base64');
  try {
    parseJson(json);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new ServiceError(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
    );
  }
  return json.toString();
}
