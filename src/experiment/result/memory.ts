import { hostingMemoryMb } from '../../billing/hosting-price.ts';
import type { PeakScan } from '../../launch/meters/memory-meter.ts';
import type { Environments } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import type { Memory, MemoryPeak, MemoryPerInstance, ResourceStep } from '../../model/schema/memory.ts';
import { aliveAt } from '../../stats/instances/lifecycle.ts';
import { resourceCurve } from '../../stats/resource-curve.ts';
import { kindOf } from '../../target-kinds/target-kinds.ts';
import { functionBehind } from '../before/priced-function.ts';
import type { Observation, ObservedRepeat } from '../observe/observation.ts';
import { highestOf } from './over-repeats.ts';

export function assembleMemory(seen: Observation, environments: Environments): Memory | undefined {
  const allocatedMb = allocatedBy(seen, environments);
  const peaks = seen.repeats.flatMap(({ peak }) => peak ?? []);
  if (peaks.length === 0) return undefined;
  const idles = seen.repeats.flatMap(({ idle }) => idle ?? []);
  return {
    ...optional('idle', idles.length === 0 ? undefined : highest(idles)),
    peak: highest(peaks),
    ...optional('perInstance', perInstance(seen.repeats, environments, allocatedMb)),
    ...optional('allocatedMb', allocatedMb),
  };
}

/** Over the first load. Other repeats would need an axis of their own. */
export function assembleResources({ repeats }: Observation, startedAtEpochMs: number): ResourceStep[] | undefined {
  const scans = repeats[0]?.scans ?? [];
  const curve = resourceCurve(scans.map(({ atEpochMs, ...scan }) => ({ ...scan, atMs: atEpochMs - startedAtEpochMs })));
  return curve.length < 2 ? undefined : curve;
}

/** Undefined if invocations had several memory sizes, because the sizes at the peak are unknown. */
function allocatedBy({ target, deployed, accounts }: Observation, { peakAlive }: Environments): number | undefined {
  const { hosting } = kindOf(target).payment(target);
  if (hosting !== undefined) return hostingMemoryMb(hosting);
  const configuredMb = functionBehind(target, deployed?.function).memoryMb;
  const ranWith = accounts.flatMap(({ invocations }) => invocations.map(({ memorySizeMb }) => memorySizeMb));
  const [memoryMb = configuredMb, ...others] = new Set(ranWith);
  return memoryMb === undefined || others.length > 0 || peakAlive === undefined ? undefined : memoryMb * peakAlive;
}

function highest(peaks: readonly MemoryPeak[]): MemoryPeak {
  const rssMb = highestOf(peaks, (peak) => peak.rssMb);
  const pssMb = highestOf(peaks, (peak) => peak.pssMb);
  return {
    ...optional('rssMb', rssMb),
    ...optional('pssMb', pssMb),
    processes: Math.max(...peaks.map(({ processes }) => processes)),
    scans: peaks.reduce((total, { scans }) => total + scans, 0),
  };
}

/** Of the repeat with the highest sum. */
function perInstance(
  repeats: readonly ObservedRepeat[],
  { peakAlive }: Environments,
  allocatedMb: number | undefined,
): MemoryPerInstance | undefined {
  const scans = repeats.flatMap(({ fullest, account }) => (fullest === undefined ? [] : [{ ...fullest, account }]));
  const [scan] = scans.toSorted((a, b) => b.rssMb - a.rssMb);
  const instances = scan && instancesAt(scan, scan.account, peakAlive);
  if (scan === undefined || instances === undefined || instances === 0) return undefined;
  return {
    instances,
    rssMb: scan.rssMb / instances,
    pssMb: scan.pssMb / instances,
    ...optional('allocatedMb', allocatedMb && peakAlive && allocatedMb / peakAlive),
  };
}

/** A server starts all its processes before the load. */
const instancesAt = (
  { atEpochMs }: PeakScan,
  account: ObservedRepeat['account'],
  peakAlive: number | undefined,
): number | undefined => (account === undefined ? peakAlive : aliveAt(account.environmentEvents, atEpochMs));
