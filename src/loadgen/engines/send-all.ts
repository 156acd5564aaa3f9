import type { Engine } from '../engine.ts';
import type { Exchange } from '../exchange.ts';
import { turn } from '../wait.ts';

/** After this many sends, the answers that have arrived get their timestamps. */
const sendsPerTurn = 64;

/**
 * Sends these requests as fast as possible, unless it is stopped. Resolves when all are sent; `allEnded` when all have ended.
 */
export async function sendAll(
  requests: readonly number[],
  intendedAtMs: number,
  { send, isStopped, onEnd }: SendAllOptions,
): Promise<{ readonly allEnded: Promise<void> }> {
  const ends: Promise<void>[] = [];
  for (const [sent, request] of requests.entries()) {
    if (isStopped()) break;
    ends.push(
      new Promise((resolve) =>
        send(request, intendedAtMs, (exchange) => {
          resolve();
          onEnd(exchange);
        }),
      ),
    );
    if (sent % sendsPerTurn === sendsPerTurn - 1) await turn();
  }
  return { allEnded: Promise.all(ends).then(() => {}) };
}

interface SendAllOptions {
  readonly send: Engine['send'];
  isStopped(): boolean;
  onEnd(exchange: Exchange): void;
}
