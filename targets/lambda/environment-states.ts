import { optional } from '../../src/model/optional.ts';
import type { EnvironmentState } from '../../src/model/platform/telemetry.ts';
import { mayBecome } from './environment/lifecycle.ts';
import type { RuntimeLife } from './environment/runtime-life.ts';
import type { EnvironmentBooks } from './logging/books.ts';
import { epochMs } from './logging/instants.ts';

export type StopReason = 'idle' | 'shutdown';
export type ResetReason = 'crash' | 'timeout' | 'init-error';

type ToldLife = Pick<RuntimeLife, 'pid' | 'meter' | 'startedAtMs'>;

/** The state of one environment, each change of which is told. */
export class EnvironmentStates {
  readonly #environmentId: string;
  readonly #account: Pick<EnvironmentBooks, 'changed'>;
  #state: EnvironmentState = 'starting';

  constructor(environmentId: string, account: Pick<EnvironmentBooks, 'changed'>) {
    this.#environmentId = environmentId;
    this.#account = account;
  }

  get now(): EnvironmentState {
    return this.#state;
  }

  /** There is a process: only now is it told that the environment starts. */
  started(life: ToldLife): void {
    this.#tell(life, performance.timeOrigin + life.startedAtMs);
  }

  become(state: EnvironmentState, life: ToldLife, reason?: StopReason | ResetReason): void {
    if (!mayBecome(this.#state, state))
      throw new Error(`environment ${this.#environmentId}: ${this.#state} cannot become ${state}`);
    this.#state = state;
    if (state !== 'starting') this.#tell(life, epochMs(), reason);
  }

  #tell({ pid, meter }: ToldLife, atEpochMs: number, reason?: StopReason | ResetReason): void {
    if (pid === undefined) return;
    const isTold = this.#state === 'idle' || this.#state === 'reset' || this.#state === 'stopped';
    this.#account.changed({
      environmentId: this.#environmentId,
      pid,
      state: this.#state,
      atEpochMs,
      ...optional('reason', reason),
      ...optional('peakRssMb', isTold ? meter?.peakRssMb : undefined),
    });
  }
}
