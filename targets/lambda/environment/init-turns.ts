import { availableParallelism } from 'node:os';
import { statFieldsOf } from '../proc-files.ts';

/** How often the inits are looked at while others wait for a turn, at most. */
const lookAgainMs = 2;
/** At most a tenth of one core. */
const pausePerLook = 9;
/** An init that computes for longer, perhaps for ever, lets others begin. */
const longestTurnMs = 1000;

/** Disposing it lets the next init begin. */
export interface Turn extends Disposable {
  readonly waitedMs: number;
}

interface Holder {
  readonly untilMs: number;
  /** Undefined as long as there is no process. */
  readonly pid: () => number | undefined;
}

/**
 * As many inits compute at once as this machine has CPUs, and the others wait before they begin. The platform has a CPU for each of
 * them. Here a hundred at once would end no sooner, but each would take as long as all together: caches go cold, and inits time out.
 * An init that waits, for the network for example, takes no turn.
 */
export class InitTurns {
  readonly #cpus: number;
  readonly #isRunning: (pid: number) => boolean;
  readonly #holders = new Set<Holder>();
  readonly #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor({ cpus = availableParallelism(), isRunning = runs } = {}) {
    this.#cpus = cpus;
    this.#isRunning = isRunning;
  }

  /** Resolves when the init may begin, which it must do at once. */
  async next(pid: () => number | undefined): Promise<Turn> {
    const fromMs = performance.now();
    if (this.#waiting.length > 0 || !this.#hasRoom()) await new Promise<void>((begin) => this.#wait(begin));
    const nowMs = performance.now();
    const holder = { pid, untilMs: nowMs + longestTurnMs };
    this.#holders.add(holder);
    return { waitedMs: nowMs - fromMs, [Symbol.dispose]: () => this.#end(holder) };
  }

  #wait(begin: () => void): void {
    this.#waiting.push(begin);
    this.#lookAgain(lookAgainMs);
  }

  #end(holder: Holder): void {
    if (this.#holders.delete(holder)) this.#look();
  }

  /** One at a time: whoever begins takes its turn before anything else runs. */
  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    const fromMs = performance.now();
    if (this.#hasRoom()) this.#waiting.shift()?.();
    this.#lookAgain(Math.max(lookAgainMs, (performance.now() - fromMs) * pausePerLook));
  }

  #lookAgain(afterMs: number): void {
    if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#look(), afterMs);
  }

  #hasRoom(): boolean {
    let running = 0;
    for (const { pid, untilMs } of this.#holders) {
      if (performance.now() > untilMs) continue;
      const known = pid();
      if (known === undefined || this.#isRunning(known)) running += 1;
      if (running >= this.#cpus) return false;
    }
    return true;
  }
}

/** On a CPU or ready for one: proc(5). Without /proc, no init takes a turn. */
const runs = (pid: number): boolean => statFieldsOf(pid)[0] === 'R';
