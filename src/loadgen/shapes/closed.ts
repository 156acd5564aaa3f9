import type { ClosedLoad } from '../../load/shapes.ts';
import type { Clock } from '../clock.ts';
import type { Engine } from '../engine.ts';
import type { Exchange } from '../exchange.ts';

export interface ClosedLoadOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The index of the request that is sent next. */
  nextRequest(): number;
  onEnd(exchange: Exchange): void;
}

/**
 * A closed workload: each client has one request in flight. The target decides how often they send, so a slow target gets
 * fewer requests: this measures its throughput, not its latency at a given rate. Resolves when all have ended.
 */
export async function fireClosedLoad(load: ClosedLoad, startedAtMs: number, options: ClosedLoadOptions): Promise<void> {
  const quota = new Quota(load, startedAtMs, options);
  const together = new Together();
  const clients = Array.from({ length: load.clients }, () => runClient(load, quota, together, options));
  await Promise.all(clients);
}

/** Whether one more may be sent. */
class Quota {
  private left: number;
  private readonly endsAtMs: number;
  private readonly options: ClosedLoadOptions;

  constructor({ requests, durationMs }: ClosedLoad, startedAtMs: number, options: ClosedLoadOptions) {
    this.left = requests ?? Number.POSITIVE_INFINITY;
    this.endsAtMs = startedAtMs + (durationMs ?? Number.POSITIVE_INFINITY);
    this.options = options;
  }

  take(): boolean {
    if (this.left <= 0 || this.options.signal.aborted || this.options.clock.nowMs() >= this.endsAtMs) return false;
    this.left -= 1;
    return true;
  }
}

/**
 * What becomes due while the event loop goes round the sockets is sent behind that, in a row. A server that sleeps between two requests
 * is woken for each of them, which costs the sender several times the write itself; it stays awake for a row of them.
 */
class Together {
  private waiting: (() => void)[] = [];

  add(send: () => void): void {
    if (this.waiting.push(send) === 1) setImmediate(() => this.sendAll());
  }

  private sendAll(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const send of waiting) send();
  }
}

/** Before a client whose request could not be sent tries again. */
const refusedPauseMs = 10;

function runClient(
  { thinkTimeMs }: ClosedLoad,
  quota: Quota,
  together: Together,
  { engine, clock, signal, nextRequest, onEnd }: ClosedLoadOptions,
): Promise<void> {
  return new Promise((resolve) => {
    const next = () => {
      if (!quota.take()) resolve();
      else engine.send(nextRequest(), clock.nowMs(), ended);
    };
    const ended = (exchange: Exchange) => {
      onEnd(exchange);
      if (thinkTimeMs > 0) think(thinkTimeMs, signal, next);
      // Refused at once, such a client would do nothing but knock, thousands of times a second.
      else if (exchange.sentAtMs === undefined) think(refusedPauseMs, signal, next);
      else together.add(next);
    };
    next();
  });
}

function think(ms: number, signal: AbortSignal, then: () => void): void {
  const finish = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', finish);
    then();
  };
  const timer = setTimeout(finish, ms);
  signal.addEventListener('abort', finish);
}
