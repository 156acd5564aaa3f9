import type { LambdaPrices } from './prices.ts';

/** Of one function: how long its init takes, and the billed part of a restore that replaces it. */
export interface SnapshotTimes {
  readonly memoryMb: number;
  readonly initMs: number;
  readonly billedRestoreMs: number;
}

export interface SnapshotCost {
  /** While the version is published, called or not. */
  readonly cacheUsdPerHour: number;
  /** Of one cold start: the init that is not billed, less the restore. Negative where a restore costs more. */
  readonly savedUsdPerColdStart: number;
  /** With more cold starts per hour the snapshot costs less than inits. Absent: it never does. */
  readonly paysFromColdStartsPerHour?: number;
}

/** Of one environment, or of what is cached of one version. */
export const snapStartUsd = (memoryMb: number, prices: NonNullable<LambdaPrices['snapStart']>) => ({
  perRestore: (memoryMb / 1024) * prices.restoreUsdPerGb,
  cachePerHour: (memoryMb / 1024) * 3600 * prices.cacheUsdPerGbSecond,
});

/**
 * 1 GB with an init of 9,000 ms and a restore that bills 100 ms: (9 - 0.1) s * $0.0000166667 - $0.0001397998 = $0.00000853 saved by each cold
 * start. The cache of 1 GB costs 3,600 s * $0.0000015046 = $0.00541656 per hour, so it pays from 635 cold starts per hour on.
 */
export function snapshotCost(
  { memoryMb, initMs, billedRestoreMs }: SnapshotTimes,
  { durationTiers, snapStart }: LambdaPrices,
): SnapshotCost | undefined {
  const usdPerGbSecond = durationTiers[0]?.usdPerGbSecond;
  if (snapStart === undefined || usdPerGbSecond === undefined) return undefined;
  const gb = memoryMb / 1024;
  const { perRestore, cachePerHour: cacheUsdPerHour } = snapStartUsd(memoryMb, snapStart);
  const savedS = (initMs - billedRestoreMs) / 1000;
  const savedUsdPerColdStart = gb * savedS * usdPerGbSecond - perRestore;
  return {
    ...{ cacheUsdPerHour, savedUsdPerColdStart },
    ...(savedUsdPerColdStart > 0 && { paysFromColdStartsPerHour: cacheUsdPerHour / savedUsdPerColdStart }),
  };
}
