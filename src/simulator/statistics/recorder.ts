import { billedDurationMs } from '../../model/platform/invocation.ts';
import { Histogram } from './histogram.ts';
import { LevelClock, type Within } from './level.ts';
import { type Part, Parts } from './parts.ts';
import { Series } from './series.ts';

/** The part of a load that is measured. */
export interface Measured {
  /** What arrives before only warms up. Absent: 0. */
  readonly fromMs?: number;
  /** Requests that arrive then or later are not measured. Absent: all are. */
  readonly untilMs?: number;
  /** Equal parts of the measured time that have statistics of their own. Absent: none. */
  readonly parts?: number;
  /** A time of which the environments alive are asked by themselves, too. */
  readonly within?: Within;
}

/**
 * Counts what happens in a simulation, in memory that does not grow with the requests. Requests are counted from their arrival on, of
 * those that arrive at `fromMs` or later; the conservation counts have all of them.
 */
export class Recorder {
  readonly alive: LevelClock;
  readonly inFlight: LevelClock;
  readonly latency = new Histogram();
  readonly waited = new Histogram();
  readonly all = { arrived: 0, completed: 0, throttled: 0 };
  readonly measured = { served: 0, coldStarts: 0, initializations: 0, throttled: 0, refusals: 0 };
  readonly time = { initMs: 0, callMs: 0, billedMs: 0 };
  mostPerEnvironment = 0;
  readonly #fromMs: number;
  readonly #untilMs: number;
  readonly #series: Series;
  readonly #parts: Parts | undefined;
  readonly #step = { arrivals: 0, coldStarts: 0, throttled: 0 };

  /** Parts are of a known duration. */
  constructor(
    { fromMs, untilMs = Number.POSITIVE_INFINITY, parts = 0, within }: Measured & { readonly fromMs: number },
    durationMs: number | undefined,
  ) {
    this.#fromMs = fromMs;
    this.#untilMs = untilMs;
    this.alive = new LevelClock(fromMs, within);
    this.inFlight = new LevelClock(fromMs);
    this.#series = new Series(durationMs);
    this.#parts =
      parts > 0 ? new Parts(this.alive, { fromMs, untilMs: durationMs ?? Number.NaN, count: parts }) : undefined;
  }

  get partEndsAtMs(): number {
    return this.#parts?.endsAtMs ?? Number.POSITIVE_INFINITY;
  }

  get parts(): readonly Part[] {
    return this.#parts?.closed ?? [];
  }

  closePart(atMs: number): void {
    this.#parts?.close(atMs);
  }

  get stepEndsAtMs(): number {
    return this.#series.endsAtMs;
  }

  get overTime() {
    return this.#series.overTime;
  }

  closeStep(): void {
    this.#series.close({ ...this.#step, alive: this.alive.takePeak(), inFlight: this.inFlight.takePeak() });
    this.#step.arrivals = 0;
    this.#step.coldStarts = 0;
    this.#step.throttled = 0;
  }

  /** The measured time is over. */
  end(untilMs: number): void {
    this.alive.end(untilMs);
    this.inFlight.end(untilMs);
  }

  arrived(): void {
    this.all.arrived += 1;
    this.#step.arrivals += 1;
  }

  completed(): void {
    this.all.completed += 1;
  }

  /** An environment is started, whether a request waits for it or not. */
  started(atMs: number): void {
    if (atMs >= this.#fromMs) this.measured.initializations += 1;
  }

  /** A request is answered with 429, and may be sent again. */
  refused(atMs: number): void {
    if (atMs >= this.#fromMs) this.measured.refusals += 1;
  }

  /** A request is given up. */
  throttled(arrivedAtMs: number): void {
    this.all.throttled += 1;
    this.#step.throttled += 1;
    if (!this.#isMeasured(arrivedAtMs)) return;
    this.measured.throttled += 1;
    this.#parts?.throttled();
  }

  /** A request has its environment, or will have it when it is initialized. */
  served(arrivedAtMs: number, waitMs: number, initMs: number, callMs: number, isCold: boolean): void {
    if (isCold) this.#step.coldStarts += 1;
    if (!this.#isMeasured(arrivedAtMs)) return;
    this.measured.served += 1;
    if (isCold) this.measured.coldStarts += 1;
    this.latency.add(waitMs + initMs + callMs);
    this.waited.add(waitMs);
    this.#parts?.served(waitMs + initMs + callMs, callMs, isCold);
    this.time.initMs += initMs;
    this.time.callMs += callMs;
    this.time.billedMs += billedDurationMs(callMs, initMs);
  }

  #isMeasured(arrivedAtMs: number): boolean {
    return arrivedAtMs >= this.#fromMs && arrivedAtMs < this.#untilMs;
  }
}
