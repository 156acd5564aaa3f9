import type { Clock } from '../clock.ts';
import type { Engine } from '../engine.ts';
import type { Exchange } from '../exchange.ts';
import { turn, waitUntil } from '../wait.ts';

export interface OpenLoadOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** At most this many requests are in flight; what is due beyond them is recorded as not sent. */
  readonly maxInFlight: number;
  /** The index of the request that is sent next. */
  nextRequest(): number;
  onEnd(exchange: Exchange): void;
}

/**
 * After this many sends in a row the event loop takes a turn. Answers that come in it free their connections: without it each
 * request that is overdue would open a connection, which takes longer than the gap between two requests at 10,000/s.
 */
const sendsPerTurn = 4;

/**
 * Sends a request at each due instant, whatever becomes of those before. A generator that falls behind sends what is
 * overdue at once, and its lag shows between `intendedAtMs` and `sentAtMs`: no request is left out or moved.
 * Resolves when all have ended.
 */
export async function fireOpenLoad(
  due: Iterable<number>,
  startedAtMs: number,
  options: OpenLoadOptions,
): Promise<void> {
  const { clock, signal } = options;
  const flight = new Flight(options);
  let sentInARow = 0;
  for (const dueMs of due) {
    const atMs = startedAtMs + dueMs;
    if (clock.nowMs() < atMs) {
      await waitUntil(atMs, clock, signal);
      sentInARow = 0;
    }
    if (signal.aborted) break;
    flight.send(atMs);
    sentInARow += 1;
    if (sentInARow % sendsPerTurn === 0) await turn();
  }
  await flight.landed();
}

/** Requests in flight. */
class Flight {
  private readonly options: OpenLoadOptions;
  private inFlight = 0;
  private whenLanded: (() => void) | undefined;

  constructor(options: OpenLoadOptions) {
    this.options = options;
  }

  send(intendedAtMs: number): void {
    const { engine, maxInFlight, nextRequest } = this.options;
    const request = nextRequest();
    if (this.inFlight >= maxInFlight) {
      this.options.onEnd(this.notSent(request, intendedAtMs));
      return;
    }
    this.inFlight += 1;
    engine.send(request, intendedAtMs, (exchange) => {
      this.inFlight -= 1;
      this.options.onEnd(exchange);
      if (this.inFlight === 0) this.whenLanded?.();
    });
  }

  landed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.inFlight === 0) resolve();
      else this.whenLanded = resolve;
    });
  }

  private notSent(request: number, intendedAtMs: number): Exchange {
    const message = `${this.options.maxInFlight} requests were in flight (maxInFlight)`;
    return {
      ...{
        request,
        intendedAtMs,
        connectedAtMs: undefined,
        tlsDoneAtMs: undefined,
        sentAtMs: undefined,
        firstByteAtMs: undefined,
      },
      ...{ completedAtMs: this.options.clock.nowMs() },
      ...{ connection: 'new', bytes: 0, ending: { kind: 'failure', outcome: { kind: 'not-sent', message } } },
    };
  }
}
