import { optional } from '../../../src/model/optional.ts';
import type { EnvironmentState } from '../../../src/model/platform/telemetry.ts';
import type { EnvironmentBooks } from '../logging/books.ts';
import { epochMs } from '../logging/instants.ts';
import type { RuntimeLife } from './runtime-life.ts';

export type StopReason = 'idle' | 'shutdown';
export type ResetReason = 'crash' | 'timeout' | 'init-error';

/** `starting` after `starting`: an init that failed is tried again, inside the first invocation. */
const allowed: Record<EnvironmentState, readonly EnvironmentState[]> = {
  starting: ['starting', 'idle', 'reset', 'stopped'],
  idle: ['busy', 'reset', 'stopped'],
  busy: ['idle', 'reset', 'stopped'],
  reset: ['starting', 'stopped'],
  stopped: [],
};

export const mayBecome = (from: EnvironmentState, to: EnvironmentState): boolean => allowed[from].includes(to);

type RecordedLife = Pick<RuntimeLife, 'pid' | 'meter' | 'startedAtMs'>;

/** The state of one environment, each change of which is recorded. */
export class EnvironmentStates {
  readonly #environmentId: string;
  readonly #books: Pick<EnvironmentBooks, 'changed'>;
  #state: EnvironmentState = 'starting';

  constructor(environmentId: string, books: Pick<EnvironmentBooks, 'changed'>) {
    this.#environmentId = environmentId;
    this.#books = books;
  }

  get now(): EnvironmentState {
    return this.#state;
  }

  /** There is a process: only now is the start recorded. */
  started(life: RecordedLife): void {
    this.#record(life, performance.timeOrigin + life.startedAtMs);
  }

  become(state: EnvironmentState, life: RecordedLife, reason?: StopReason | ResetReason): void {
    if (!mayBecome(this.#state, state))
      throw new Error(`environment ${this.#environmentId}: ${this.#state} cannot become ${state}`);
    this.#state = state;
    if (state !== 'starting') this.#record(life, epochMs(), reason);
  }

  #record({ pid, meter }: RecordedLife, atEpochMs: number, reason?: StopReason | ResetReason): void {
    if (pid === undefined) return;
    const hasPeak = this.#state === 'idle' || this.#state === 'reset' || this.#state === 'stopped';
    this.#books.changed({
      environmentId: this.#environmentId,
      pid,
      state: this.#state,
      atEpochMs,
      ...optional('reason', reason),
      ...optional('peakRssMb', hasPeak ? meter?.peakRssMb : undefined),
    });
  }
}
