import type { Services } from '../../launch/local/services.ts';
import type { MemoryMeter } from '../../launch/meters/memory-meter.ts';
import type { PlatformAccount } from '../../launch/running-target.ts';
import type { BackendStats } from '../../model/platform/programs.ts';
import type { NotMeasured } from '../../model/run-result.ts';

type Downstream = Awaited<ReturnType<Services['stats']>>;

interface Meters {
  readonly repeat: number;
  readonly meter: MemoryMeter | undefined;
  readonly downstream: Downstream | undefined;
  readonly account: PlatformAccount | undefined;
  readonly logTrouble: string | undefined;
}

/** Measurements of one repeat of a target that failed or are incomplete, with the reasons. */
export function notMeasured({ repeat, meter, downstream, account, logTrouble }: Meters): NotMeasured[] {
  const reasons: [NotMeasured['what'], string | undefined][] = [
    ['memory', meter?.trouble && `the memory meter failed: ${meter.trouble}`],
    ['connections', downstream && silence(downstream)],
    ['telemetry', account?.incomplete],
    ['log', account?.logIncomplete ?? logTrouble],
  ];
  return reasons.flatMap(([what, reason]) => (reason === undefined ? [] : [{ what, repeat, reason }]));
}

/** Undefined if one of them was silent: connections to the others would look like all. */
export function answeredStats(downstream: Downstream): Readonly<Record<string, BackendStats>> | undefined {
  const all = Object.entries(downstream).flatMap(([name, stats]) =>
    'silent' in stats ? [] : [[name, stats] as const],
  );
  return all.length === Object.keys(downstream).length ? Object.fromEntries(all) : undefined;
}

function silence(downstream: Downstream): string | undefined {
  const silent = Object.entries(downstream).flatMap(([name, stats]) =>
    'silent' in stats ? [`the service ${name}: ${stats.silent}`] : [],
  );
  return silent.length === 0 ? undefined : silent.join('; ');
}
