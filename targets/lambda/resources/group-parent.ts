import { existsSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Controller, type OwnGroup, offers, ownGroup } from './cgroup-mounts.ts';
import { type ControlGroup, ControlGroupV1, ControlGroupV2, removed } from './control-group.ts';

export interface GroupParent {
  readonly version: OwnGroup['version'];
  readonly directory: string;
  child(name: string): ControlGroup;
}

export interface GroupPlace {
  readonly controller: Controller;
  /** A group that was made over to us: absolute path. Absent: our own, if it is a root. */
  readonly parent?: string | undefined;
  readonly procSelf?: string | undefined;
}

/**
 * Makes the group, or says in one sentence why that cannot be. A group has one writer, whoever made it (systemd.io,
 * "Control Group APIs and Delegation"): inside somebody else's we make none without permission.
 */
export function makeParent({ controller, parent, procSelf }: GroupPlace): GroupParent | string {
  const own = ownGroup(controller, procSelf);
  if (own === undefined) return `there is no control group with ${controller}`;
  if (parent === undefined && !own.isRoot) return `the control group ${own.directory} belongs to whoever started this`;
  const above = parent ?? own.directory;
  const directory = join(above, `${groupPrefix()}${process.pid}`);
  try {
    removeStale(above);
    if (own.version === 'cgroup-v2') delegate(above, controller);
    mkdirSync(directory, { recursive: true });
    if (own.version === 'cgroup-v2') delegate(directory, controller);
    if (controller === 'freezer' && !existsSync(join(directory, 'cgroup.freeze'))) return 'this kernel has no freezer';
    return { version: own.version, directory, child: (name) => childOf(own.version, directory, name) };
  } catch (error) {
    return `no control group can be made in ${above}: ${(error as Error).message}`;
  }
}

/** With the namespace in which its process numbers hold: to another container they mean another process, or none. */
export function groupPrefix(): string {
  const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '';
  return `rollcall-${namespace}-`;
}

function childOf(version: OwnGroup['version'], directory: string, name: string): ControlGroup {
  const path = join(directory, name);
  mkdirSync(path);
  return version === 'cgroup-v1' ? new ControlGroupV1(path) : new ControlGroupV2(path);
}

/** In version 2 a controller must be handed down at each level. */
function delegate(directory: string, controller: Controller): void {
  if (controller === 'freezer') return;
  writeFileSync(join(directory, 'cgroup.subtree_control'), `+${controller}`);
  if (!offers(directory, controller)) throw new Error(`${directory} has no ${controller} controller`);
}

/** Groups of a supervisor of this container that was killed outlive it. One with a process in it stays. */
function removeStale(above: string): void {
  const ours = groupPrefix();
  for (const name of readdirSync(above)) {
    const pid = name.startsWith(ours) ? Number(name.slice(ours.length)) : Number.NaN;
    if (!(pid > 0) || isAlive(pid)) continue;
    const directory = join(above, name);
    for (const entry of readdirSync(directory, { withFileTypes: true }))
      if (entry.isDirectory()) removed(join(directory, entry.name));
    removed(directory);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
