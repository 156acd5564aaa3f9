import { type Exchange, readFailure, reply } from './exchange.ts';

/** POST /2018-06-01/runtime/init/error: the function could not be loaded, or its module threw. */
export async function initError({ runtime, request, response }: Exchange): Promise<void> {
  const failure = await readFailure(request);
  // A runtime that breaks off here is dying; its end is what the init fails with.
  if (failure !== 'broken-off') reply(response, runtime.failInit(failure));
}
