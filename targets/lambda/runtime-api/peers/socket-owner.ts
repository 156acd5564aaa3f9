import { readdirSync, readlinkSync } from 'node:fs';
import { entriesOf, statFieldsOf, textOf } from '../../proc-files.ts';

/**
 * Whether one of these processes, of their descendants or of their process groups has a socket open. One whose files may not be
 * looked at, such as a program that has made itself undumpable, or where no descriptor is left to look with, is taken at its word.
 */
export function holdSocket(leaders: readonly number[], inode: string): boolean {
  const link = `socket:[${inode}]`;
  const holds = (pid: number) => filesOf(pid) === 'hidden' || linksOf(pid).includes(link);
  // Nearly always it is the first one. The search of the groups reads all of /proc.
  return (
    leaders.some(holds) ||
    leaders.flatMap(descendantsOf).some((pid) => linksOf(pid).includes(link)) ||
    membersOf(leaders).some((pid) => linksOf(pid).includes(link))
  );
}

/** Whether all of them have ended; a zombie has. */
export const haveEnded = (pids: readonly number[]): boolean =>
  pids.every((pid) => {
    const state = statOf(pid)?.state;
    return state === undefined || state === 'Z' || state === 'X';
  });

/** It may not be looked at, or this process has no descriptor left to look with. */
const hiding = new Set(['EACCES', 'EPERM', 'EMFILE', 'ENFILE']);

function filesOf(pid: number): readonly string[] | 'hidden' {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return hiding.has(code ?? '') ? 'hidden' : [];
  }
}

function linksOf(pid: number): string[] {
  const files = filesOf(pid);
  return files === 'hidden' ? [] : files.flatMap((file) => linkAt(`/proc/${pid}/fd/${file}`));
}

function linkAt(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    // Closed meanwhile.
    return [];
  }
}

/** A process of several threads may start others from any of them. */
function descendantsOf(pid: number): number[] {
  const children = entriesOf(`/proc/${pid}/task`)
    .map((thread) => textOf(`/proc/${pid}/task/${thread}/children`))
    .flatMap((text) => text.split(' ').filter(Boolean).map(Number));
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** What was started by a process that has ended is no descendant any more, but still in the group. */
const membersOf = (leaders: readonly number[]): number[] =>
  entriesOf('/proc').flatMap((name) => {
    const group = /^\d+$/.test(name) ? statOf(Number(name))?.group : undefined;
    return group !== undefined && leaders.includes(group) ? [Number(name)] : [];
  });

/** Fields 3 and 5 of `stat`. */
function statOf(pid: number): { readonly state: string; readonly group: number } | undefined {
  const [state, , group] = statFieldsOf(pid);
  return state === undefined ? undefined : { state, group: Number(group) };
}
