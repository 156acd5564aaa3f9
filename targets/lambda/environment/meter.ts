import type { RuntimeMeters } from '../runtime-api/runtime.ts';
import { cpuMsOf, cpuQueueMsOf, peakRssMbOf } from './process-meter.ts';

/**
 * CPU of one environment's process, and peak memory of all its processes. A runtime of ours reports its own CPU (getrusage) with its requests;
 * for any other one the kernel's account in /proc is read before and after the call.
 */
export class EnvironmentMeter {
  readonly #meteredPid: () => number | undefined;
  readonly #freezes: boolean;
  readonly #besidePids: () => readonly number[];
  #peakRssMb: number | undefined;
  #reportsCpu = false;
  #cpuAtCallMs: number | undefined;
  #queuedMs = 0;

  /**
   * @param meteredPid asked at each reading: undefined if there is no such process.
   * @param freezes whether it is frozen between its calls: what it does before a call is then part of that call's time.
   * @param besidePids of extensions, whose memory is the environment's, too.
   */
  constructor(meteredPid: () => number | undefined, freezes: boolean, besidePids: () => readonly number[] = () => []) {
    this.#meteredPid = meteredPid;
    this.#freezes = freezes;
    this.#besidePids = besidePids;
  }

  /** The last known peak; a process that has ended can no longer be asked. */
  get peakRssMb(): number | undefined {
    return this.#peakRssMb;
  }

  readPeak(): void {
    const ownMb = this.#read(peakRssMbOf);
    if (ownMb === undefined) return;
    this.#peakRssMb = this.#besidePids().reduce((sumMb, pid) => sumMb + (peakRssMbOf(pid) ?? 0), ownMb);
  }

  /** Time since this was last asked, or since its start, for which the process was ready to run but had no CPU. */
  takeQueuedMs(): number | undefined {
    const queuedMs = this.#read(cpuQueueMsOf);
    if (queuedMs === undefined) return undefined;
    const sinceLastMs = queuedMs - this.#queuedMs;
    this.#queuedMs = queuedMs;
    return sinceLastMs;
  }

  initialized(reported: RuntimeMeters): number | undefined {
    this.#reportsCpu = reported.cpuMs !== undefined;
    return reported.cpuMs ?? this.#read(cpuMsOf);
  }

  callStarts(): void {
    this.#cpuAtCallMs = this.#reportsCpu ? undefined : this.#read(cpuMsOf);
  }

  callEnded(reported: RuntimeMeters): number | undefined {
    this.#peakRssMb = Math.max(reported.peakRssMb ?? 0, this.#peakRssMb ?? 0) || undefined;
    if (reported.cpuMs !== undefined) return reported.cpuMs + (this.#freezes ? (reported.restingCpuMs ?? 0) : 0);
    if (this.#cpuAtCallMs === undefined) return undefined;
    const nowMs = this.#read(cpuMsOf);
    return nowMs === undefined ? undefined : Math.max(0, nowMs - this.#cpuAtCallMs);
  }

  #read(meter: (pid: number) => number | undefined): number | undefined {
    const pid = this.#meteredPid();
    return pid === undefined ? undefined : meter(pid);
  }
}
