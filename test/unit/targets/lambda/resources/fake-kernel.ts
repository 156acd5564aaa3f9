import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { groupPrefix } from '../../../../../targets/lambda/resources/group-parent.ts';

/** A directory tree with the files in which the kernel shows control groups. */
export class FakeKernel {
  readonly directory = mkdtempSync(join(tmpdir(), 'rollcall-cgroup-'));
  readonly procSelf = join(this.directory, 'proc-self');

  constructor(files: Readonly<Record<string, string>>, self: { readonly mounts: string; readonly groups: string }) {
    onTestFinished(() => rmSync(this.directory, { recursive: true }));
    const all = { ...files, 'proc-self/mountinfo': self.mounts, 'proc-self/cgroup': self.groups };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(join(this.directory, path, '..'), { recursive: true });
      writeFileSync(join(this.directory, path), text.replaceAll('ROOT', this.directory));
    }
  }

  path(name: string): string {
    return join(this.directory, name);
  }
}

/** Version 1, `cpu` and `memory` apart, and this process in the group `/a` of memory. */
export const v1 = (memoryGroup = '/') =>
  new FakeKernel(
    { 'cpu/cgroup.procs': '', 'memory/cgroup.procs': '', 'memory/a/cgroup.procs': '' },
    {
      mounts: `30 23 0:26 / ROOT/cpu rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
31 23 0:27 / ROOT/memory rw,relatime - cgroup cgroup rw,memory
32 23 0:28 / ROOT/unified rw,relatime - cgroup2 cgroup2 rw
`,
      groups: `4:memory:${memoryGroup}\n2:cpu,cpuacct:/\n0::/\n`,
    },
  );

/** Version 2, in the root of what is seen, or in a group below it. The kernel makes a group's files by itself: here they are laid out before. */
export function v2(controllers = 'cpu memory pids', group = '', home = group) {
  const groupOf = (directory: string) => ({
    [`${directory}cgroup.controllers`]: `${controllers}\n`,
    [`${directory}cgroup.subtree_control`]: '',
  });
  const above = home === '' ? '' : `${home}/`;
  return new FakeKernel(
    {
      ...{ ...groupOf(''), ...groupOf(above), ...groupOf(group === '' ? '' : `${group}/`) },
      ...groupOf(`${above}${groupPrefix()}${process.pid}/`),
    },
    {
      mounts: '30 23 0:26 /box ROOT rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n',
      groups: `0::/box${group === '' ? '' : `/${group}`}\n`,
    },
  );
}
