import { entriesOf, statFieldsOf, textOf } from '../proc-files.ts';

/** Reads of /proc (Linux). Elsewhere, and for a process that has gone, they answer undefined. */

/** The kernel's own peak of the process's resident memory, in MB of 1024 kB. */
export function peakRssMbOf(pid: number): number | undefined {
  const kb = textOf(`/proc/${pid}/status`).match(/^VmHWM:\s+(\d+) kB/m)?.[1];
  return kb === undefined ? undefined : Number(kb) / 1024;
}

/** Its resident memory now. */
export function rssMbOf(pid: number): number | undefined {
  const kb = textOf(`/proc/${pid}/status`).match(/^VmRSS:\s+(\d+) kB/m)?.[1];
  return kb === undefined ? undefined : Number(kb) / 1024;
}

/**
 * CPU of a process since its start, in ms: the sum over its living threads, which the kernel keeps in ns (proc(5),
 * `schedstat`), or the process's own count in ticks of 10 ms where threads have ended and the sum is behind.
 */
export function cpuMsOf(pid: number): number | undefined {
  const threads = threadsOf(pid);
  if (threads.length === 0) return undefined;
  const threadsMs = threads.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  return Math.max(threadsMs, tickCpuMs(pid) - tickMs);
}

export interface ThreadTimes {
  readonly cpuMs: number;
  /** Ready to run, but waiting for a CPU. */
  readonly queuedMs: number;
}

/** Of the main thread, since its start: the first two figures of `schedstat`, proc(5). Node runs a function on that thread. */
export const mainThreadOf = (pid: number): ThreadTimes | undefined => timesIn(`/proc/${pid}/schedstat`);

/** In the order in which they were started, the main thread first: the kernel counts up. */
export const threadsOf = (pid: number): (ThreadTimes & { readonly id: number })[] =>
  entriesOf(`/proc/${pid}/task`)
    .map(Number)
    .sort((a, b) => a - b)
    .flatMap((id) => {
      const times = timesIn(`/proc/${pid}/task/${id}/schedstat`);
      return times === undefined ? [] : [{ id, ...times }];
    });

function timesIn(file: string): ThreadTimes | undefined {
  const [cpuNs, queuedNs] = textOf(file).split(' ');
  return queuedNs === undefined ? undefined : { cpuMs: Number(cpuNs) / 1e6, queuedMs: Number(queuedNs) / 1e6 };
}

export const tickMs = 10;

/** CPU of all threads, to the tick: utime and stime, fields 14 and 15. */
export function tickCpuMs(pid: number): number {
  const fields = statFieldsOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * tickMs;
}
