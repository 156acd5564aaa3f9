import type { Engine } from '../engine.ts';
import type { Exchange } from '../exchange.ts';
import { turn } from '../wait.ts';

/** Between so many sends the answers that have come already are stamped. */
const sendsPerTurn = 64;

/**
 * Sends so many requests as fast as it goes, unless it is stopped. Resolves when all are sent; `allEnded` when all have ended.
 */
export async function sendAll(
  requests: number,
  intendedAtMs: number,
  { send, isStopped, onEnd }: SendAllOptions,
): Promise<{ readonly allEnded: Promise<void> }> {
  const ends: Promise<void>[] = [];
  for (let sent = 0; sent < requests && !isStopped(); sent += 1) {
    ends.push(
      new Promise((resolve) =>
        send(intendedAtMs, (exchange) => {
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
