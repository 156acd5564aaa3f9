/** What happened in a step of time. Levels are the highest of the step. */
export interface OverTime {
  readonly stepMs: number;
  readonly alive: readonly number[];
  readonly inFlight: readonly number[];
  readonly arrivals: readonly number[];
  readonly coldStarts: readonly number[];
  readonly throttled: readonly number[];
}

type Step = Record<Exclude<keyof OverTime, 'stepMs'>, number>;

/** Twice as many are halved. A power of two, so that the last step ends exactly where the load does. */
const points = 256;

/** Fewer than 512 steps, however long it is: when there are more, two become one. */
export class Series {
  #steps: Step[] = [];
  #stepMs: number;
  /** End of the step that is under way. */
  endsAtMs: number;

  /** @param durationMs undefined if it is not known */
  constructor(durationMs: number | undefined) {
    this.#stepMs = durationMs === undefined || durationMs === 0 ? 1000 : durationMs / points;
    this.endsAtMs = this.#stepMs;
  }

  get overTime(): OverTime {
    const all = (name: keyof Step) => this.#steps.map((step) => step[name]);
    return {
      ...{ stepMs: this.#stepMs, alive: all('alive'), inFlight: all('inFlight') },
      ...{ arrivals: all('arrivals'), coldStarts: all('coldStarts'), throttled: all('throttled') },
    };
  }

  close(step: Step): void {
    this.#steps.push(step);
    if (this.#steps.length === 2 * points) {
      this.#stepMs *= 2;
      this.#steps = Array.from({ length: points }, (_, index) =>
        together(this.#steps[2 * index] as Step, this.#steps[2 * index + 1] as Step),
      );
    }
    this.endsAtMs = (this.#steps.length + 1) * this.#stepMs;
  }
}

const together = (a: Step, b: Step): Step => ({
  ...{ alive: Math.max(a.alive, b.alive), inFlight: Math.max(a.inFlight, b.inFlight) },
  ...{ arrivals: a.arrivals + b.arrivals, coldStarts: a.coldStarts + b.coldStarts },
  throttled: a.throttled + b.throttled,
});
