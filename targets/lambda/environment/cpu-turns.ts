import { availableParallelism } from 'node:os';
import { statFieldsOf } from '../proc-files.ts';

/** What is granted a turn. A call comes first: an environment that is there would have its CPU on the platform, too. */
export type TurnKind = 'call' | 'init';

/** How often the holders are looked at while others wait for a turn, at most. */
const lookAgainMs = 1;
/** At most a tenth of one core. */
const pausePerLook = 9;
/** Until then it may not have noticed that it can go on. */
const shortestTurnMs = 1;
/** What computes for longer, perhaps for ever, lets others begin. */
const longestTurnMs = 1000;
/** So that calls that keep all CPUs busy do not keep every init from its turn, one grant of four is for an init. */
const grantsPerInit = 4;

/** Disposing it lets the next one begin. */
export interface Turn extends Disposable {
  readonly waitedMs: number;
}

interface Holder {
  readonly kind: TurnKind;
  readonly fromMs: number;
  /** Undefined as long as there is no process. */
  readonly pid: () => number | undefined;
}

/**
 * As many inits and calls begin to compute at once as this machine has CPUs, and the others wait before they begin: the platform has
 * a CPU for each of them. A hundred at once on two CPUs would end no sooner, but each would take as long as all together: caches go cold,
 * inits time out, and what a call waits for is over before the call gets to waiting for it. What waits for something else, such as the
 * network, takes no turn.
 */
export class CpuTurns {
  readonly #cpus: number;
  readonly #isRunning: (pid: number) => boolean;
  readonly #holders = new Set<Holder>();
  readonly #waiting: Readonly<Record<TurnKind, (() => void)[]>> = { call: [], init: [] };
  #grants = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ cpus = availableParallelism(), isRunning = runs } = {}) {
    this.#cpus = cpus;
    this.#isRunning = isRunning;
  }

  /** Calls `begin` when it is the turn of this one: at once if there is room. */
  take(kind: TurnKind, pid: () => number | undefined, begin: (turn: Turn) => void): void {
    const askedAtMs = performance.now();
    const grant = () => {
      const fromMs = performance.now();
      const holder = { kind, pid, fromMs };
      this.#holders.add(holder);
      begin({ waitedMs: fromMs - askedAtMs, [Symbol.dispose]: () => this.#end(holder) });
    };
    if (this.#waiting[kind].length === 0 && this.#hasRoom()) {
      grant();
      return;
    }
    this.#waiting[kind].push(grant);
    this.#lookAgain(lookAgainMs);
  }

  /** For what has no process yet. */
  granted(kind: TurnKind): Promise<Turn> {
    return new Promise((begin) => this.take(kind, () => undefined, begin));
  }

  #end(holder: Holder): void {
    if (this.#holders.delete(holder)) this.#look();
  }

  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#hasWaiting()) return;
    const fromMs = performance.now();
    while (this.#hasWaiting() && this.#hasRoom()) this.#next()?.();
    this.#lookAgain(Math.max(lookAgainMs, (performance.now() - fromMs) * pausePerLook));
  }

  #next(): (() => void) | undefined {
    this.#grants += 1;
    const { call, init } = this.#waiting;
    return (this.#grants % grantsPerInit === 0 ? init.shift() : undefined) ?? call.shift() ?? init.shift();
  }

  #lookAgain(afterMs: number): void {
    if (this.#hasWaiting()) this.#timer ??= setTimeout(() => this.#look(), afterMs);
  }

  #hasWaiting(): boolean {
    return this.#waiting.call.length + this.#waiting.init.length > 0;
  }

  #hasRoom(): boolean {
    if (this.#holders.size < this.#cpus) return true;
    let running = 0;
    for (const holder of this.#holders) if (this.#computes(holder)) running += 1;
    return running < this.#cpus;
  }

  /** A call that waits has had its turn. An init reads many files, and computes again at once. */
  #computes(holder: Holder): boolean {
    const ageMs = performance.now() - holder.fromMs;
    if (ageMs > longestTurnMs) {
      this.#holders.delete(holder);
      return false;
    }
    const pid = holder.pid();
    if (pid === undefined || ageMs < shortestTurnMs || this.#isRunning(pid)) return true;
    if (holder.kind === 'call') this.#holders.delete(holder);
    return false;
  }
}

/** On a CPU or ready for one: proc(5). Without /proc, nothing takes a turn. */
const runs = (pid: number): boolean => statFieldsOf(pid)[0] === 'R';
