import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `T` stopped by a signal; one that a control group has frozen looks asleep. */
export const stateOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? '';

export const isFrozen = (pid: number): boolean => {
  const group = readFileSync(`/proc/${pid}/cgroup`, 'utf8').match(/^0::(.*)$/m)?.[1] ?? '/';
  if (group === '/') return stateOf(pid) === 'T';
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const mount = mounts.find((line) => line.includes(' - cgroup2 '))?.split(' ')[4] ?? '';
  return readFileSync(join(mount, group, 'cgroup.events'), 'utf8').includes('frozen 1');
};
