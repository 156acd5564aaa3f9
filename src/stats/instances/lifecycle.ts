import type { EnvironmentEvent } from '../../model/platform/telemetry.ts';
import { peakOverlapOf } from './peak-overlap.ts';

/**
 * The most environments alive at once, from `starting` to `stopped`. With a window: among those alive in it. One that
 * stops at the instant at which another starts does not meet it.
 */
export function peakAlive(
  events: readonly EnvironmentEvent[],
  window: { readonly fromEpochMs: number; readonly toEpochMs: number } = always,
): number {
  const lives = new Map<string, { from: number; to: number }>();
  for (const { record } of events.toSorted((a, b) => a.record.atEpochMs - b.record.atEpochMs)) {
    // The first event is its start, even if an older one was lost.
    const from = Math.max(record.atEpochMs, window.fromEpochMs);
    const life = lives.get(record.environmentId) ?? { from, to: window.toEpochMs };
    lives.set(record.environmentId, life);
    if (record.state === 'stopped') life.to = Math.min(record.atEpochMs, window.toEpochMs);
  }
  return peakOverlapOf([...lives.values()].filter(({ from, to }) => from < to));
}

/** Environments between `starting` and `stopped` at an instant. */
export function aliveAt(events: readonly EnvironmentEvent[], epochMs: number): number {
  const until = events.filter(({ record }) => record.atEpochMs <= epochMs);
  const stopped = until.filter(({ record }) => record.state === 'stopped');
  return new Set(until.map(({ record }) => record.environmentId)).size - stopped.length;
}

const always = { fromEpochMs: Number.NEGATIVE_INFINITY, toEpochMs: Number.POSITIVE_INFINITY };
