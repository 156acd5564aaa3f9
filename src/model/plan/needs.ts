import type { Figure } from './figure.ts';

/** Percentiles of the time of a call, relative to their mean: what a mean alone would hide. */
export interface CallSpread {
  readonly p50: number;
  readonly p90?: number;
  readonly p99?: number;
  readonly max?: number;
}

/** What a call and an init need, whatever serves them. What was not measured and not given is absent. */
export interface CallNeeds {
  /** In the words of the report, such as `reports/shop-…, target function` or `plan.yaml`. */
  readonly source: string;
  /** Of single numbers that come from less than the others. */
  readonly sources?: Readonly<Partial<Record<string, string>>>;
  /** CPU of a call in ms of one vCPU of the platform. */
  readonly cpuMs?: Figure;
  /** Time of a call in which it neither runs nor wants to. */
  readonly waitMs?: Figure;
  /** Time of a whole call of a function, known at one memory size only, as REPORT lines have it. */
  readonly callMs?: { readonly ms: Figure; readonly memoryMb: number };
  readonly spread?: CallSpread;
  readonly initCpuMs?: Figure;
  readonly initWaitMs?: Figure;
  /** Init as a whole, where its CPU is not known. */
  readonly initMs?: Figure;
  /** Billed part of `initMs`, where that is the restore of a snapshot (SnapStart) or its mean with inits. Absent: all of it. */
  readonly startBilledMs?: Figure;
  /** Share of the starts of environments that are restores with a price: those of Java have none. Absent: no start is a restore. */
  readonly paidRestoreShare?: number;
  /** Resident memory of a process before its first call, and what each call in flight adds. */
  readonly baseMb?: Figure;
  /** Of each server, of processes that answer nothing, such as the primary of a cluster. */
  readonly besideMb?: Figure;
  readonly perRequestMb?: Figure;
  /** Most memory of a function in use, as REPORT lines have it. */
  readonly maxMemoryUsedMb?: Figure;
  /** Downstream connections that a process holds open. */
  readonly connections?: Figure;
}
