import { expect, it } from 'vitest';
import { ownGroup } from '../../../../../targets/lambda/resources/cgroup-mounts.ts';
import { FakeKernel, v1, v2 } from './fake-kernel.ts';

it('version 1: the mount that has the controller, and the group in it', () => {
  const kernel = v1('/a');
  expect(ownGroup('cpu', kernel.procSelf)).toEqual({
    ...{ version: 'cgroup-v1', directory: kernel.path('cpu'), isRoot: true },
  });
  expect(ownGroup('memory', kernel.procSelf)).toEqual({
    ...{ version: 'cgroup-v1', directory: kernel.path('memory/a'), isRoot: false },
  });
});

it('version 2: what is seen of it in a container is its root', () => {
  const kernel = v2();
  expect(ownGroup('memory', kernel.procSelf)).toEqual({
    ...{ version: 'cgroup-v2', directory: kernel.directory, isRoot: true },
  });
});

it('version 2 without the controller is no group', () => {
  expect(ownGroup('memory', v2('cpu').procSelf)).toBeUndefined();
});

it('a group outside of what is mounted is none', () => {
  const mounts = '31 23 0:27 /box ROOT/memory rw,relatime - cgroup cgroup rw,memory\n';
  expect(ownGroup('memory', new FakeKernel({}, { mounts, groups: '4:memory:/other\n' }).procSelf)).toBeUndefined();
});

it('no /proc, no group', () => {
  expect(ownGroup('cpu', '/nowhere')).toBeUndefined();
});
