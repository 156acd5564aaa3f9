import { expect, it } from 'vitest';
import { wrappedLaunch } from '../../../../../targets/lambda/runtimes/exec-wrapper.ts';
import type { Launch } from '../../../../../targets/lambda/runtimes/launch.ts';

const launch: Launch = {
  command: ['/usr/bin/node', '--enable-source-maps', '/runtime/bootstrap.cjs', '/task/app.mjs', 'run'],
  file: '/task/app.mjs',
  ...{ directory: '/task', handlerName: 'app.run', taskRoot: '/task', runtimeDirectory: '/runtime' },
  variables: { MINE: '1' },
};

const places = { opt: '/layers', taskRoot: '/task' };

/** What the script is started with, itself first. */
const startedWith = (wrapper: string, of = launch) => wrappedLaunch(of, wrapper, places).command.slice(4);

it('the script gets the interpreter, its options and one last argument, which stands for all that the runtime needs', () => {
  const { command, variables } = wrappedLaunch(launch, '/bin/wrap', places);
  expect(command.slice(4)).toEqual([
    ...['/bin/wrap', '/usr/bin/node', '--enable-source-maps', expect.stringMatching(/\/wrapped\.cjs$/)],
  ]);
  expect(variables).toEqual({
    MINE: '1',
    ROLLCALL_WRAPPED_RUNTIME: '["/runtime/bootstrap.cjs","/task/app.mjs","run"]',
  });
});

it('a runtime that is one argument, as that of Python, stands for itself', () => {
  const python = { ...launch, command: ['/usr/bin/python3', '-u', '/runtime/bootstrap.py'] };
  const { command, variables } = wrappedLaunch(python, '/bin/wrap', places);
  expect(command.slice(4)).toEqual(['/bin/wrap', '/usr/bin/python3', '-u', '/runtime/bootstrap.py']);
  expect(variables).toEqual({ MINE: '1' });
});

it('a script in a layer or in the package is named as in Lambda', () => {
  expect(startedWith('/opt/bin/wrap')[0]).toBe('/layers/bin/wrap');
  expect(startedWith('/var/task/wrap')[0]).toBe('/task/wrap');
  expect(startedWith('/optional/wrap')[0]).toBe('/optional/wrap');
});
