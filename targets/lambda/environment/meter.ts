import { optional } from '../../../src/model/optional.ts';
import type { RuntimeMeters } from '../runtime-api/runtime.ts';
import { cpuMsOf, mainThreadOf, peakRssMbOf, tickCpuMs, tickMs } from './process-meter.ts';

/** Of an init or of a call. What the kernel does not report is absent. */
export interface CpuUse {
  readonly cpuMs?: number;
  /** The part of it outside the main thread; of a call only. */
  readonly otherThreadsMs?: number;
  /** For how long the main thread was ready to run but had no CPU of this machine, or the platform's process had none to hear it. */
  readonly queuedMs?: number;
  /** For how long the CPU share of the memory size held the main thread back. */
  readonly throttledMs?: number;
}

/** What a meter is of. */
export interface Metered {
  /** Asked at each reading: undefined if there is no such process. */
  readonly pid: () => number | undefined;
  /** Whether it is frozen between its calls: what it does before a call is then part of that call's time. */
  readonly freezes: boolean;
  /** Extensions, whose memory is the environment's, too. */
  readonly besidePids?: () => readonly number[];
  /** For how long the CPU share has held the environment back so far. */
  readonly throttledMs?: () => number | undefined;
}

/**
 * CPU of one environment's process, and peak memory of all its processes. A runtime of ours reports its own CPU (getrusage) with its requests;
 * for any other one the kernel's account in /proc is read before and after the call.
 */
export class EnvironmentMeter {
  readonly #metered: Metered;
  #peakRssMb: number | undefined;
  #reportsCpu = false;
  /** At the start of the call; to the tick if the runtime reports the CPU of calls that it ends. */
  #cpuAtCallMs: number | undefined;
  /** At the start of the process, then of the call. */
  #main: MainThread = { cpuMs: 0, delayMs: 0, throttledMs: 0 };

  constructor(metered: Metered) {
    this.#metered = metered;
  }

  /** The last known peak; a process that has ended can no longer be asked. */
  get peakRssMb(): number | undefined {
    return this.#peakRssMb;
  }

  readPeak(): void {
    const ownMb = this.#read(peakRssMbOf);
    if (ownMb === undefined) return;
    const beside = this.#metered.besidePids?.() ?? [];
    this.#peakRssMb = beside.reduce((sumMb, pid) => sumMb + (peakRssMbOf(pid) ?? 0), ownMb);
  }

  initialized(reported: RuntimeMeters): CpuUse {
    this.#reportsCpu = reported.cpuMs !== undefined;
    return {
      ...optional('cpuMs', reported.cpuMs ?? this.#read(cpuMsOf)),
      ...heldUp(this.#main, this.#readMain(), reported),
    };
  }

  callStarts(): void {
    this.#cpuAtCallMs = this.#read(this.#reportsCpu ? tickCpuMs : cpuMsOf);
    this.#main = this.#readMain() ?? this.#main;
  }

  callEnded(reported: RuntimeMeters): CpuUse {
    this.#peakRssMb = Math.max(reported.peakRssMb ?? 0, this.#peakRssMb ?? 0) || undefined;
    const main = this.#readMain();
    const mainMs = main && main.cpuMs - this.#main.cpuMs;
    const cpuMs = reported.cpuMs ?? this.#readCallCpuMs(mainMs);
    const restingMs = this.#metered.freezes ? (reported.restingCpuMs ?? 0) : 0;
    return {
      ...optional('cpuMs', cpuMs === undefined ? undefined : cpuMs + restingMs),
      ...optional(
        'otherThreadsMs',
        cpuMs === undefined || mainMs === undefined ? undefined : Math.max(0, cpuMs - mainMs),
      ),
      ...heldUp(this.#main, main, reported),
    };
  }

  /** A runtime reports nothing of a call that it did not end: then all threads are known to the tick, and the main one exactly. */
  #readCallCpuMs(mainMs: number | undefined): number | undefined {
    if (this.#cpuAtCallMs === undefined) return undefined;
    const nowMs = this.#read(this.#reportsCpu ? tickCpuMs : cpuMsOf);
    if (nowMs === undefined) return undefined;
    const cpuMs = Math.max(0, nowMs - this.#cpuAtCallMs);
    return this.#reportsCpu ? Math.max(mainMs ?? 0, cpuMs - tickMs) : cpuMs;
  }

  #readMain(): MainThread | undefined {
    const main = this.#read(mainThreadOf);
    return main && { cpuMs: main.cpuMs, delayMs: main.queuedMs, throttledMs: this.#metered.throttledMs?.() };
  }

  #read<T>(meter: (pid: number) => T | undefined): T | undefined {
    const pid = this.#metered.pid();
    return pid === undefined ? undefined : meter(pid);
  }
}

/** Since the start of the process. The kernel counts time held back by the CPU share as run-queue delay. */
interface MainThread {
  readonly cpuMs: number;
  readonly delayMs: number;
  readonly throttledMs: number | undefined;
}

/** A platform throttles too: only the rest of the delay is queueing for the CPUs of this machine. */
function heldUp(
  before: MainThread,
  now: MainThread | undefined,
  { readAfterMs = 0 }: RuntimeMeters,
): Pick<CpuUse, 'queuedMs' | 'throttledMs'> {
  if (now === undefined) return {};
  const delayMs = now.delayMs - before.delayMs;
  const groupMs = now.throttledMs === undefined ? undefined : now.throttledMs - (before.throttledMs ?? 0);
  // The control group counts each CPU, and threads beside the main one.
  const throttledMs = groupMs === undefined ? undefined : Math.min(groupMs, delayMs);
  return { queuedMs: delayMs - (throttledMs ?? 0) + readAfterMs, ...optional('throttledMs', throttledMs) };
}
