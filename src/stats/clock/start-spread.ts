import type { WorkerPhase } from '../../model/schema/client/workers.ts';

/**
 * From the earliest to the latest start of the workers of a phase, each counted from when its own first request was due: segments of
 * a schedule do not begin at one instant. Undefined of fewer than two starts.
 */
export function startSpreadMs(parts: readonly WorkerPhase[]): number | undefined {
  const lateMs = parts.flatMap(({ plannedStartMs, achievedStartMs }) =>
    achievedStartMs === undefined ? [] : [achievedStartMs - plannedStartMs],
  );
  return lateMs.length < 2 ? undefined : Math.max(...lateMs) - Math.min(...lateMs);
}
