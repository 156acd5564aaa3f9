import type { EnvironmentEvent } from '../../model/platform/telemetry.ts';
import { groupBy } from '../group.ts';

/** Epoch milliseconds. */
interface Window {
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
}

/**
 * The share of the life of all environments in which they served a request: their time in state `busy` over their time from
 * `starting` to `stopped`. Within the window, if there is one; otherwise a life without an end ends with the last event of its platform.
 * `platforms`: the events of each platform. Undefined without any life.
 */
export function busyShareOfLife(
  platforms: readonly (readonly EnvironmentEvent[])[],
  window?: Window,
): number | undefined {
  const total = { busyMs: 0, aliveMs: 0 };
  for (const events of platforms) {
    const inOrder = events.map(({ record }) => record).sort((a, b) => a.atEpochMs - b.atEpochMs);
    const span = window ?? { fromEpochMs: 0, toEpochMs: inOrder.at(-1)?.atEpochMs ?? 0 };
    for (const states of groupBy(inOrder, ({ environmentId }) => environmentId).values())
      for (const [at, { state, atEpochMs }] of states.entries()) {
        if (state === 'stopped') continue;
        const untilMs = Math.min(states[at + 1]?.atEpochMs ?? span.toEpochMs, span.toEpochMs);
        const lastedMs = Math.max(0, untilMs - Math.max(atEpochMs, span.fromEpochMs));
        total.aliveMs += lastedMs;
        if (state === 'busy') total.busyMs += lastedMs;
      }
  }
  return total.aliveMs === 0 ? undefined : total.busyMs / total.aliveMs;
}
