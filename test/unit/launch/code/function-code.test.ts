import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodeArchives } from '../../../../src/launch/code/code-archives.ts';
import { functionCode } from '../../../../src/launch/code/function-code.ts';
import type { FunctionCode } from '../../../../src/target-kinds/fields/function-code.ts';
import { zipOf } from '../layers/zip-text.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'rollcall-test-')));
});

afterEach(() => rmSync(root, { recursive: true }));

function put(name: string, text = '', mode = 0o644): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
  chmodSync(join(root, name), mode);
}

async function codeOf(path: string, rest: FunctionCode = {}) {
  await using archives = new CodeArchives();
  return await functionCode({ directory: join(root, path), ...rest }, archives);
}

/** The package is the folder `taskRoot`; in it the handler is called `handlerName`. */
const node = (taskRoot: string, handlerName: string, file: string, name = 'handler') => ({
  ...{ kind: 'node', taskRoot: join(root, taskRoot), handlerName },
  handler: { file: join(root, file), export: name },
});

const python = (taskRoot: string, handlerName: string, file: string, name: string) => ({
  ...{ kind: 'python', taskRoot: join(root, taskRoot), handlerName },
  ...{ file: join(root, file), function: name },
});

test('a folder with index.ts, for a Node that strips types', async () => {
  put('f/index.ts');
  put('strips', '#!/bin/sh\necho strip', 0o755);
  const binary = join(root, 'strips');
  expect(await codeOf('f', { node: binary })).toEqual({ ...node('f', 'index.handler', 'f/index.ts'), node: binary });
});

test.each(['index.mjs', 'index.js', 'index.cjs'])('a folder with %s', async (name) => {
  put(`f/${name}`);
  expect(await codeOf('f')).toEqual(node('f', 'index.handler', `f/${name}`));
});

test('a folder with package.json and main, with or without its extension', async () => {
  put('f/package.json', '{"main":"./lib/app"}');
  put('f/lib/app.js');
  expect(await codeOf('f')).toEqual(node('f', 'lib/app.handler', 'f/lib/app.js'));
});

test('a folder with lambda_function.py', async () => {
  put('f/lambda_function.py');
  expect(await codeOf('f')).toEqual(
    python('f', 'lambda_function.lambda_handler', 'f/lambda_function.py', 'lambda_handler'),
  );
});

test('a folder with a bootstrap is that, whatever else there is; _HANDLER is what was given', async () => {
  put('f/bootstrap', '', 0o755);
  put('f/index.mjs');
  expect(await codeOf('f', { handler: 'x.y' })).toEqual({
    ...{ kind: 'provided', taskRoot: join(root, 'f'), handlerName: 'x.y' },
    bootstrap: join(root, 'f/bootstrap'),
  });
  expect(await codeOf('f', { runtime: 'node' })).toEqual(node('f', 'index.handler', 'f/index.mjs'));
});

test.each([
  ['api/orders.create', 'f/api/orders.mjs', 'create'],
  ['orders.a.b', 'f/orders.mjs', 'a.b'],
])('handler %s of Node is in %s', async (handler, file, name) => {
  put(file);
  expect(await codeOf('f', { handler })).toEqual(node('f', handler, file, name));
});

test.each([
  ['the very name before any extension', ['app', 'app.js'], 'app'],
  ['.js before .mjs before .cjs', ['app.cjs', 'app.mjs', 'app.js'], 'app.js'],
  ['.mjs before .cjs', ['app.cjs', 'app.mjs'], 'app.mjs'],
  ['.cjs before TypeScript', ['app.ts', 'app.cjs'], 'app.cjs'],
  ['a folder, whose index Node finds', ['app/index.js', 'app.mjs'], 'app'],
  ['a package in node_modules', ['node_modules/app/index.js'], 'node_modules/app/index.js'],
])('a module of Node is looked for in Lambda’s order: %s', async (_, files, found) => {
  for (const file of files) put(`f/${file}`);
  expect(await codeOf('f', { handler: 'app.run', runtime: 'node' })).toEqual(node('f', 'app.run', `f/${found}`, 'run'));
});

test('a folder without a named handler has index.js before index.mjs', async () => {
  put('f/index.mjs');
  put('f/index.js');
  expect(await codeOf('f')).toEqual(node('f', 'index.handler', 'f/index.js'));
});

test('a package above the folder is none of the function', async () => {
  put('node_modules/app/index.js');
  put('f/index.js');
  await expect(codeOf('f', { handler: 'app.run' })).rejects.toThrow('there is no app.js or app.py in');
});

test('handler pkg.mod.run of Python is run in pkg/mod.py', async () => {
  put('f/pkg/mod.py');
  expect(await codeOf('f', { handler: 'pkg.mod.run' })).toEqual(python('f', 'pkg.mod.run', 'f/pkg/mod.py', 'run'));
});

test.each([
  ['pkg.mod.run', 'f/pkg/mod.pyc'],
  ['pkg/mod.run', 'f/pkg/mod.py'],
  ['pkg.mod.run', 'f/pkg/mod/__init__.py'],
  ['pkg.mod.run', 'f/pkg/mod.cpython-311-x86_64-linux-gnu.so'],
  ['my-mod.run', 'f/my-mod.py'],
])('handler %s of Python is run in %s, and stays as it was configured', async (handler, file) => {
  put(file);
  expect(await codeOf('f', { handler })).toEqual(python('f', handler, file, 'run'));
});

test('a folder whose lambda_function is bytecode or a package', async () => {
  put('f/lambda_function.pyc');
  const [name, callable] = ['lambda_function.lambda_handler', 'lambda_handler'] as const;
  expect(await codeOf('f')).toEqual(python('f', name, 'f/lambda_function.pyc', callable));
  put('f/lambda_function/__init__.py');
  expect(await codeOf('f')).toEqual(python('f', name, 'f/lambda_function/__init__.py', callable));
});

test('a file of bytecode', async () => {
  put('orders.pyc');
  expect(await codeOf('orders.pyc')).toEqual(python('', 'orders.lambda_handler', 'orders.pyc', 'lambda_handler'));
});

test('files by what they are', async () => {
  put('a.mjs');
  put('b.py');
  put('run', '#!/bin/sh', 0o755);
  expect(await codeOf('a.mjs')).toEqual(node('', 'a.handler', 'a.mjs'));
  expect(await codeOf('a.mjs', { handler: 'a.main', runtime: 'node-ric' })).toEqual({
    ...node('', 'a.main', 'a.mjs', 'main'),
    kind: 'node-ric',
  });
  expect(await codeOf('b.py', { handler: 'b.go' })).toEqual(python('', 'b.go', 'b.py', 'go'));
  expect(await codeOf('run')).toEqual({
    ...{ kind: 'provided', taskRoot: root, handlerName: 'bootstrap' },
    bootstrap: join(root, 'run'),
  });
});

test('another Node by its path, and a bootstrap that is elsewhere', async () => {
  put('a.mjs');
  put('bin/node22', '#!/bin/sh', 0o755);
  expect(await codeOf('a.mjs', { node: join(root, 'bin/node22') })).toEqual({
    ...node('', 'a.handler', 'a.mjs'),
    node: join(root, 'bin/node22'),
  });
  mkdirSync(join(root, 'f'));
  expect(await codeOf('f', { handler: 'x.y', bootstrap: join(root, 'bin/node22') })).toEqual({
    ...{ kind: 'provided', taskRoot: join(root, 'f'), handlerName: 'x.y' },
    bootstrap: join(root, 'bin/node22'),
  });
});

test('a container image has its function in /var/task', async () => {
  put('image/var/task/app.mjs');
  put('image/var/runtime/bootstrap', '', 0o755);
  put('image/var/lang/bin/node', '', 0o755);
  expect(await codeOf('image', { handler: 'app.handler' })).toEqual(
    node('image/var/task', 'app.handler', 'image/var/task/app.mjs'),
  );
});

test('a container image without a language runs its /var/runtime/bootstrap in /var/task', async () => {
  put('image/var/task/data.txt');
  put('image/var/runtime/bootstrap', '', 0o755);
  expect(await codeOf('image')).toEqual({
    ...{ kind: 'provided', taskRoot: join(root, 'image/var/task'), handlerName: 'bootstrap' },
    bootstrap: join(root, 'image/var/runtime/bootstrap'),
  });
});

test('an archive runs from a folder that is gone with it; messages name the archive', async () => {
  const archive = join(root, 'api.zip');
  writeFileSync(archive, zipOf([{ name: 'src/index.mjs', content: 'export const handler = 1;' }]));
  const archives = new CodeArchives();
  const code = await functionCode({ file: archive, handler: 'src/index.handler' }, archives);
  const taskRoot = code.taskRoot ?? '';
  expect(code).toMatchObject({ kind: 'node', handler: { file: join(taskRoot, 'src/index.mjs'), export: 'handler' } });
  expect(readFileSync(join(taskRoot, 'src/index.mjs'), 'utf8')).toBe('export const handler = 1;');
  expect(await archives.zippedBytes(taskRoot)).toBe(statSync(archive).size);
  await expect(functionCode({ file: archive }, archives)).rejects.toThrow(
    `${archive}: there is no function in this folder`,
  );
  writeFileSync(join(root, 'text.zip'), 'no archive');
  await expect(functionCode({ file: join(root, 'text.zip') }, archives)).rejects.toMatchObject({
    code: 'bad-archive',
    message: `${join(root, 'text.zip')}: it is no zip archive, or it is damaged`,
  });
  await archives[Symbol.asyncDispose]();
  expect(existsSync(taskRoot)).toBe(false);
});

test.each<[string, string, FunctionCode, RegExp]>([
  ['nothing there', 'none', {}, /none: there is no such file or folder$/],
  ['an empty folder', 'empty', {}, /empty: there is no function in this folder$/],
  ['a text', 'notes.txt', {}, /notes\.txt: expected a .* or an executable$/],
  ['a bootstrap that cannot be executed', 'plain', {}, /bootstrap is not executable$/],
  ['a handler without a dot', 'f', { handler: 'index' }, /^handler index: expected a module and what it exports/],
  ['a handler of no file', 'f', { handler: 'other.handler' }, /: there is no other\.js or other\.py in /],
  ['a handler of no file of Node', 'f', { handler: 'a/b.c.d', runtime: 'node' }, /: there is no a\/b\.js in /],
  ['two dots in a handler', 'f', { handler: 'index..handler' }, /expected no `\.\.`, which Lambda refuses$/],
  ['a handler of another file', 'f/index.mjs', { handler: 'other.handler' }, /is not in .*; expected index\.handler$/],
  ['a handler above', 'f', { handler: '../secret.handler' }, /leads out of the function's folder/],
  ['a handler above, on a way', 'f', { handler: 'lib/../../secret.handler' }, /leads out of the function's folder/],
  ['an absolute handler', 'f', { handler: '/etc/secret.handler' }, /leads out of the function's folder/],
  ['a link to a file outside', 'links', {}, /leads out of the function's folder/],
  ['a link to a folder outside', 'links', { handler: 'out/secret.handler' }, /leads out of the function's folder/],
  ['a package.json that leads out', 'package', {}, /leads out of the function's folder/],
  ['a part of nothing', 'f', { handler: 'a..b', runtime: 'python' }, /^handler a\.\.b: expected a module and what/],
  ['a relative module', 'f', { handler: '.a.b', runtime: 'python' }, /^handler \.a\.b: expected a module and what/],
  [
    'a Python module elsewhere',
    'links',
    { handler: 'out.secret.run', runtime: 'python' },
    /leads out of the function's/,
  ],
  ['a Python module that is not there', 'f', { handler: 'a.b.run', runtime: 'python' }, /: there is no a\/b\.py in /],
  ['a Python file with a dot', 'v1.2.py', {}, /v1\.2\.py: Python imports no module with a dot in its name$/],
  ['no such Node', 'f', { node: 'node-of-nobody' }, /^node-of-nobody: there is no such program in PATH$/],
  ['Python for Node', 'f', { python: 'sh' }, /is a function for Node, not for Python$/],
])('refuses %s', async (_, path, rest, message) => {
  put('f/index.mjs');
  put('secret.mjs');
  put('secret.py');
  put('v1.2.py');
  put('notes.txt');
  put('plain/bootstrap');
  put('package/package.json', '{"main":"../secret.mjs"}');
  mkdirSync(join(root, 'empty'));
  mkdirSync(join(root, 'links'));
  symlinkSync(join(root, 'secret.mjs'), join(root, 'links/index.mjs'));
  symlinkSync(root, join(root, 'links/out'));
  await expect(codeOf(path, rest)).rejects.toThrow(message);
});

test('a folder that is named by a link is its own: the link is followed first', async () => {
  put('f/index.mjs');
  symlinkSync(join(root, 'f'), join(root, 'current'));
  expect(await codeOf('current')).toEqual(node('f', 'index.handler', 'f/index.mjs'));
});
