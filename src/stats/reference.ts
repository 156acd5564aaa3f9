import type { Demands } from '../model/schema/demands.ts';
import { percentile } from './percentile.ts';
import { medianOf } from './tests/interval.ts';

interface ReferenceReadings {
  readonly quietCpuMs: number;
  readonly besideCpuMs: readonly number[];
}

/** Loops of the same work on a quiet machine differ by less. */
const calmWithin = 1.05;

/**
 * Medians over all repeats. Neighbors that were busy only before the target have slowed the loops before it: then the fastest quarter of
 * those beside it was quieter, or the quiet loop of another target of the run. Absent if no loop ran beside the target, for example because
 * its load was over at once.
 * @param calmestMs quiet loop of the run
 */
export function referenceOf(
  repeats: readonly ReferenceReadings[],
  calmestMs = Number.POSITIVE_INFINITY,
): Demands['reference'] {
  const besideCpuMs = median(repeats.flatMap((each) => each.besideCpuMs));
  const ownMs = quietLoopMs(repeats);
  if (ownMs === undefined || besideCpuMs === undefined) return undefined;
  const quietCpuMs = ownMs > calmWithin * calmestMs ? calmestMs : ownMs;
  return { quietCpuMs, besideCpuMs, factor: besideCpuMs / quietCpuMs };
}

/** Of a target. Undefined without loops. */
export function quietLoopMs(repeats: readonly ReferenceReadings[]): number | undefined {
  const before = median(repeats.map((each) => each.quietCpuMs));
  const beside = repeats.flatMap((each) => each.besideCpuMs).sort((a, b) => a - b);
  return before === undefined ? undefined : Math.min(before, percentile(beside, 25) ?? before);
}

const median = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : medianOf(values.toSorted((a, b) => a - b));
