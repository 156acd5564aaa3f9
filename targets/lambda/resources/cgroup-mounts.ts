import { join, relative } from 'node:path';
import { textOf } from '../proc-files.ts';

/** `freezer` is the one of version 2, which is no controller there but part of every group (Linux 5.2). */
export type Controller = 'cpu' | 'memory' | 'freezer';

/** The control group that this process is in, in the hierarchy that has a controller. */
export interface OwnGroup {
  readonly version: 'cgroup-v1' | 'cgroup-v2';
  readonly directory: string;
  /** Whether nothing is above it that can be seen: a root belongs to whoever runs here, any other group to its maker. */
  readonly isRoot: boolean;
}

/**
 * Where the kernel keeps this process's group for a controller: cgroups(7). Undefined where there is none (not Linux, not
 * mounted).
 *
 * @param procSelf a directory with the files `mountinfo` and `cgroup`: proc(5).
 */
export function ownGroup(controller: Controller, procSelf = '/proc/self'): OwnGroup | undefined {
  const mounts = mountsIn(textOf(join(procSelf, 'mountinfo')));
  const groups = groupsIn(textOf(join(procSelf, 'cgroup')));
  const v1 =
    controller === 'freezer'
      ? undefined
      : mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller));
  if (v1 !== undefined) return groupAt('cgroup-v1', v1, groups.get(controller));
  const v2 = mounts.find(({ type, mountPoint }) => type === 'cgroup2' && offers(mountPoint, controller));
  return v2 && groupAt('cgroup-v2', v2, groups.get(''));
}

interface Mount {
  readonly type: string;
  /** The group that is seen at the mount point: in a container often not the root of all. */
  readonly root: string;
  readonly mountPoint: string;
  readonly options: readonly string[];
}

/** proc(5): `36 35 98:0 /root /mount/point rw,noatime master:1 - type source option,option` */
const mountsIn = (text: string): Mount[] =>
  text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root, mountPoint] = before.split(' ');
    const [type, , options] = after.split(' ');
    if (root === undefined || mountPoint === undefined || type === undefined || options === undefined) return [];
    return [{ type, root, mountPoint, options: options.split(',') }];
  });

/** `4:memory:/a/group` and, in version 2, `0::/a/group`. */
const groupsIn = (text: string): Map<string, string> =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [, controllers, group] = line.match(/^\d+:([^:]*):(.*)$/) ?? [];
      return controllers === undefined || group === undefined
        ? []
        : controllers.split(',').map((controller): [string, string] => [controller, group]);
    }),
  );

function groupAt(version: OwnGroup['version'], mount: Mount, group: string | undefined): OwnGroup | undefined {
  if (group === undefined) return undefined;
  const below = relative(mount.root, group);
  // The group lies outside of what is mounted here.
  if (below.startsWith('..')) return undefined;
  return { version, directory: join(mount.mountPoint, below), isRoot: below === '' };
}

export const offers = (directory: string, controller: Controller): boolean =>
  controller === 'freezer' || textOf(join(directory, 'cgroup.controllers')).split(/\s+/).includes(controller);
