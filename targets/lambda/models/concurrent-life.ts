import { optional } from '../../../src/model/optional.ts';
import type { Books } from '../logging/books.ts';
import { epochMs } from '../logging/instants.ts';
import type { EnvironmentInit } from '../logging/log-lines.ts';

/** Of an environment that takes several requests at once. `busy`: with at least one. */
export type SharedState = 'starting' | 'idle' | 'busy' | 'stopped';

export type SharedStopReason = 'idle' | 'crash' | 'init-error' | 'out-of-memory' | 'scaled-in' | 'shutdown';

const allowed: Record<SharedState, readonly SharedState[]> = {
  starting: ['idle', 'stopped'],
  idle: ['busy', 'stopped'],
  busy: ['idle', 'stopped'],
  stopped: [],
};

/** What is written down of environments that take several requests at once. */
export type SharedBooks = Pick<Books, 'changed'> & { initEnded(init: EnvironmentInit): unknown };

/** The state of such an environment, which is recorded at each change once its process has a pid. */
export class SharedLife {
  readonly #environmentId: string;
  readonly #books: Pick<Books, 'changed'>;
  readonly #nowEpochMs: () => number;
  #state: SharedState = 'starting';
  #pid: number | undefined;

  constructor(environmentId: string, books: Pick<Books, 'changed'>, nowEpochMs = epochMs) {
    this.#environmentId = environmentId;
    this.#books = books;
    this.#nowEpochMs = nowEpochMs;
  }

  get state(): SharedState {
    return this.#state;
  }

  started(pid: number): void {
    this.#pid = pid;
    this.#record({});
  }

  /** @throws if the table does not allow it. */
  become(state: SharedState, change: Change = {}): void {
    if (!allowed[this.#state].includes(state))
      throw new Error(`environment ${this.#environmentId}: ${this.#state} cannot become ${state}`);
    this.#state = state;
    this.#record(change);
  }

  #record({ reason, peakRssMb }: Change): void {
    if (this.#pid === undefined) return;
    this.#books.changed({
      ...{ environmentId: this.#environmentId, pid: this.#pid, state: this.#state, atEpochMs: this.#nowEpochMs() },
      ...optional('reason', reason),
      ...optional('peakRssMb', peakRssMb),
    });
  }
}

interface Change {
  readonly reason?: SharedStopReason;
  readonly peakRssMb?: number | undefined;
}
