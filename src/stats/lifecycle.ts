import { optional } from '../model/optional.ts';
import type { EnvironmentEvent } from '../model/platform/telemetry.ts';
import { peakOverlapOf } from './peak-overlap.ts';

/** The life of an environment, from the platform. */
export interface ToldLife {
  readonly environmentId: string;
  readonly pid: number;
  readonly startedAtEpochMs: number;
  /** Absent while it lives. */
  readonly stoppedAtEpochMs?: number;
  readonly stopReason?: string;
  /** Highest resident memory of its process. */
  readonly peakRssMb?: number;
}

/**
 * The most environments alive at once, from `starting` to `stopped`. With a window: among those alive in it. One that
 * stops at the instant at which another starts does not meet it.
 */
export function peakAlive(
  events: readonly EnvironmentEvent[],
  window: { readonly fromEpochMs: number; readonly toEpochMs: number } = always,
): number {
  const lives = environmentLives(events).map(({ startedAtEpochMs, stoppedAtEpochMs = Number.POSITIVE_INFINITY }) => ({
    from: Math.max(startedAtEpochMs, window.fromEpochMs),
    to: Math.min(stoppedAtEpochMs, window.toEpochMs),
  }));
  return peakOverlapOf(lives.filter(({ from, to }) => from < to));
}

const always = { fromEpochMs: Number.NEGATIVE_INFINITY, toEpochMs: Number.POSITIVE_INFINITY };

/** In order of their starts. */
export function environmentLives(events: readonly EnvironmentEvent[]): ToldLife[] {
  const lives = new Map<string, ToldLife>();
  for (const { record } of events.toSorted((a, b) => a.record.atEpochMs - b.record.atEpochMs)) {
    const known = lives.get(record.environmentId);
    lives.set(record.environmentId, lived(known ?? bornWith(record), record));
  }
  return [...lives.values()];
}

/** The first event is its start, even if an older one was lost. */
const bornWith = ({ environmentId, pid, atEpochMs }: EnvironmentEvent['record']): ToldLife => ({
  environmentId,
  pid,
  startedAtEpochMs: atEpochMs,
});

function lived(life: ToldLife, record: EnvironmentEvent['record']): ToldLife {
  const peaksMb = [life.peakRssMb, record.peakRssMb].filter((peak) => peak !== undefined);
  return {
    ...life,
    ...(peaksMb.length === 0 ? {} : { peakRssMb: Math.max(...peaksMb) }),
    ...(record.state === 'stopped'
      ? { stoppedAtEpochMs: record.atEpochMs, ...optional('stopReason', record.reason) }
      : {}),
  };
}
