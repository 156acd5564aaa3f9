import { optional } from '../../../src/model/optional.ts';
import type { RuntimeMeters } from '../runtime-api/runtime.ts';
import { FunctionThreads } from './function-threads.ts';
import { cpuMsOf, mainThreadOf, peakRssMbOf, type ThreadTimes, threadsOf, tickCpuMs, tickMs } from './process-meter.ts';

/** Of an init or of a call. What the kernel does not report is absent. */
export interface CpuUse {
  readonly cpuMs?: number;
  /** The part of it in threads that the function has started, if it is no small one; of a call only. */
  readonly otherThreadsMs?: number;
  /** For how long it was ready to run but had no CPU of this machine, or the platform's process had none to hear it. */
  readonly queuedMs?: number;
  /** The part of it in which something that it waited for may have gone on: in its handler, or its init. */
  readonly queuedInsideMs?: number;
  /** For how long the CPU share of the memory size held it back. */
  readonly throttledMs?: number;
}

/** What a meter is of. */
export interface Metered {
  /** Asked at each reading: undefined if there is no such process. */
  readonly pid: () => number | undefined;
  readonly startedAtMs: number;
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
  readonly #threads = new FunctionThreads();
  #peakRssMb: number | undefined;
  #reportsCpu = false;
  /** At the start of the call; to the tick if the runtime reports the CPU of calls that it ends. */
  #cpuAtCallMs: number | undefined;
  /** At the start of the process, then of the call. */
  #before: Before;

  constructor(metered: Metered) {
    this.#metered = metered;
    this.#before = { atMs: metered.startedAtMs, cpuMs: 0, queuedMs: 0, throttledMs: 0 };
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
    this.#threads.initialized(this.#read(threadsOf) ?? [], reported.ownThreads);
    const main = this.#mainSince(this.#read(mainThreadOf), reported);
    const { restingCpuMs: restingMs = 0 } = reported;
    const cpuMs = reported.cpuMs === undefined ? this.#read(cpuMsOf) : reported.cpuMs + restingMs;
    return { ...optional('cpuMs', cpuMs), ...(main && queueingOf({ ...this.#span(), main, restingMs, reported })) };
  }

  callStarts(): void {
    this.#cpuAtCallMs = this.#read(this.#reportsCpu ? tickCpuMs : cpuMsOf);
    const main = this.#read(mainThreadOf) ?? this.#before;
    this.#before = { ...main, atMs: performance.now(), throttledMs: this.#metered.throttledMs?.() };
  }

  callEnded(reported: RuntimeMeters): CpuUse {
    this.#peakRssMb = Math.max(reported.peakRssMb ?? 0, this.#peakRssMb ?? 0) || undefined;
    const main = this.#mainSince(this.#read(mainThreadOf), reported);
    const cpuMs = reported.cpuMs ?? this.#readCallCpuMs(main?.cpuMs);
    const restingMs = this.#metered.freezes ? (reported.restingCpuMs ?? 0) : 0;
    if (cpuMs === undefined || main === undefined) return optional('cpuMs', cpuMs);
    const others = this.#threads.used({ cpuMs, othersMs: cpuMs - main.cpuMs }, () => this.#read(threadsOf) ?? []);
    return {
      cpuMs: cpuMs + restingMs,
      otherThreadsMs: others.cpuMs,
      ...queueingOf({ ...this.#span(), main, others, restingMs, reported }),
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

  /**
   * From outside, a thread without a CPU looks as if it had not queued yet: what it then queued counts when it has run. So what the runtime
   * read of itself is better.
   */
  #mainSince(now: ThreadTimes | undefined, { mainCpuMs, queuedMs }: RuntimeMeters): ThreadTimes | undefined {
    if (mainCpuMs !== undefined && queuedMs !== undefined) return { cpuMs: mainCpuMs, queuedMs };
    return now && { cpuMs: now.cpuMs - this.#before.cpuMs, queuedMs: now.queuedMs - this.#before.queuedMs };
  }

  #span(): Pick<Span, 'fromMs' | 'groupThrottledMs'> {
    const [now, before] = [this.#metered.throttledMs?.(), this.#before];
    return { fromMs: before.atMs, groupThrottledMs: now === undefined ? undefined : now - (before.throttledMs ?? 0) };
  }

  #read<T>(meter: (pid: number) => T | undefined): T | undefined {
    const pid = this.#metered.pid();
    return pid === undefined ? undefined : meter(pid);
  }
}

/** An instant, and what the process had used until then. */
interface Before extends ThreadTimes {
  readonly atMs: number;
  readonly throttledMs: number | undefined;
}

/** An init, or a call from its handing over to the reading of its answer. */
export interface Span {
  /** By `performance.now()`. */
  readonly fromMs: number;
  readonly main: ThreadTimes;
  /** The function's own threads. */
  readonly others?: ThreadTimes;
  /** CPU before the handler ran, or was loaded. */
  readonly restingMs?: number;
  /** The control group counts each CPU, and all threads. */
  readonly groupThrottledMs: number | undefined;
  readonly reported: RuntimeMeters;
}

/**
 * The kernel counts time held back by the CPU share as run-queue delay; a platform throttles too, so only the rest is queueing for this
 * machine. A platform has a CPU for a call that is handed over, and to start a process: what is before the handler and is not CPU, and what
 * is after the sending, is queueing.
 * Main thread and others may queue at once: theirs counts as far as it fits into the time in which the main one slept and they did not run.
 */
export function queueingOf(
  span: Span,
): Required<Pick<CpuUse, 'queuedMs' | 'queuedInsideMs'>> & Pick<CpuUse, 'throttledMs'> {
  const { fromMs, main, others = { cpuMs: 0, queuedMs: 0 }, restingMs = 0, groupThrottledMs, reported } = span;
  const { handlerMs, sentAtMs = performance.now(), readAfterMs = 0 } = reported;
  const insideMs = handlerMs ?? sentAtMs - fromMs;
  const outsideMs = handlerMs === undefined ? 0 : Math.max(0, sentAtMs - fromMs - handlerMs - restingMs);
  const sleptMs = Math.max(0, insideMs - main.cpuMs - main.queuedMs - others.cpuMs);
  const delayMs = main.queuedMs + Math.min(others.queuedMs, sleptMs);
  const throttledMs = groupThrottledMs === undefined ? undefined : Math.min(groupThrottledMs, delayMs);
  const queuedInsideMs = delayMs - (throttledMs ?? 0);
  return {
    queuedMs: queuedInsideMs + outsideMs + readAfterMs,
    queuedInsideMs,
    ...optional('throttledMs', throttledMs),
  };
}
