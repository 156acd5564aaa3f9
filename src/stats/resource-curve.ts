import { optional } from '../model/optional.ts';
import type { ResourceStep } from '../model/schema/memory.ts';

interface Scan {
  readonly atMs: number;
  readonly rssMb: number;
  /** Since the scan before. */
  readonly usedCpuMs: number;
}

/** As wide as a drawing has room for, and few beside the other figures of a result. */
const mostSteps = 200;

/**
 * CPU and memory over time: every scan is a step. Of more than 200, each of 200 equal stretches is one: its highest memory, and the mean of
 * its CPU. The first scan has no CPU, as nobody knows since when it was used.
 */
export function resourceCurve(scans: readonly Scan[], most = mostSteps): ResourceStep[] {
  const [first, ...later] = scans;
  if (first === undefined) return [];
  const spanMs = (later.at(-1)?.atMs ?? first.atMs) - first.atMs;
  const isEvery = scans.length <= most;
  const steps: ResourceStep[] = [{ atMs: first.atMs, rssMb: first.rssMb }];
  let [fromMs, usedMs, rssMb] = [first.atMs, 0, 0];
  later.forEach((scan, index) => {
    usedMs += scan.usedCpuMs;
    rssMb = Math.max(rssMb, scan.rssMb);
    const stretch = ({ atMs }: Scan) => Math.ceil(((atMs - first.atMs) / spanMs) * (most - 1));
    const next = later[index + 1];
    if (!isEvery && next !== undefined && stretch(next) === stretch(scan)) return;
    const cpus = scan.atMs > fromMs ? usedMs / (scan.atMs - fromMs) : undefined;
    steps.push({ atMs: scan.atMs, rssMb, ...optional('cpus', cpus) });
    [fromMs, usedMs, rssMb] = [scan.atMs, 0, 0];
  });
  return steps;
}
