import { cpuMsOf, cpuQueueMsOf, peakRssMbOf } from './process-meter.ts';
import type { RuntimeMeters } from './runtime-api/runtime.ts';

/**
 * CPU of one environment's process, and peak memory of all its processes. A runtime of ours reports its own CPU (getrusage) with its requests;
 * for any other one the kernel's account in /proc is read before and after the call.
 */
export class EnvironmentMeter {
  readonly #pid: number;
  readonly #freezes: boolean;
  readonly #besidePids: () => readonly number[];
  #peakRssMb: number | undefined;
  #reportsCpu = false;
  #cpuAtCallMs: number | undefined;
  #queuedMs = 0;

  /**
   * @param freezes whether it is frozen between its calls: what it does before a call is then part of that call's time.
   * @param besidePids of extensions, whose memory is the environment's, too.
   */
  constructor(pid: number, freezes: boolean, besidePids: () => readonly number[] = () => []) {
    this.#pid = pid;
    this.#freezes = freezes;
    this.#besidePids = besidePids;
  }

  /** The last known peak; a process that has ended can no longer be asked. */
  get peakRssMb(): number | undefined {
    return this.#peakRssMb;
  }

  readPeak(): void {
    const ownMb = peakRssMbOf(this.#pid);
    if (ownMb === undefined) return;
    this.#peakRssMb = this.#besidePids().reduce((sumMb, pid) => sumMb + (peakRssMbOf(pid) ?? 0), ownMb);
  }

  /** Time since this was last asked, or since its start, for which the process was ready to run but had no CPU. */
  takeQueuedMs(): number | undefined {
    const queuedMs = cpuQueueMsOf(this.#pid);
    if (queuedMs === undefined) return undefined;
    const sinceLastMs = queuedMs - this.#queuedMs;
    this.#queuedMs = queuedMs;
    return sinceLastMs;
  }

  /** CPU from the start of the process to its first poll. */
  initialized(reported: RuntimeMeters): number | undefined {
    this.#reportsCpu = reported.cpuMs !== undefined;
    return reported.cpuMs ?? cpuMsOf(this.#pid);
  }

  callStarts(): void {
    this.#cpuAtCallMs = this.#reportsCpu ? undefined : cpuMsOf(this.#pid);
  }

  /** CPU since `callStarts`. */
  callEnded(reported: RuntimeMeters): number | undefined {
    this.#peakRssMb = Math.max(reported.peakRssMb ?? 0, this.#peakRssMb ?? 0) || undefined;
    if (reported.cpuMs !== undefined) return reported.cpuMs + (this.#freezes ? (reported.restingCpuMs ?? 0) : 0);
    if (this.#cpuAtCallMs === undefined) return undefined;
    const nowMs = cpuMsOf(this.#pid);
    return nowMs === undefined ? undefined : Math.max(0, nowMs - this.#cpuAtCallMs);
  }
}
