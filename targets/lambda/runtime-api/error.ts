import { type Exchange, metersOf, readFailure, reply } from './exchange.ts';

/** POST /2018-06-01/runtime/invocation/{id}/error: the function threw. */
export async function error({ runtime, requestId, request, response }: Exchange): Promise<void> {
  const failure = await readFailure(request);
  if (failure === 'broken-off') runtime.brokeOff(requestId);
  else reply(response, runtime.fail(requestId, failure, metersOf(request)));
}
