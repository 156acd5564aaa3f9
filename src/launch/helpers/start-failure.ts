/** Limits of this machine on which a process cannot be started, and what to do. */
const limits: Readonly<Record<string, string>> = {
  EAGAIN: 'no more processes or threads are allowed: raise `ulimit -u`, or the pids limit of the container',
  EMFILE: 'no more open files are allowed: raise `ulimit -n`',
  ENFILE: 'no more open files are allowed on this machine: raise fs.file-max',
  ENOMEM: 'no memory is left',
};

export function startFailure({ code = '', message }: NodeJS.ErrnoException): string {
  const known = limits[code];
  return known === undefined ? message : `${message}: ${known}`;
}
