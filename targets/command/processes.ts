import { readFileSync } from 'node:fs';
import { entriesOf, textOf } from '../lambda/proc-files.ts';

/** Processes that have this variable (`NAME=value`) in their environment, zombies not among them. Empty where there is no /proc. */
export const markedProcesses = (variable: string): number[] =>
  entriesOf('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => environmentOf(pid).includes(variable));

/** Of another user's process nothing is known, and of one that has ended. */
function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
}

/** Resident memory of a process and its descendants. 0 where there is no /proc. */
export const residentMb = (pid: number): number =>
  treeOf(pid).reduce(
    (sumMb, one) => sumMb + Number(/^VmRSS:\s+(\d+) kB/m.exec(textOf(`/proc/${one}/status`))?.[1] ?? 0) / 1024,
    0,
  );

const treeOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(treeOf)];

/** Each thread has the children that it has started: proc(5). */
const childrenOf = (pid: number): number[] =>
  entriesOf(`/proc/${pid}/task`).flatMap((thread) =>
    textOf(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
