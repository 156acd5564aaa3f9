import { readdirSync, readFileSync } from 'node:fs';

/** Reads of /proc (Linux). Elsewhere, or for a process that has gone, they answer undefined. */

export interface ProcessMemory {
  readonly rssMb: number;
  /** Proportional set size: shared pages count by their share. */
  readonly pssMb: number;
}

export function memoryOf(pid: number): ProcessMemory | undefined {
  const text = readProc(`/proc/${pid}/smaps_rollup`);
  const rssMb = kbField(text, 'Rss');
  const pssMb = kbField(text, 'Pss');
  return rssMb === undefined || pssMb === undefined ? undefined : { rssMb: rssMb / 1024, pssMb: pssMb / 1024 };
}

/**
 * The process and its descendants. A child is found below the thread that started it: Node starts processes on its main thread, other
 * programs on any.
 */
export function processTree(pid: number, startedBy: 'main-thread' | 'any-thread' = 'main-thread'): number[] {
  const threads = startedBy === 'main-thread' ? [String(pid)] : filesIn(`/proc/${pid}/task`);
  const lists = threads.flatMap((thread) => readProc(`/proc/${pid}/task/${thread}/children`) ?? []);
  if (lists.length === 0) return [];
  const children = lists.flatMap((list) => list.split(' ').filter((child) => child.trim() !== ''));
  return [pid, ...children.flatMap((child) => processTree(Number(child), startedBy))];
}

/** Names a process for good: its pid, and when it started in ticks since the machine did (proc(5), field 22), as pids are used again. */
export const processId = (pid: number): string => `pid-${pid}-${statFields(pid)?.[19] ?? ''}`;

/** A tick of the fields utime and stime: 1/100 s on every Linux that Node runs on. */
const tickMs = 10;

/** CPU of a process and of its children that have ended, in ms; fields 14 to 17 of /proc/PID/stat, see proc(5). */
export function cpuMsOf(pid: number): number | undefined {
  const ticks = statFields(pid)
    ?.slice(11, 15)
    .reduce((sum, field) => sum + Number(field), 0);
  return ticks === undefined ? undefined : ticks * tickMs;
}

/** CPU of a process alone, in ms; fields 14 and 15. */
export function ownCpuMsOf(pid: number): number | undefined {
  const ticks = statFields(pid)
    ?.slice(11, 13)
    .reduce((sum, field) => sum + Number(field), 0);
  return ticks === undefined ? undefined : ticks * tickMs;
}

/** CPU of the threads of a process that are alive, to the ns: its scheduler statistics; see sched-stats.rst of the kernel. */
export function exactCpuMsOf(pid: number): number | undefined {
  const threads = filesIn(`/proc/${pid}/task`).map((thread) => readProc(`/proc/${pid}/task/${thread}/schedstat`));
  const known = threads.filter((text) => text !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0) / 1e6;
}

/** From the third field on. The second one is the name of the program in parentheses and may hold anything, so count from its end. */
function statFields(pid: number): string[] | undefined {
  const text = readProc(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // It has gone, or there is no /proc.
    return [];
  }
}

const kbField = (text: string | undefined, name: string): number | undefined => {
  const value = text?.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1];
  return value === undefined ? undefined : Number(value);
};

/** The text of a file of /proc. Undefined if it has gone between listing and reading, or where there is no /proc: not measured. */
export function readProc(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
