import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { quotaOfVcpus } from '../../../../../targets/lambda/resources/cpu-quota.ts';
import { groupPrefix } from '../../../../../targets/lambda/resources/group-parent.ts';
import { limitedProcess, Resources } from '../../../../../targets/lambda/resources/resources.ts';
import { type FakeKernel, v1, v2 } from './fake-kernel.ts';

const own = limitedProcess(process.pid, { meteredPid: process.pid });

const ours = `${groupPrefix()}${process.pid}`;

const limitOptions = { memoryMb: 1769, onExceeded: () => {} };

describe('version 1', () => {
  it('puts the pid into a group of its own in each hierarchy, with 2 vCPUs for the init and then its share', () => {
    const kernel = v1();
    const resources = Resources.detect({ procSelf: kernel.procSelf });
    expect(resources.enforced).toEqual({ cpu: 'cgroup-v1', memory: 'cgroup-v1' });
    const limits = resources.limit(limitedProcess(4711, { meteredPid: 4711 }), limitOptions);
    const read = (file: string) => readFileSync(kernel.path(file), 'utf8');
    expect([read(`cpu/${ours}/1/cgroup.procs`), read(`memory/${ours}/1/cgroup.procs`)]).toEqual(['4711', '4711']);
    expect(read(`cpu/${ours}/1/cpu.cfs_quota_us`)).toBe('40000');
    limits.initialized();
    expect(read(`cpu/${ours}/1/cpu.cfs_quota_us`)).toBe('20000');
    // 1,769 MB x 1,048,576.
    expect(read(`memory/${ours}/1/memory.limit_in_bytes`)).toBe('1854930944');
  });

  it('a server of half a vCPU has half a core at once and later, and its processes are those of both groups', () => {
    const kernel = v1();
    const cpu = quotaOfVcpus(0.5);
    const limits = Resources.detect({ procSelf: kernel.procSelf }).limit(limitedProcess(4711, { meteredPid: 4711 }), {
      ...limitOptions,
      cpu,
    });
    const quota = () => readFileSync(kernel.path(`cpu/${ours}/1/cpu.cfs_quota_us`), 'utf8');
    expect(quota()).toBe('10000');
    limits.initialized();
    expect(quota()).toBe('10000');
    writeFileSync(kernel.path(`memory/${ours}/1/cgroup.procs`), '4711\n4712\n');
    expect(limits.processes()).toEqual([4711, 4712]);
    limits[Symbol.dispose]();
    expect(limits.processes()).toEqual([]);
  });

  it('without a limit on its CPU a process has no quota', () => {
    const kernel = v1();
    const resources = Resources.detect({ procSelf: kernel.procSelf });
    resources.limit(limitedProcess(4711, { meteredPid: 4711 }), { ...limitOptions, cpu: 'unlimited' });
    expect(existsSync(kernel.path(`cpu/${ours}/1/cpu.cfs_quota_us`))).toBe(false);
  });

  it('out of memory is what the kernel has killed, not what it could reclaim', () => {
    const kernel = v1();
    const limits = Resources.detect({ procSelf: kernel.procSelf }).limit(
      limitedProcess(4711, { meteredPid: 4711 }),
      limitOptions,
    );
    const write = (file: string, text: string) => writeFileSync(kernel.path(`memory/${ours}/1/${file}`), text);
    write('memory.failcnt', '17\n');
    write('memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 0\n');
    expect(limits.exceededMemory()).toBe(false);
    write('memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n');
    expect(limits.exceededMemory()).toBe(true);
    limits[Symbol.dispose]();
    expect(limits.exceededMemory()).toBe(true);
  });

  it('in a group that is not ours nothing is made, and memory is watched', () => {
    const kernel = v1('/a');
    const resources = Resources.detect({ procSelf: kernel.procSelf });
    expect(resources.enforced).toEqual({ cpu: 'cgroup-v1', memory: 'watched' });
    expect(resources.why).toEqual([
      `the memory size is watched, not enforced by the kernel: the control group ${kernel.path('memory/a')} belongs to whoever started this`,
    ]);
    expect(existsSync(kernel.path(`memory/a/${ours}`))).toBe(false);
  });

  it('in one that was made over to us there is', () => {
    const kernel = v1('/a');
    const parents = { memory: kernel.path('memory/a') };
    expect(Resources.detect({ procSelf: kernel.procSelf, parents }).enforced.memory).toBe('cgroup-v1');
    expect(existsSync(kernel.path(`memory/a/${ours}`))).toBe(true);
  });

  it('the groups of a supervisor that is dead are removed, those of a living one or of another container are not', () => {
    const kernel = v1();
    // No pid is as high: the kernel allows 2^22. What it means in the namespace of another container is not known here.
    const dead = `${groupPrefix()}${2 ** 22 + 1}`;
    const living = `${groupPrefix()}${process.ppid}`;
    const elsewhere = `rollcall-1-${2 ** 22 + 1}`;
    for (const name of [`${dead}/3`, `${living}/3`, `${elsewhere}/3`, 'other-1/3'])
      mkdirSync(kernel.path(`cpu/${name}`), { recursive: true });
    Resources.detect({ procSelf: kernel.procSelf });
    const left = [dead, living, elsewhere, 'other-1'].filter((name) => existsSync(join(kernel.path('cpu'), name)));
    expect(left).toEqual([living, elsewhere, 'other-1']);
  });
});

describe('version 2', () => {
  it('one group for both, below a parent to which the controllers were handed down', () => {
    const kernel = v2();
    const resources = Resources.detect({ procSelf: kernel.procSelf });
    expect(resources.enforced).toEqual({ cpu: 'cgroup-v2', memory: 'cgroup-v2' });
    const limits = resources.limit(limitedProcess(4711, { meteredPid: 4711 }), limitOptions);
    limits.initialized();
    const read = (file: string) => readFileSync(kernel.path(`${ours}/1/${file}`), 'utf8');
    expect(['cgroup.procs', 'cpu.max', 'memory.max'].map(read)).toEqual(['4711', '20000 20000', '1854930944']);
    writeFileSync(kernel.path(`${ours}/1/memory.events`), 'max 4\noom 1\noom_kill 1\noom_group_kill 0\n');
    expect(limits.exceededMemory()).toBe(true);
  });

  it('with only one of the controllers the other is not enforced, and it says so', () => {
    const resources = Resources.detect({ procSelf: v2('memory').procSelf });
    expect(resources.enforced).toEqual({ cpu: 'none', memory: 'cgroup-v2' });
    expect(resources.why).toEqual([
      'the CPU share of the memory size is not enforced: there is no control group with cpu',
    ]);
  });
});

/** As whoever owns the group, and no root, which owns all. */
function detectAsOwner(kernel: FakeKernel, group: string): Resources {
  const owner = process.getuid?.() || 1000;
  if (process.getuid?.() === 0) chownSync(kernel.path(group), owner, owner);
  return Resources.detect({ procSelf: kernel.procSelf, uid: owner });
}

describe('version 2, without root', () => {
  const unitsGroup = 'user@1000.service/app.slice';
  const enforced = { cpu: 'cgroup-v2', memory: 'cgroup-v2' };

  it('a scope that systemd made over to the embedded Lambda is ours, whoever owns it', () => {
    const kernel = v2('cpu memory pids', `${unitsGroup}/rollcall-lambda-77-1.scope`);
    const resources = Resources.detect({ procSelf: kernel.procSelf, uid: 0 });
    expect([resources.enforced, resources.why]).toEqual([enforced, []]);
  });

  it('a group of our user is ours, one of another user or of a unit of systemd is not', () => {
    expect(detectAsOwner(v2('cpu memory', 'made-over'), 'made-over').enforced).toEqual(enforced);
    const other = Resources.detect({ procSelf: v2('cpu memory', 'made-over').procSelf, uid: 4711 });
    const terminal = `${unitsGroup}/app-terminal-4.scope`;
    for (const { enforced, why } of [other, detectAsOwner(v2('cpu memory', terminal), terminal)]) {
      expect(enforced).toEqual({ cpu: 'none', memory: 'watched' });
      expect(why.map((text) => text.replace(/ control group \S+ /, ' group '))).toEqual([
        'the CPU share of the memory size is not enforced: the group belongs to whoever started this',
        'the memory size is watched, not enforced by the kernel: the group belongs to whoever started this',
      ]);
    }
  });

  it('processes of the group are moved out of it before a controller is handed down', () => {
    const kernel = v2('cpu memory', 'made-over');
    const moved = join(kernel.path('made-over'), 'rollcall-processes/cgroup.procs');
    writeFileSync(kernel.path('made-over/cgroup.type'), 'domain\n');
    writeFileSync(kernel.path('made-over/cgroup.procs'), '4711\n');
    expect(detectAsOwner(kernel, 'made-over').enforced.cpu).toBe('none');
    // The kernel would have taken it out of the group: here it stays, and each look moves it again.
    expect(readFileSync(moved, 'utf8')).toBe('4711');
    expect(readFileSync(kernel.path('made-over/cgroup.subtree_control'), 'utf8')).toBe('');
  });

  it('from the group into which its processes were moved, groups are made beside it', () => {
    const kernel = v2('cpu memory', 'made-over/rollcall-processes', 'made-over');
    expect(detectAsOwner(kernel, 'made-over').enforced).toEqual(enforced);
    expect(existsSync(kernel.path(`made-over/${ours}`))).toBe(true);
  });

  it('a controller that the group was not given is not enforced, and the other is', () => {
    const kernel = v2('cpu memory', 'made-over');
    writeFileSync(kernel.path('made-over/cgroup.controllers'), 'memory pids\n');
    const { enforced, why } = detectAsOwner(kernel, 'made-over');
    expect(enforced).toEqual({ cpu: 'none', memory: 'cgroup-v2' });
    expect(why).toEqual([
      `the CPU share of the memory size is not enforced: no control group can be made in ${kernel.path('made-over')}: it has no cpu controller`,
    ]);
  });
});

describe('without control groups', () => {
  it('CPU is not limited and memory is watched', () => {
    const resources = Resources.detect({ procSelf: '/nowhere' });
    expect(resources.enforced).toEqual({ cpu: 'none', memory: 'watched' });
    expect(resources.why).toHaveLength(2);
  });

  it('a process over its size is told of once; this one has more than 1 MB', async () => {
    const onExceeded = vi.fn();
    using limits = Resources.detect({ procSelf: '/nowhere' }).limit(own, { memoryMb: 1, onExceeded });
    await expect.poll(() => limits.exceededMemory()).toBe(true);
    expect(onExceeded).toHaveBeenCalledTimes(1);
  });

  it('a process within its size is not; this one has less than a terabyte', async () => {
    const onExceeded = vi.fn();
    using limits = Resources.detect({ procSelf: '/nowhere' }).limit(own, { memoryMb: 2 ** 20, onExceeded });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect([limits.exceededMemory(), onExceeded.mock.calls.length]).toEqual([false, 0]);
  });
});
