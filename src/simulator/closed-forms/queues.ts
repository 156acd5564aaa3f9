import { erlangB } from '../../concurrency/steady-poisson.ts';

/** Poisson arrivals at servers of one request each, with one queue before them. */
export interface Queue {
  readonly perSecond: number;
  /** Mean. */
  readonly callMs: number;
  readonly servers: number;
}

/** Share of requests that wait, with exponential call times (M/M/c): Erlang C = B / (1 - rho (1 - B)). 1 where the servers cannot carry the load. */
export function erlangC({ perSecond, callMs, servers }: Queue): number {
  const inService = (perSecond * callMs) / 1000;
  const rho = inService / servers;
  if (rho >= 1) return 1;
  const b = erlangB(inService, servers);
  return b / (1 - rho * (1 - b));
}

/** With exponential call times: C S / (c - a). Infinite where the servers cannot carry the load. */
export function meanWaitMs(queue: Queue): number {
  const free = queue.servers - (queue.perSecond * queue.callMs) / 1000;
  return free <= 0 ? Number.POSITIVE_INFINITY : (erlangC(queue) * queue.callMs) / free;
}

/** With exponential call times: P(wait > t) = C e^(-(c - a) t / S). 0 for a share of requests that do not wait. */
export function waitPercentileMs(queue: Queue, percent: number): number {
  const free = queue.servers - (queue.perSecond * queue.callMs) / 1000;
  if (free <= 0) return Number.POSITIVE_INFINITY;
  const waiting = erlangC(queue);
  if (waiting === 0) return 0;
  return Math.max(0, (Math.log(waiting / (1 - percent / 100)) * queue.callMs) / free);
}

/**
 * With any call times and one server (M/G/1, Pollaczek and Khinchine): rho S (1 + cv^2) / (2 (1 - rho)). `variation`: standard deviation over
 * mean of the call times, 0 where all are the same.
 */
export function meanWaitOfOneMs({ perSecond, callMs }: Omit<Queue, 'servers'>, variation: number): number {
  const rho = (perSecond * callMs) / 1000;
  return rho >= 1 ? Number.POSITIVE_INFINITY : (rho * callMs * (1 + variation ** 2)) / (2 * (1 - rho));
}
