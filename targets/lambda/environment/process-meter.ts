import { entriesOf, statFieldsOf, textOf } from '../proc-files.ts';

/** Reads of /proc (Linux). Elsewhere, and for a process that has gone, they answer undefined. */

/** The kernel's own peak of the process's resident memory, in MB of 1024 kB. */
export function peakRssMbOf(pid: number): number | undefined {
  const kb = textOf(`/proc/${pid}/status`).match(/^VmHWM:\s+(\d+) kB/m)?.[1];
  return kb === undefined ? undefined : Number(kb) / 1024;
}

/**
 * CPU of a process since its start, in ms: the sum over its living threads, which the kernel keeps in ns (proc(5),
 * `schedstat`), or the process's own count in ticks of 10 ms where threads have ended and the sum is behind.
 */
export function cpuMsOf(pid: number): number | undefined {
  const threads = entriesOf(`/proc/${pid}/task`);
  if (threads.length === 0) return undefined;
  const threadsMs = threads.reduce((sum, thread) => sum + threadCpuMs(pid, thread), 0);
  return Math.max(threadsMs, tickCpuMs(pid) - tickMs);
}

/**
 * How long the main thread of a process was ready to run but waited for a CPU, since its start, in ms; the second figure of
 * `schedstat`, proc(5). Node runs a function on that thread.
 */
export function cpuQueueMsOf(pid: number): number | undefined {
  const queuedNs = textOf(`/proc/${pid}/schedstat`).split(' ')[1];
  return queuedNs === undefined ? undefined : Number(queuedNs) / 1e6;
}

const tickMs = 10;

function threadCpuMs(pid: number, thread: string): number {
  const onCpuNs = textOf(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0];
  return Number(onCpuNs) / 1e6;
}

/** utime and stime: fields 14 and 15. */
function tickCpuMs(pid: number): number {
  const fields = statFieldsOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * tickMs;
}
