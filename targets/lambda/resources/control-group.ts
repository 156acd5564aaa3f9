import { closeSync, openSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Freezer } from '../freezing/freezer.ts';
import type { CpuQuota } from './cpu-quota.ts';

/** One directory of a control group hierarchy, in the words of its version: cgroups(7), kernel documentation `cgroup-v2`. */
export abstract class ControlGroup {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Moves a process and all its threads here; what it starts from now on is here as well. */
  add(pid: number): void {
    write(this.directory, 'cgroup.procs', pid);
  }

  processes(): number[] {
    return read(this.directory, 'cgroup.procs').split('\n').filter(Boolean).map(Number);
  }

  abstract limitCpu(quota: CpuQuota): void;
  abstract limitMemory(bytes: number): void;
  /** For how long it was held back because its CPU share was used up. */
  abstract throttledMs(): number;
  /** How often the kernel has killed here because memory ran out. */
  abstract oomKills(): number;
}

const mb = 1024 * 1024;

export const bytesOf = (memoryMb: number): number => memoryMb * mb;

export class ControlGroupV1 extends ControlGroup {
  override limitCpu({ quotaUs, periodUs }: CpuQuota): void {
    write(this.directory, 'cpu.cfs_period_us', periodUs);
    write(this.directory, 'cpu.cfs_quota_us', quotaUs);
  }

  override limitMemory(bytes: number): void {
    write(this.directory, 'memory.limit_in_bytes', bytes);
    // Memory and swap together; only where the kernel counts swap. Without it, swap would hide the limit.
    if (has(this.directory, 'memory.memsw.limit_in_bytes')) write(this.directory, 'memory.memsw.limit_in_bytes', bytes);
  }

  override throttledMs(): number {
    return (counter(this.directory, 'cpu.stat', 'throttled_time') ?? 0) / 1e6;
  }

  /** Before Linux 4.13 only the failed allocations are counted, and each that could not be helped was a kill. */
  override oomKills(): number {
    return counter(this.directory, 'memory.oom_control', 'oom_kill') ?? Number(read(this.directory, 'memory.failcnt'));
  }
}

/**
 * Its freezer reaches all descendants. That of version 1 is not used: there SIGKILL waits for the thaw, so an environment would outlive
 * a platform that was killed (kernel documentation, cgroup-v1/freezer-subsystem and cgroup-v2).
 */
export class ControlGroupV2 extends ControlGroup implements Freezer {
  override limitCpu({ quotaUs, periodUs }: CpuQuota): void {
    write(this.directory, 'cpu.max', `${quotaUs} ${periodUs}`);
  }

  override limitMemory(bytes: number): void {
    write(this.directory, 'memory.max', bytes);
    if (has(this.directory, 'memory.swap.max')) write(this.directory, 'memory.swap.max', 0);
  }

  override throttledMs(): number {
    return (counter(this.directory, 'cpu.stat', 'throttled_usec') ?? 0) / 1000;
  }

  override oomKills(): number {
    return counter(this.directory, 'memory.events', 'oom_kill') ?? 0;
  }

  freeze(): void {
    this.#setFrozen(true);
  }

  thaw(): void {
    this.#setFrozen(false);
  }

  /** SIGKILL ends its processes in either state. Where no descriptor is left to freeze them with, they go on. */
  #setFrozen(frozen: boolean): void {
    try {
      if (frozen) {
        spare ??= openSync('/dev/null', 'r');
        write(this.directory, 'cgroup.freeze', 1);
      } else withSpare(() => write(this.directory, 'cgroup.freeze', 0));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const isLeft = frozen && (code === 'EMFILE' || code === 'ENFILE');
      if (code !== 'ENOENT' && code !== 'ENODEV' && !isLeft) throw error;
    }
  }
}

/** A descriptor that is held as long as anything may be frozen, to thaw it when there is no other. */
let spare: number | undefined;

function withSpare(act: () => void): void {
  try {
    act();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EMFILE' || spare === undefined) throw error;
    closeSync(spare);
    spare = undefined;
    act();
  }
}

/** False as long as a process that is ending is still in it. */
export function removed(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return true;
    if (code === 'EBUSY' || code === 'ENOTEMPTY') return false;
    throw error;
  }
}

/** A line `name value` of a file of such lines; undefined if there is none. */
function counter(directory: string, file: string, name: string): number | undefined {
  const value = read(directory, file).match(new RegExp(`^${name} (\\d+)$`, 'm'))?.[1];
  return value === undefined ? undefined : Number(value);
}

const has = (directory: string, file: string): boolean => read(directory, file) !== '';

/** Empty if there is no such file, or no longer. */
function read(directory: string, file: string): string {
  try {
    return readFileSync(join(directory, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

const write = (directory: string, file: string, value: number | string): void =>
  writeFileSync(join(directory, file), String(value));
