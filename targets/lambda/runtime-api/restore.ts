import { type Exchange, readFailure, refuse, reply } from './exchange.ts';

/** GET /2018-06-01/runtime/restore/next: held open until the environment is restored from a snapshot. */
export function restoreNext({ runtime, response }: Exchange): void {
  const refusal = runtime.restoreNext({
    restored() {
      response.writeHead(200, { 'content-length': 0 });
      response.end();
    },
  });
  if (refusal !== undefined) refuse(response, refusal);
}

/** POST /2018-06-01/runtime/restore/error: a hook that runs after the restore threw. */
export async function restoreError({ runtime, request, response }: Exchange): Promise<void> {
  const failure = await readFailure(request);
  if (failure !== 'broken-off') reply(response, runtime.failRestore(failure));
}
