import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { launchOf } from '../../../../../targets/lambda/runtimes/runtimes.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-launch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Prints this version, whatever it is asked. */
function binary(name: string, version: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho '${version}'\n`);
  chmodSync(file, 0o755);
  return file;
}

const major = process.versions.node.split('.')[0];
const handler = { file: '/task/app/index.mjs', export: 'handler' };

it('our own Node runtime: the Node at hand, the file and the name of its export', () => {
  const { command, ...launch } = launchOf({ kind: 'node', handler });
  expect(command).toEqual([
    process.execPath,
    expect.stringMatching(/lambda\/runtimes\/node\/bootstrap\.cjs$/),
    handler.file,
    'handler',
  ]);
  expect(launch).toMatchObject({
    ...{ directory: '/task/app', taskRoot: '/task/app', handlerName: 'index.handler' },
    executionEnvironment: `AWS_Lambda_nodejs${major}.x`,
    runtimeVersion: `nodejs:${process.versions.node}`,
  });
});

it('a package has its root and the name of its handler from whoever configured it', () => {
  const pack = { taskRoot: '/task', handlerName: 'app/index.handler' };
  const roots = { directory: '/task', taskRoot: '/task', handlerName: 'app/index.handler' };
  expect(launchOf({ kind: 'node', handler, ...pack })).toMatchObject(roots);
  expect(launchOf({ kind: 'node-ric', handler, ...pack }).command.at(-1)).toBe('app/index.handler');
  const python = { ...pack, handlerName: 'app.orders.run' };
  const code = { kind: 'python', file: '/task/app/orders.py', function: 'run', ...python } as const;
  expect(launchOf(code)).toMatchObject({ ...roots, handlerName: 'app.orders.run' });
  expect(launchOf({ kind: 'provided', bootstrap: '/task/bin/bootstrap', ...pack })).toMatchObject(roots);
});

it('another Node is started by its name, and its own version is told, not that of the one at hand', () => {
  const node = binary('node', '24.3.1');
  const { command, executionEnvironment, runtimeVersion } = launchOf({ kind: 'node', handler, node });
  expect([command[0], executionEnvironment, runtimeVersion]).toEqual([node, 'AWS_Lambda_nodejs24.x', 'nodejs:24.3.1']);
});

it('Node finds modules of layers by its major version first, then those for all versions', () => {
  const { searchVariables, runtimeDirectory } = launchOf({ kind: 'node', handler, node: binary('node24', '24.3.1') });
  expect(searchVariables?.('/layers')).toEqual({
    NODE_PATH: `/layers/nodejs/node24/node_modules:/layers/nodejs/node_modules:${runtimeDirectory}/node_modules`,
  });
});

it('a Python that is named without a path is the one that is found here: environments have another search path', () => {
  binary('python-of-test', '3.11.2');
  const before = process.env['PATH'];
  vi.stubEnv('PATH', `/nowhere:${folder}:${before}`);
  const { command, binary: found } = launchOf({
    ...{ kind: 'python', file: '/task/app.py', function: 'run', python: 'python-of-test' },
  });
  vi.unstubAllEnvs();
  expect([command[0], found]).toEqual([join(folder, 'python-of-test'), join(folder, 'python-of-test')]);
});

it("the official client: from the nearest folder above that has it, which is the handler's root", () => {
  const root = join(folder, 'ric');
  const client = join(root, 'node_modules', 'aws-lambda-ric');
  mkdirSync(client, { recursive: true });
  const deep = { file: join(root, 'src', 'orders', 'index.mjs'), export: 'create' };
  const launch = launchOf({ kind: 'node-ric', handler: deep });
  expect(launch).toMatchObject({
    command: [process.execPath, join(client, 'index.mjs'), 'src/orders/index.create'],
    ...{ directory: root, taskRoot: root, handlerName: 'src/orders/index.create' },
  });
  // It is not there: where it is looked for is told by what Node says then.
  expect(launchOf({ kind: 'node-ric', handler }).command[1]).toBe('/task/app/node_modules/aws-lambda-ric/index.mjs');
});

it('Python: unbuffered, told by its major and minor version; nothing of the function is in the path that it starts with', () => {
  const python = binary('python', '3.12.1');
  const { command, ...launch } = launchOf({ kind: 'python', file: '/task/app.py', function: 'run', python });
  expect(command).toEqual([python, '-u', expect.stringMatching(/runtimes\/python\/bootstrap\.py$/)]);
  expect(launch).toMatchObject({
    ...{ handlerName: 'app.run', executionEnvironment: 'AWS_Lambda_python3.12', runtimeVersion: 'python:3.12.1' },
    ...{ directory: '/task', taskRoot: '/task', binary: python, variables: { PYTHONDONTWRITEBYTECODE: '1' } },
  });
  expect(launch.searchVariables?.('/opt')).toEqual({
    PYTHONPATH: `/opt/python/lib/python3.12/site-packages:/opt/python:${launch.runtimeDirectory}`,
  });
});

it('an executable of its own has no runtime of AWS', () => {
  const launch = launchOf({ kind: 'provided', bootstrap: '/task/bootstrap', handlerName: 'orders.create' });
  expect(launch).toEqual({
    ...{ command: ['/task/bootstrap'], directory: '/task', taskRoot: '/task', runtimeDirectory: '/task' },
    ...{ handlerName: 'orders.create', runtimeVersion: 'provided', file: '/task/bootstrap' },
    ...{ runtimeIdentifier: 'provided.al2023', httpServer: expect.any(Function) },
  });
});

it("a binary that cannot be started, or that is none, is the caller's fault: an error of the system's kind", () => {
  const missing = { kind: 'node', handler, node: join(folder, 'no-such-node') } as const;
  expect(() => launchOf(missing)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  const other = { kind: 'node', handler, node: binary('other', 'usage: other [-v]') } as const;
  expect(() => launchOf(other)).toThrow(/other does not print its version: usage: other \[-v\]/);
});
