import { type Exchange, refuse } from './exchange.ts';

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
