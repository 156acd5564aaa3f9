import { readBody } from '../../app/read-body.ts';
import { type Exchange, metersOf, payloadLimitBytes, refuse, reply } from './exchange.ts';

/** POST /2018-06-01/runtime/invocation/{id}/response: the function's answer. */
export async function response({ runtime, requestId, request, response }: Exchange): Promise<void> {
  const payload = await readBody(request, payloadLimitBytes);
  const meters = metersOf(request);
  // A runtime that breaks off in its answer is dying; its end is what the call fails with.
  if (payload === 'broken-off') return;
  if (payload !== 'too-large') {
    reply(response, runtime.respond(requestId, payload, meters));
    return;
  }
  const errorType = 'Function.ResponseSizeTooLarge';
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${payloadLimitBytes} bytes).`;
  const body = Buffer.from(JSON.stringify({ errorMessage, errorType }));
  refuse(response, runtime.fail(requestId, { kind: 'error', errorType, body }, meters) ?? 'too-large');
}
