/** One invocation as the platform accounts for it: a REPORT line, whatever format it came in. */
export interface Invocation {
  readonly requestId: string;
  readonly durationMs: number;
  readonly billedMs: number;
  /** Only on the call that waited for its environment to initialize. */
  readonly initMs?: number;
  /** Only where a snapshot was restored for the call (SnapStart). */
  readonly restoreMs?: number;
  /** The part of `billedMs` that is for the restore. */
  readonly billedRestoreMs?: number;
  readonly memorySizeMb: number;
  readonly maxMemoryUsedMb: number;
  /** Size of its /tmp. Not in AWS's own lines. */
  readonly ephemeralStorageMb?: number;
  readonly status: 'success' | 'error' | 'timeout' | 'failure';
  readonly errorType?: string;
  /** CPU of the environment's process during the call. Not in AWS's own lines. */
  readonly cpuMs?: number;
  /** The part of `cpuMs` that threads of the function used beside the main thread, if it is no small one. Not in AWS's own lines. */
  readonly otherThreadsCpuMs?: number;
  /** Who measured `cpuMs`: the kernel, from outside; or the handler, of itself, which leaves out the runtime around it. */
  readonly cpuSource?: 'kernel' | 'handler';
  /** CPU of the environment's process before its first call, from the kernel. Not in AWS's own lines. */
  readonly initCpuMs?: number;
  /** Time of the call for which the environment was ready to run but waited for a CPU of this machine. Not in AWS's own lines. */
  readonly cpuQueueMs?: number;
  /** The part of `cpuQueueMs` in which something that the call waited for may have gone on: inside its handler. */
  readonly cpuQueueInsideMs?: number;
  /** Time of the call for which the CPU share of the memory size held the environment back. Not in AWS's own lines. */
  readonly cpuThrottledMs?: number;
  /** The same three of the init that the call waited for. */
  readonly initCpuQueueMs?: number;
  readonly initCpuQueueInsideMs?: number;
  readonly initCpuThrottledMs?: number;
  /** Time for which it, or its init, waited for a CPU of this machine before it began; in no other time. Not in AWS's own lines. */
  readonly startDelayMs?: number;
  /** Time for which the archives of its package were unpacked before its init; in no other time. Not in AWS's own lines. */
  readonly unpackMs?: number;
  /** A failed init was repeated in its time, and is in its duration and CPU. Not in AWS's own lines. */
  readonly hasOwnInit?: true;
  /** The platform's name of the execution environment, else the instance ID in the response. */
  readonly environmentId?: string;
  /** Milliseconds since 1970 at which the invocation was handed to the environment. */
  readonly startedAtEpochMs?: number;
  /** When the client sent the request, where the platform does not tell when the invocation began. */
  readonly sentAtEpochMs?: number;
}

/**
 * What AWS bills: 1 ms steps since December 2020, initialization included for every runtime since 1 August 2025.
 * `billedDurationMs(99.5, 250.4)` is 350. The sum is taken in µs, so that 0.1 + 0.2 does not round up to 1 ms too much.
 */
export const billedDurationMs = (durationMs: number, initMs = 0): number =>
  Math.ceil(Math.round((durationMs + initMs) * 1000) / 1000);
