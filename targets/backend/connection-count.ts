import type { Socket } from 'node:net';
import type { BackendStats } from '../../src/model/platform/programs.ts';

/**
 * Counts the connections on which calls came. One that only asked for the statistics, or has asked nothing yet, is not
 * among them.
 */
export class ConnectionCount {
  readonly #open = new Set<Socket>();
  #peak = 0;
  #total = 0;

  /** A call came on this connection. */
  use(socket: Socket): void {
    if (this.#open.has(socket) || socket.destroyed) return;
    this.#open.add(socket);
    this.#total += 1;
    this.#peak = Math.max(this.#peak, this.#open.size);
    socket.once('close', () => this.#open.delete(socket));
  }

  stats(): Omit<BackendStats, 'requests'> {
    return { openConnections: this.#open.size, peakOpenConnections: this.#peak, totalConnections: this.#total };
  }
}
