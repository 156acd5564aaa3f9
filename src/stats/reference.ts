import type { Demands } from '../model/schema/demands.ts';
import { percentile } from './percentile.ts';
import { medianOf } from './tests/interval.ts';

interface ReferenceReadings {
  readonly quietCpuMs: number;
  readonly besideCpuMs: readonly number[];
}

/**
 * Medians over all repeats. Neighbors that were busy only before the target have slowed the loops before it: then the fastest quarter of
 * those beside it was quieter. Absent if no loop ran beside the target, for example because its load was over at once.
 */
export function referenceOf(repeats: readonly ReferenceReadings[]): Demands['reference'] {
  const beside = repeats.flatMap((each) => each.besideCpuMs).sort((a, b) => a - b);
  const [before, besideCpuMs, fastest] = [
    median(repeats.map((each) => each.quietCpuMs)),
    median(beside),
    percentile(beside, 25),
  ];
  if (before === undefined || besideCpuMs === undefined || fastest === undefined) return undefined;
  const quietCpuMs = Math.min(before, fastest);
  return { quietCpuMs, besideCpuMs, factor: besideCpuMs / quietCpuMs };
}

const median = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : medianOf(values.toSorted((a, b) => a - b));
