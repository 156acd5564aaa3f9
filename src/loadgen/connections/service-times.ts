import type { Exchange } from '../exchange.ts';

/** Connections that are opened in advance for one load, at most: most systems allow 1,024 open files per process. */
const mostAhead = 512;

/**
 * Mean service times that earlier loads measured, by origin. Only answers on connections that the server keeps open count: for one
 * that closes them, opening in advance would be of no use.
 */
export class ServiceTimes {
  private readonly means = new Map<string, Mean>();

  /** Gets the requests of one load. They replace those of the load before. */
  measure(url: string): (exchange: Exchange) => void {
    const mean: Mean = { count: 0, sumMs: 0 };
    return ({ connection, sentAtMs, completedAtMs, ending }) => {
      if (ending.kind !== 'answer' || !ending.answer.keepAlive || connection === 'new' || sentAtMs === undefined)
        return;
      mean.count += 1;
      mean.sumMs += completedAtMs - sentAtMs;
      if (mean.count === 1) this.means.set(new URL(url).origin, mean);
    };
  }

  /**
   * Connections that a load needs from its start: rate x service time (Little's law), which is the number of requests that become due
   * within one service time. 0 if no load has measured that. A server that serves fewer connections than that at once cannot keep up
   * with the load, with or without idle connections.
   */
  connectionsFor(url: string, dueMs: Iterable<number>): number {
    const { count, sumMs } = this.means.get(new URL(url).origin) ?? { count: 1, sumMs: 0 };
    let connections = 0;
    for (const atMs of dueMs) {
      if (atMs >= sumMs / count || connections === mostAhead) break;
      connections += 1;
    }
    return connections;
  }
}

interface Mean {
  count: number;
  sumMs: number;
}
