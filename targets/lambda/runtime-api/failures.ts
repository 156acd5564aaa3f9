import { type Exchange, metersOf, readFailure, reply } from './exchange.ts';

/** POST /2018-06-01/runtime/invocation/{id}/error: the function threw. */
export async function error({ runtime, requestId, request, response }: Exchange): Promise<void> {
  const failure = await readFailure(request);
  if (failure === 'broken-off') runtime.brokeOff(requestId);
  else reply(response, runtime.fail(requestId, failure, metersOf(request)));
}

/**
 * POST /2018-06-01/runtime/init/error: the function could not be loaded, or its module threw; and restore/error: a hook that runs after
 * the restore threw. A runtime that breaks off here is dying; its end is what the init fails with.
 */
export const startError =
  (method: 'failInit' | 'failRestore') =>
  async ({ runtime, request, response }: Exchange): Promise<void> => {
    const failure = await readFailure(request);
    if (failure !== 'broken-off') reply(response, runtime[method](failure));
  };
