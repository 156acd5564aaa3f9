import { cpSync, lstatSync } from 'node:fs';

/** What an init has left in its /tmp is in each environment's, as it is part of a snapshot. Sockets and pipes are of no use there. */
export function copyFiles(from: string, to: string): void {
  const isCopied = (path: string) => {
    const entry = lstatSync(path);
    return entry.isFile() || entry.isDirectory() || entry.isSymbolicLink();
  };
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter: isCopied });
}
