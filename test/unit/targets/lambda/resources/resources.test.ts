import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { limitedProcess, Resources } from '../../../../../targets/lambda/resources/resources.ts';
import { v1, v2 } from './fake-kernel.ts';

const own = limitedProcess(process.pid, { meteredPid: process.pid });

const ours = `rollcall-${process.pid}`;

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
      `memory: the control group ${kernel.path('memory/a')} belongs to whoever started this`,
    ]);
    expect(existsSync(kernel.path(`memory/a/${ours}`))).toBe(false);
  });

  it('in one that was made over to us there is', () => {
    const kernel = v1('/a');
    const parents = { memory: kernel.path('memory/a') };
    expect(Resources.detect({ procSelf: kernel.procSelf, parents }).enforced.memory).toBe('cgroup-v1');
    expect(existsSync(kernel.path(`memory/a/${ours}`))).toBe(true);
  });

  it('the groups of a supervisor that is dead are removed, those of a living one are not', () => {
    const kernel = v1();
    // No pid is as high: the kernel allows 2^22.
    for (const name of [`rollcall-${2 ** 22 + 1}/3`, `rollcall-${process.ppid}/3`, 'other-1/3'])
      mkdirSync(kernel.path(`cpu/${name}`), { recursive: true });
    Resources.detect({ procSelf: kernel.procSelf });
    const left = ['rollcall-4194305', `rollcall-${process.ppid}`, 'other-1'].filter((name) =>
      existsSync(join(kernel.path('cpu'), name)),
    );
    expect(left).toEqual([`rollcall-${process.ppid}`, 'other-1']);
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
    expect(resources.why).toEqual(['cpu: there is no control group with cpu']);
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
