import { moduleOf } from '../../load/phase-modules.ts';
import { partOf, type Segment, shareOf } from '../../load/segment.ts';
import type { PhaseOrder } from '../../loadgen/phase-order.ts';

/** Requests of one segment of a phase; undefined where only time ends the load. */
export function plannedIn({ phase, arrivals }: PhaseOrder, segment: Segment): number | undefined {
  const source = { seed: arrivals.seed, readFile: () => new Float64Array(arrivals.recorded ?? new ArrayBuffer(0)) };
  const { load: loadOf, plannedRequests } = moduleOf(phase);
  const load = partOf(loadOf(phase, source), segment);
  if (load.shape === 'rounds') return [...load.rounds].reduce((sum, { size }) => sum + size, 0);
  const planned = plannedRequests(phase, source, Number.MAX_SAFE_INTEGER - 1);
  return Number.isFinite(planned) ? shareOf(planned, segment) : undefined;
}
