import { optional } from '../../../src/model/optional.ts';
import type { EnvironmentEvent } from '../../../src/model/platform/telemetry.ts';
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

/** Records the lives of environments that take several requests at once. */
export interface SharedBooks {
  changed(record: EnvironmentEvent['record']): void;
  initEnded(init: EnvironmentInit): void;
}

export interface SharedLifeOptions {
  readonly environmentId: string;
  nowEpochMs(): number;
  tell(record: EnvironmentEvent['record']): void;
}

/** The state of such an environment, which is told at each change once its process has a pid. */
export class SharedLife {
  readonly #options: SharedLifeOptions;
  #state: SharedState = 'starting';
  #pid: number | undefined;

  constructor(options: SharedLifeOptions) {
    this.#options = options;
  }

  get state(): SharedState {
    return this.#state;
  }

  started(pid: number): void {
    this.#pid = pid;
    this.#tell({});
  }

  /** @throws if the table does not allow it. */
  become(
    state: SharedState,
    told: { readonly reason?: SharedStopReason; readonly peakRssMb?: number | undefined } = {},
  ) {
    if (!allowed[this.#state].includes(state))
      throw new Error(`environment ${this.#options.environmentId}: ${this.#state} cannot become ${state}`);
    this.#state = state;
    this.#tell(told);
  }

  #tell({ reason, peakRssMb }: { readonly reason?: SharedStopReason; readonly peakRssMb?: number | undefined }): void {
    const { environmentId, nowEpochMs, tell } = this.#options;
    if (this.#pid === undefined) return;
    tell({
      ...{ environmentId, pid: this.#pid, state: this.#state, atEpochMs: nowEpochMs() },
      ...optional('reason', reason),
      ...optional('peakRssMb', peakRssMb),
    });
  }
}
