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

/** Whether all of them have ended; a zombie has, once its other threads have. */
export const haveEnded = (pids: readonly number[]): boolean => pids.every((pid) => lifeOf(pid) === 'ended');

/** Which of these processes, of their descendants and of their process groups are running. Undefined while one of them is ending. */
export function runningOf(leaders: readonly number[]): string | undefined {
  const pids = new Set([...leaders, ...leaders.flatMap(descendantsOf), ...membersOf(leaders)]);
  const lives = [...pids].map((pid) => ({ pid, life: lifeOf(pid) }));
  if (lives.some(({ life }) => life === 'ending')) return undefined;
  return lives.flatMap(({ pid, life }) => (life === 'running' ? [pid] : [])).join();
}

/**
 * An ending process has its sockets open for a while after its files have gone from /proc: its threads end one after another, the first
 * one first, and the last one frees the memory of the process before it closes what is open.
 */
function lifeOf(pid: number): 'running' | 'ending' | 'ended' {
  const { state } = statOf(pid) ?? {};
  const isZombie = state === 'Z' || state === 'X';
  if (state === undefined || (isZombie && threadsOf(pid).length <= 1)) return 'ended';
  return filesOf(pid).length === 0 ? 'ending' : 'running';
}

/** It may not be looked at, or this process has no descriptor left to look with. */
const hiding = new Set(['EACCES', 'EPERM', 'EMFILE', 'ENFILE']);

/** Paths of links. They are those of any of its threads; one that has ended has none. */
function filesOf(pid: number): readonly string[] | 'hidden' {
  const own = filesIn(`/proc/${pid}/fd`);
  if (own.length > 0) return own;
  return (
    threadsOf(pid)
      .map((thread) => filesIn(`${thread}/fd`))
      .find(({ length }) => length > 0) ?? []
  );
}

const threadsOf = (pid: number): string[] =>
  entriesOf(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`);

function filesIn(directory: string): readonly string[] | 'hidden' {
  try {
    return readdirSync(directory).map((name) => `${directory}/${name}`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return hiding.has(code ?? '') ? 'hidden' : [];
  }
}

function linksOf(pid: number): string[] {
  const files = filesOf(pid);
  return files === 'hidden' ? [] : files.flatMap(linkAt);
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
  const children = threadsOf(pid)
    .map((thread) => textOf(`${thread}/children`))
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
