import { type ClockFit, type ClockProbe, fitClock, offsetAt } from '../../stats/clock/fit-clock.ts';
import { percentile } from '../../stats/percentile.ts';
import type { ClockLine } from '../protocol/clock-line.ts';

export interface KnownClock extends ClockFit {
  /** The offset in the middle of all that was fired. */
  readonly middleOffsetMs: number;
  /** Over all that was fired. */
  readonly usedWithinMs: number;
}

/** As many as are made before a phase. */
const lastProbes = 64;

/** The clock of one worker beside that of the run, from the round trips of its beats. */
export class WorkerClock {
  private readonly probes: ClockProbe[] = [];
  /** The line by which the instants of each firing were moved. */
  private readonly used: { readonly line: ClockLine; readonly fromMs: number; untilMs: number }[] = [];

  add(probe: ClockProbe): void {
    this.probes.push(probe);
  }

  get roundTripP99Ms(): number {
    const roundTrips = Float64Array.from(this.probes, ({ sentMs, receivedMs }) => receivedMs - sentMs).sort();
    return percentile(roundTrips, 99) ?? 0;
  }

  /** For a firing that begins now. */
  lineFrom(nowMs: number): ClockLine {
    const fit = fitClock(this.probes);
    if (fit === undefined) throw new Error('the clock was not probed');
    const isDrifting = Math.abs(fit.driftPpm) > fit.driftBoundPpm;
    const { fromMs, offsetMs, driftPpm } = isDrifting ? fit : this.latest();
    const line = { fromMs, offsetMs, driftPpm };
    this.used.push({ line, fromMs: nowMs, untilMs: nowMs });
    return line;
  }

  /**
   * Of the shortest of the last round trips. A drift that may as well be none is none: probes within a second leave hundreds of ppm
   * open, by which the load would go astray.
   */
  private latest(): ClockLine {
    const [first, ...others] = this.probes.slice(-lastProbes);
    if (first === undefined) throw new Error('the clock was not probed');
    const roundTrip = ({ sentMs, receivedMs }: ClockProbe) => receivedMs - sentMs;
    const shortest = others.reduce((best, probe) => (roundTrip(probe) < roundTrip(best) ? probe : best), first);
    const atMs = (shortest.sentMs + shortest.receivedMs) / 2;
    return { fromMs: atMs, offsetMs: shortest.remoteMs - atMs, driftPpm: 0 };
  }

  firingEnded(nowMs: number): void {
    const last = this.used.at(-1);
    if (last !== undefined) last.untilMs = nowMs;
  }

  /**
   * What is known at the end. The bound covers the distance of the line that a firing used from the line that was fitted afterwards: between
   * two lines it is greatest at an end.
   */
  known(): KnownClock | undefined {
    const fit = fitClock(this.probes);
    if (fit === undefined) return undefined;
    const middleMs = ((this.used[0]?.fromMs ?? fit.fromMs) + (this.used.at(-1)?.untilMs ?? fit.fromMs)) / 2;
    const bounds = this.used.flatMap(({ line, fromMs, untilMs }) =>
      [fromMs, untilMs].map((atMs) => {
        const { offsetMs, boundMs } = offsetAt(fit, atMs);
        const usedMs = line.offsetMs + (atMs - line.fromMs) * line.driftPpm * 1e-6;
        return Math.abs(usedMs - offsetMs) + boundMs;
      }),
    );
    const { offsetMs: middleOffsetMs } = offsetAt(fit, middleMs);
    return { ...fit, middleOffsetMs, usedWithinMs: Math.max(fit.boundMs, ...bounds) };
  }
}
