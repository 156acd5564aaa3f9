import type { ReadyFor } from './connections/opening-ahead.ts';
import type { Exchange } from './exchange.ts';

/** What sends requests. It knows neither when they are due nor which instance an answer names. */
export interface Engine {
  /**
   * Prepares to send this many requests. A failure to prepare shows when the requests are sent.
   * @param needed how many of them an open load is known to have in flight at once, from an earlier load on the same server
   */
  prepare(requests: number, readyFor: ReadyFor, needed?: number): Promise<void>;
  /**
   * Sends these requests now, each by its index, which is when they are due. Each ends in exactly one call of `onEnd`. Resolves when all
   * have ended.
   */
  release(requests: readonly number[], intendedAtMs: number, onEnd: (exchange: Exchange) => void): Promise<void>;
  /** Sends one request now, by its index, on an idle connection if there is one. It ends in one call of `onEnd`. */
  send(request: number, intendedAtMs: number, onEnd: (exchange: Exchange) => void): void;
  /** Sends nothing more and ends the requests in flight at once, as interrupted. Can be called again. */
  stop(): void;
}
