import type { ThreadTimes } from './process-meter.ts';

/** In the order in which they were started, the main thread first. */
export type Threads = readonly (ThreadTimes & { readonly id: number })[];

/** Garbage collection and compilation of any Node process use less beside the main thread: then nobody looks whose threads they were. */
const small = { share: 0.2, ms: 2 };

/** The threads that a function has started in its process, and what they used in a call. Those of its runtime were there before. */
export class FunctionThreads {
  #runtimes = new Set<number>();
  #before = new Map<number, ThreadTimes>();

  /** @param own the first of them belong to the runtime; of a runtime that does not say, the main thread alone. */
  initialized(threads: Threads, own = 1): void {
    this.#runtimes = new Set(threads.slice(0, own).map(({ id }) => id));
    this.#note(threads);
  }

  /**
   * In a call that used `othersMs` of `cpuMs` beside the main thread. Threads are read for such calls only, so small amounts of calls before
   * may be in it. What the runtime's threads did not use was used by the function's, which may have ended.
   */
  used({ cpuMs, othersMs }: { cpuMs: number; othersMs: number }, read: () => Threads): ThreadTimes {
    if (othersMs <= small.ms || othersMs <= small.share * cpuMs) return { cpuMs: 0, queuedMs: 0 };
    const threads = read();
    const ofRuntime = this.#since(threads.filter(({ id }, index) => index > 0 && this.#runtimes.has(id)));
    const ofFunction = this.#since(threads.filter(({ id }) => !this.#runtimes.has(id)));
    this.#note(threads);
    const usedMs = Math.min(othersMs, Math.max(ofFunction.cpuMs, othersMs - ofRuntime.cpuMs));
    const isSmall = usedMs <= small.ms || usedMs <= small.share * cpuMs;
    return isSmall ? { cpuMs: 0, queuedMs: 0 } : { cpuMs: usedMs, queuedMs: ofFunction.queuedMs };
  }

  #since(threads: Threads): ThreadTimes {
    const sum = (key: keyof ThreadTimes) =>
      threads.reduce((total, thread) => total + thread[key] - (this.#before.get(thread.id)?.[key] ?? 0), 0);
    return { cpuMs: sum('cpuMs'), queuedMs: sum('queuedMs') };
  }

  #note(threads: Threads): void {
    this.#before = new Map(threads.map((thread) => [thread.id, thread]));
  }
}
