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
 * The process and its descendants. A child is found below the main thread of its parent, which is where Node starts
 * processes.
 */
export function processTree(pid: number): number[] {
  const children = readProc(`/proc/${pid}/task/${pid}/children`)?.trim();
  if (children === undefined) return [];
  return [pid, ...(children === '' ? [] : children.split(' ')).flatMap((child) => processTree(Number(child)))];
}

/** A tick of the fields utime and stime: 1/100 s on every Linux that Node runs on. */
const tickMs = 10;

/** CPU of a process and of its children that have ended, in ms; fields 14 to 17 of /proc/PID/stat, see proc(5). */
export function cpuMsOf(pid: number): number | undefined {
  const text = readProc(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses and may hold anything, so count from its end.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields?.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks === undefined ? undefined : ticks * tickMs;
}

/** CPU of the threads of a process that are alive, to the ns: its scheduler statistics; see sched-stats.rst of the kernel. */
export function exactCpuMsOf(pid: number): number | undefined {
  const threads = filesIn(`/proc/${pid}/task`).map((thread) => readProc(`/proc/${pid}/task/${thread}/schedstat`));
  const known = threads.filter((text) => text !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0) / 1e6;
}

function filesIn(folder: string): string[] {
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
