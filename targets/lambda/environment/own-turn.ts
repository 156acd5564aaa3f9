import type { CpuTurns, Turn } from './cpu-turns.ts';

/** The turn of one life of an environment: of its init, which goes on to the call that waited for it, then of each call. */
export class OwnTurn {
  readonly #turns: CpuTurns | undefined;
  readonly #pid: () => number | undefined;
  #now: Turn | undefined;
  #initDelayMs = 0;

  constructor(turns: CpuTurns | undefined, pid: () => number | undefined) {
    this.#turns = turns;
    this.#pid = pid;
  }

  /** For how long the init waited before it began. */
  get initDelayMs(): number {
    return this.#initDelayMs;
  }

  async init(): Promise<void> {
    const turns = this.#turns;
    if (turns === undefined) return;
    this.#now = await new Promise<Turn>((begin) => turns.take('init', this.#pid, begin));
    this.#initDelayMs = this.#now.waitedMs;
  }

  /** Calls `begin` when a call may begin to compute, with the time that it waited. */
  call(begin: (delayMs: number) => void): void {
    if (this.#now !== undefined || this.#turns === undefined) {
      begin(0);
      return;
    }
    this.#turns.take('call', this.#pid, (turn) => {
      this.#now = turn;
      begin(turn.waitedMs);
    });
  }

  end(): void {
    this.#now?.[Symbol.dispose]();
    this.#now = undefined;
  }
}
