interface Lone {
  readonly endedAtMs: number;
  readonly ms: number;
}

/** Calls that had a server to themselves: no other request was in flight at any instant of theirs. */
export interface LoneTime {
  readonly calls: number;
  readonly totalMs: number;
}

/** Of the newest calls, each may still turn out to overlap a longer one. Older ones are only counted. */
const mostOpen = 4096;

/** Requests come in the order of their ends. */
export class LoneCalls {
  /** None overlaps another, so their ends ascend. */
  #open: Lone[] = [];
  #settled: LoneTime = { calls: 0, totalMs: 0 };
  #lastEndMs = Number.NEGATIVE_INFINITY;

  add(sentAtMs: number, endedAtMs: number, isAnswered: boolean): void {
    while ((this.#open.at(-1)?.endedAtMs ?? sentAtMs) > sentAtMs) this.#open.pop();
    if (isAnswered && sentAtMs >= this.#lastEndMs) this.#open.push({ endedAtMs, ms: endedAtMs - sentAtMs });
    this.#lastEndMs = Math.max(this.#lastEndMs, endedAtMs);
    if (this.#open.length > mostOpen) this.#settle(mostOpen / 2);
  }

  /** Requests of the two must not overlap. */
  merge(other: LoneCalls): void {
    const { calls, totalMs } = other.time;
    this.#settle(this.#open.length);
    this.#settled = { calls: this.#settled.calls + calls, totalMs: this.#settled.totalMs + totalMs };
  }

  get time(): LoneTime {
    return added(this.#settled, this.#open);
  }

  #settle(count: number): void {
    this.#settled = added(this.#settled, this.#open.splice(0, count));
  }
}

const added = ({ calls, totalMs }: LoneTime, lone: readonly Lone[]): LoneTime => ({
  calls: calls + lone.length,
  totalMs: lone.reduce((sum, { ms }) => sum + ms, totalMs),
});
