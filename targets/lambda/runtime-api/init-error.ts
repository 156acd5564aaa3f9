import { type Exchange, readFailure, reply } from './exchange.ts';

/** POST /2018-06-01/runtime/init/error: the function could not be loaded, or its module threw. */
export async function initError({ runtime, request, response }: Exchange): Promise<void> {
  reply(response, runtime.failInit(await readFailure(request)));
}
