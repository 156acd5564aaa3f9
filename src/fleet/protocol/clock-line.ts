import type { ClockFit } from '../../stats/clock/fit-clock.ts';

/** A worker's clock minus that of the run: `offsetMs` at the instant `fromMs` of the run's clock, and growing by the drift. */
export type ClockLine = Pick<ClockFit, 'fromMs' | 'offsetMs' | 'driftPpm'>;

export function toWorker({ fromMs, offsetMs, driftPpm }: ClockLine, runMs: number): number {
  return runMs + offsetMs + (runMs - fromMs) * driftPpm * 1e-6;
}

/** The inverse: solved for the run's instant. */
export function toRun({ fromMs, offsetMs, driftPpm }: ClockLine, workerMs: number): number {
  const drift = driftPpm * 1e-6;
  return (workerMs - offsetMs + fromMs * drift) / (1 + drift);
}
