import type { ArrivalSource } from '../../load/phase-module.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import { linesOf } from './lines-of.ts';

/** By phase, as it was parsed: a file may have millions of rows, of which a run needs the selected instants, several times. */
const known = new WeakMap<object, Float64Array<SharedArrayBuffer>>();

export const arrivalSource = (seed: number): ArrivalSource => ({
  seed,
  readFile: (phase, file, parse) => {
    const arrivals = known.get(phase) ?? shared(parse(linesOf(file)));
    known.set(phase, arrivals);
    return arrivals;
  },
});

/**
 * The arrivals of a phase that reads them from a file, in memory that threads share; undefined for all others.
 * @throws {UserError} `trace-invalid`
 */
export function recordedArrivals(phase: Phase): SharedArrayBuffer | undefined {
  const { files, load } = moduleOf(phase);
  if (files.length > 0) load(phase, arrivalSource(0));
  return known.get(phase)?.buffer;
}

function shared(arrivals: Float64Array): Float64Array<SharedArrayBuffer> {
  const copy = new Float64Array(new SharedArrayBuffer(arrivals.byteLength));
  copy.set(arrivals);
  return copy;
}
