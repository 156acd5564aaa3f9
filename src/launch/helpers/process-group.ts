import type { ChildProcess } from 'node:child_process';

/** Groups of processes that end with this one, however it ends by itself. */
const groups = new Set<number>();

/** SIGKILL to the group that a detached child leads, and nothing if it has gone. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Kills the group of a child when this process exits without having stopped it, as on a second signal: what is hung or stopped would
 * not see that we have gone.
 */
export function endsWithUs(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (groups.size === 0) process.once('exit', killAll);
  groups.add(pid);
  child.once('exit', () => {
    groups.delete(pid);
    if (groups.size === 0) process.off('exit', killAll);
  });
}

function killAll(): void {
  for (const pid of groups) killGroup(pid);
}
