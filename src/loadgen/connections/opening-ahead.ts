import pLimit from 'p-limit';
import type { ConnectionPool, Pooled } from './connection-pool.ts';
import type { HeldWorkers } from './held-workers.ts';

/** What the connections are for: requests that are all sent at one instant, or as they become due. */
export type ReadyFor = 'one-instant' | 'as-due';

export interface OpeningAheadOptions<C> {
  readonly pool: ConnectionPool<C & Pooled>;
  readonly workers: HeldWorkers | undefined;
  /** Opens one. Undefined if that failed. */
  open(): Promise<C | undefined>;
  /** Sends the request that warms a connection, and resolves when it has ended. Absent where nobody said what to ask for. */
  readonly ask: ((connection: C) => Promise<void>) | undefined;
  /** The server is known to take any number of connections that carry nothing. */
  readonly takesSilent: boolean;
}

/** Connections opened at once: well below the listen backlog of any server. */
export const openedAtOnce = 128;

/** Opens the connections of an engine before its load. */
export class OpeningAhead<C extends Pooled> {
  private readonly options: OpeningAheadOptions<C>;
  /** Until the server has shown that it does not keep the connection on which it was asked. */
  private staysOpen = true;

  constructor(options: OpeningAheadOptions<C>) {
    this.options = options;
  }

  /**
   * A connection is warm when it has answered. A silent one would keep all others waiting at a server that serves
   * connections in order, so it is opened only for the instant at which all are used, or if the load is known to need it.
   */
  async prepare(connections: number, readyFor: ReadyFor, needed = 0): Promise<void> {
    const { pool, ask, takesSilent } = this.options;
    if (readyFor === 'as-due') pool.proveWorkers();
    if (ask !== undefined) await this.warm(connections, ask);
    const silent = readyFor === 'one-instant' || takesSilent ? connections : needed;
    await this.openSilently(silent - pool.ready());
  }

  /** Twice as many at each step, so that a server with few workers is asked for few more than it can answer. */
  private async warm(connections: number, ask: (connection: C) => Promise<void>): Promise<void> {
    const { pool, workers } = this.options;
    for (let step = 1; this.staysOpen && workers?.known === undefined; step = Math.min(2 * step, openedAtOnce)) {
      const before = pool.ready();
      const size = Math.min(step, connections - before);
      if (size <= 0) return;
      await Promise.all(Array.from({ length: size }, () => this.openAndAsk(ask)));
      // Of each step at least one is kept by any server that keeps connections at all.
      if (pool.ready() <= before) this.staysOpen = false;
    }
  }

  private async openAndAsk(ask: (connection: C) => Promise<void>): Promise<void> {
    const connection = await this.options.open();
    if (connection !== undefined) await ask(connection);
  }

  private async openSilently(connections: number): Promise<void> {
    const { pool, open } = this.options;
    const limit = pLimit(openedAtOnce);
    await limit.map(Array.from({ length: Math.max(0, connections) }), async () => {
      const connection = await open();
      if (connection !== undefined) pool.list(connection);
    });
  }
}
