import { expect, it } from 'vitest';
import { searchPaths } from '../../../../../targets/lambda/variables/search-paths.ts';

const launch = { binary: '/home/me/node-22/bin/node', taskRoot: '/task', runtimeDirectory: '/runtime' };

it('a runtime finds its own language first, then what Lambda has, then what only the caller has', () => {
  const { PATH } = searchPaths(launch, { opt: '/opt', callerPath: '/bin:/home/me/bin:/usr/bin' });
  expect(PATH).toBe('/home/me/node-22/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin:/home/me/bin');
});

it('an executable of its own has no folder of a language', () => {
  const { binary: _, ...own } = launch;
  expect(searchPaths(own, { opt: '/opt', callerPath: '' })).toEqual({
    PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LD_LIBRARY_PATH: '/lib64:/usr/lib64:/runtime:/runtime/lib:/task:/task/lib:/opt/lib',
  });
});

it('where nothing can be mounted at /opt, the folder of the layers takes its place in every path', () => {
  const paths = searchPaths(launch, { opt: '/tmp/layers', callerPath: '' });
  expect(Object.values(paths).join(':')).not.toContain('/opt');
  expect(paths).toMatchObject({
    PATH: expect.stringContaining(':/tmp/layers/bin'),
    LD_LIBRARY_PATH: expect.stringMatching(/:\/tmp\/layers\/lib$/),
  });
});
