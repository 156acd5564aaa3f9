import type { Socket } from 'node:net';
import type { BackendStats } from '../../src/model/platform/programs.ts';

/**
 * Counts the connections on which calls came. One that only asked for the statistics, or has asked nothing yet, is not
 * among them.
 */
export class ConnectionCount {
  readonly #most: number;
  readonly #open = new Set<Socket>();
  readonly #refused = new WeakSet<Socket>();
  #peak = 0;
  #total = 0;
  #refusals = 0;

  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  /** False: there are as many as may be. */
  use(socket: Socket): boolean {
    if (this.#open.has(socket) || socket.destroyed) return true;
    if (this.#open.size >= this.#most) {
      if (!this.#refused.has(socket)) this.#refusals += 1;
      this.#refused.add(socket);
      return false;
    }
    this.#open.add(socket);
    this.#total += 1;
    this.#peak = Math.max(this.#peak, this.#open.size);
    socket.once('close', () => this.#open.delete(socket));
    return true;
  }

  stats(): Omit<BackendStats, 'requests'> {
    return {
      openConnections: this.#open.size,
      peakOpenConnections: this.#peak,
      totalConnections: this.#total,
      refusedConnections: this.#refusals,
    };
  }
}
