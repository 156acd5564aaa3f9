import { readlinkSync } from 'node:fs';
import { filesIn, processTree, readProc } from './proc.ts';

/**
 * The one process of a server that takes all connections of its port. Undefined where several may answer: a process with children may
 * hand connections on to them, as the primary of a cluster does. Undefined, too, where there is no /proc to read.
 */
export function soleListener(root: number, port: number): number | undefined {
  const tables = ['tcp', 'tcp6'].flatMap((name) => readProc(`/proc/${root}/net/${name}`) ?? []);
  const sockets = new Set(tables.flatMap((table) => listeningSockets(table, port)));
  const listeners = processTree(root, 'any-thread').filter((pid) => socketsOf(pid).some((inode) => sockets.has(inode)));
  const [only, ...others] = listeners;
  if (only === undefined || others.length > 0) return undefined;
  return processTree(only, 'any-thread').length === 1 ? only : undefined;
}

/** Inodes of the sockets that listen on a port; proc(5), /proc/net/tcp: state 0A is LISTEN. */
export const listeningSockets = (table: string, port: number): string[] =>
  table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === '0A' && Number.parseInt(local.split(':')[1] ?? '', 16) === port ? [inode] : [];
  });

const socketsOf = (pid: number): string[] =>
  filesIn(`/proc/${pid}/fd`).flatMap((name) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${name}`))?.[1] ?? []);

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    // It was closed since it was listed.
    return '';
  }
}
