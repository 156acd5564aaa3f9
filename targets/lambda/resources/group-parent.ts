import { existsSync, mkdirSync, readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { delegatedGroupPrefix } from '../../../src/model/platform/lambda.ts';
import { textOf } from '../proc-files.ts';
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
  /** Absent: that of this process. */
  readonly uid?: number | undefined;
}

/**
 * Makes the group, or says in one sentence why that cannot be. A group has one writer, whoever made it (systemd.io,
 * "Control Group APIs and Delegation"): inside somebody else's we make none without permission.
 */
export function makeParent({
  controller,
  parent,
  procSelf,
  uid = process.getuid?.(),
}: GroupPlace): GroupParent | string {
  const own = ownGroup(controller, procSelf);
  if (own === undefined) return `there is no control group with ${controller}`;
  const above = parent ?? groupOfOurs(own, uid);
  if (above === undefined) return `the control group ${own.directory} belongs to whoever started this`;
  const directory = join(above, `${groupPrefix()}${process.pid}`);
  try {
    removeStale(above);
    if (own.version === 'cgroup-v2') handDown(above, controller);
    mkdirSync(directory, { recursive: true });
    if (own.version === 'cgroup-v2') handDown(directory, controller);
    if (controller === 'freezer' && !existsSync(join(directory, 'cgroup.freeze'))) return 'this kernel has no freezer';
    return { version: own.version, directory, child: (name) => childOf(own.version, directory, name) };
  } catch (error) {
    return `no control group can be made in ${above}: ${(error as Error).message}`;
  }
}

/** Where `moveProcesses` moves them. */
const processesGroup = 'rollcall-processes';

/**
 * A root belongs to whoever runs in it. Below it, a group of version 2 is ours if the run had systemd make it over to us, or if it is
 * owned by our user and is no unit of systemd's. Root owns all groups, which says nothing.
 */
function groupOfOurs({ version, directory, isRoot }: OwnGroup, uid: number | undefined): string | undefined {
  const name = basename(directory);
  if (isRoot || name.startsWith(delegatedGroupPrefix)) return directory;
  if (name === processesGroup) return dirname(directory);
  const isUsers = version === 'cgroup-v2' && uid !== 0 && statSync(directory).uid === uid;
  return isUsers && !/\.(service|scope|slice)$/.test(name) ? directory : undefined;
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

/**
 * In version 2 a controller must be handed down at each level, and only from a group that has no processes itself (kernel
 * documentation `cgroup-v2`, "No Internal Process Constraint"). CPU is handed down all the same, and then no group below can have one.
 */
function handDown(directory: string, controller: Controller): void {
  if (controller === 'freezer') return;
  if (!offers(directory, controller)) throw new Error(`it has no ${controller} controller`);
  // The root of all is excepted, and has no type.
  if (existsSync(join(directory, 'cgroup.type'))) moveProcesses(directory);
  writeFileSync(join(directory, 'cgroup.subtree_control'), `+${controller}`);
}

/** Processes that are started meanwhile are there at the next look. */
const mostLooks = 100;

function moveProcesses(from: string): void {
  const group = join(from, processesGroup);
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const pids = textOf(join(from, 'cgroup.procs')).split('\n').filter(Boolean);
    if (pids.length === 0) return;
    mkdirSync(group, { recursive: true });
    // Of another PID namespace.
    if (pids.includes('0')) throw new Error('it has a process that is not seen from here');
    for (const pid of pids) moveProcess(pid, group);
  }
  throw new Error('its processes cannot be moved to another group');
}

function moveProcess(pid: string, group: string): void {
  try {
    writeFileSync(join(group, 'cgroup.procs'), pid);
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
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
