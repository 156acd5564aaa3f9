import type { MemoryMeter } from '../../launch/meters/memory-meter.ts';
import type { PlatformAccount } from '../../launch/running-target.ts';
import type { BackendStats } from '../../model/platform/programs.ts';
import type { NotMeasured } from '../../model/run-result.ts';

interface Meters {
  readonly repeat: number;
  readonly meter: MemoryMeter | undefined;
  readonly downstream: BackendStats | { readonly silent: string } | undefined;
  readonly account: PlatformAccount | undefined;
  readonly logTrouble: string | undefined;
}

/** Measurements of one repeat of a target that failed or are incomplete, with the reasons. */
export function notMeasured({ repeat, meter, downstream, account, logTrouble }: Meters): NotMeasured[] {
  const reasons: [NotMeasured['what'], string | undefined][] = [
    ['memory', meter?.trouble && `the memory meter failed: ${meter.trouble}`],
    ['connections', downstream && 'silent' in downstream ? `the backend: ${downstream.silent}` : undefined],
    ['telemetry', account?.incomplete],
    ['log', account?.logIncomplete ?? logTrouble],
  ];
  return reasons.flatMap(([what, reason]) => (reason === undefined ? [] : [{ what, repeat, reason }]));
}
