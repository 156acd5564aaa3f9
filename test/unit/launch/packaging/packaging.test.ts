import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
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
import { packageFiles } from '../../../../src/launch/code/package-files.ts';
import { packageSize } from '../../../../src/launch/code/package-size.ts';
import { unzip } from '../../../../src/launch/layers/unzip.ts';
import { imageLayout } from '../../../../src/launch/packaging/image-layout.ts';
import { packagedFunction } from '../../../../src/launch/packaging/packaged-function.ts';
import { splitDependencies } from '../../../../src/launch/packaging/split-dependencies.ts';
import { writeZip } from '../../../../src/launch/packaging/zip-archive.ts';
import { unpack } from '../../../../targets/lambda/packaging/unpack.ts';

const { signal } = new AbortController();

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rollcall-packaging-'));
});

afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>, folder = 'package'): string {
  const place = join(root, folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), text);
  }
  return place;
}

test('an archive has the size that is told of a folder, and unpacks to the same files, permissions and links', async () => {
  const from = write({ 'lib/a.mjs': 'x'.repeat(1000), 'b.txt': 'abc', bootstrap: '#!/bin/sh' });
  chmodSync(join(from, 'bootstrap'), 0o755);
  symlinkSync('../lib', join(from, 'lib/up'));
  const archive = join(root, 'function.zip');
  await writeZip(archive, await packageFiles(from));
  const { zippedBytes } = await packageSize(from);
  expect(statSync(archive).size).toBe(zippedBytes);

  const [ours, checked] = [join(root, 'ours'), join(root, 'checked')];
  mkdirSync(ours);
  mkdirSync(checked);
  unpack(archive, ours);
  await unzip(archive, { to: checked, mostBytes: 10_000 });
  for (const to of [ours, checked]) {
    expect(readFileSync(join(to, 'lib/a.mjs'), 'utf8')).toBe('x'.repeat(1000));
    expect(readFileSync(join(to, 'b.txt'), 'utf8')).toBe('abc');
    expect(lstatSync(join(to, 'bootstrap')).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(to, 'lib/up'))).toBe('../lib');
  }
});

test('an archive that is cut off is refused', async () => {
  const archive = join(root, 'function.zip');
  await writeZip(archive, await packageFiles(write({ 'a.js': 'a' })));
  writeFileSync(archive, readFileSync(archive).subarray(0, -5));
  expect(() => unpack(archive, root)).toThrow(/is damaged/);
});

test('the dependencies of Node are node_modules', async () => {
  const files = await packageFiles(write({ 'index.js': '', 'node_modules/a/index.js': '', 'lib/node_modules.js': '' }));
  const { own, dependencies } = await splitDependencies('node', files);
  expect(own.map(({ name }) => name)).toEqual(['index.js', 'lib/node_modules.js']);
  expect(dependencies.map(({ name }) => name)).toEqual(['nodejs/node_modules/a/index.js']);
});

test('the dependencies of Python are what pip has recorded', async () => {
  const files = await packageFiles(
    write({
      'app.py': '',
      'requests/api.py': '',
      'six.py': '',
      'requests-2.0.dist-info/RECORD':
        'requests/api.py,sha256=x,1\nrequests-2.0.dist-info/RECORD,,\n../../bin/tool,,\n',
      'six-1.0.dist-info/RECORD': 'six.py,sha256=x,1\nsix-1.0.dist-info/RECORD,,\n',
    }),
  );
  const { own, dependencies } = await splitDependencies('python', files);
  expect(own.map(({ name }) => name)).toEqual(['app.py']);
  expect(dependencies.map(({ name }) => name)).toEqual([
    'python/requests-2.0.dist-info/RECORD',
    'python/requests/api.py',
    'python/six-1.0.dist-info/RECORD',
    'python/six.py',
  ]);
});

test('files of 400,000 bytes share chunks of 524,288: 0 to 0, 0 to 1, and 1 to 2 after one that is empty', () => {
  const file = (name: string, bytes: number) => ({ name, bytes, isLink: false });
  const layout = imageLayout('/task', [file('a', 400_000), file('b', 400_000), file('c', 0), file('d', 400_000)]);
  expect(layout).toEqual({
    root: '/task',
    chunks: 3,
    tierMs: [0, 0.55, 36],
    files: { a: [0, 0], b: [0, 1], d: [1, 2] },
  });
});

test('a function is packed as its packaging says, and a folder stays as it is', async () => {
  const directory = write({ 'index.js': 'exports.handler = () => 1', 'node_modules/a/index.js': '' });
  await using archives = new CodeArchives();
  const packed = (packaging?: 'directory' | 'zip' | 'layers' | 'image-model' | 'image-model-uncached') =>
    packagedFunction({ directory, ...(packaging && { packaging }) }, { archives, seed: 5, signal });
  expect((await packed()).packaging).toBeUndefined();
  expect((await packed('directory')).packaging).toBeUndefined();
  const zip = (await packed('zip')).packaging;
  expect(zip).toEqual({ kind: 'zip', archive: expect.stringMatching(/function\.zip$/) });
  expect(existsSync((zip as { archive: string }).archive)).toBe(true);
  expect((await packed('layers')).packaging).toMatchObject({ layers: expect.stringMatching(/layers\.zip$/) });
  expect((await packed('image-model')).packaging).toMatchObject({
    kind: 'image-model',
    cache: 'as-published',
    seed: 5,
  });
  expect((await packed('image-model-uncached')).packaging).toMatchObject({ cache: 'empty' });
});

test('layers without dependencies are refused', async () => {
  const directory = write({ 'index.js': 'exports.handler = () => 1' });
  await using archives = new CodeArchives();
  await expect(packagedFunction({ directory, packaging: 'layers' }, { archives, seed: 1, signal })).rejects.toThrow(
    /packaging `layers` found no dependencies for a layer/,
  );
});

test('commands make a function in a copy of its folder', async () => {
  const directory = write({ 'app.py': 'import lib\ndef handler(event, context): return 1\n', 'lib.py': '' });
  await using archives = new CodeArchives();
  const prepare = [['python3', '-m', 'compileall', '-q', '--invalidation-mode', 'unchecked-hash', '.']];
  const source = { directory, handler: 'app.handler', prepare };
  const code = await packagedFunction(source, { archives, seed: 1, signal });
  const compiled = (await packageFiles(code.taskRoot ?? '')).map(({ name }) => name);
  expect(compiled.filter((name) => /^__pycache__\/(app|lib)\.\S+\.pyc$/.test(name))).toHaveLength(2);
  expect(existsSync(join(directory, '__pycache__'))).toBe(false);
});

test.each([
  ['is missing', ['no-such-compiler', 'a.c'], 'no-such-compiler is not installed'],
  ['fails', ['sh', '-c', 'echo "a.c:1: error" >&2; exit 1'], 'prepare: a.c:1: error'],
])('a command that %s is named', async (_, command, message) => {
  const directory = write({ 'bootstrap.c': '' });
  await using archives = new CodeArchives();
  const source = { directory, runtime: 'provided' as const, prepare: [command] };
  // Before the commands there is nothing to look for.
  expect(await functionCode(source, archives)).toMatchObject({ kind: 'provided' });
  await expect(packagedFunction(source, { archives, seed: 1, signal })).rejects.toThrow(message);
});

test('a binary that is there but does not run is no program', async () => {
  const directory = write({
    'lambda_function.py': 'def lambda_handler(event, context): return 1\n',
    python: '#!/bin/sh\necho "no version is set" >&2; exit 127',
  });
  const python = join(directory, 'python');
  chmodSync(python, 0o755);
  await using archives = new CodeArchives();
  await expect(packagedFunction({ directory, python }, { archives, seed: 1, signal })).rejects.toMatchObject({
    code: 'no-such-program',
    message: `${python} does not run: no version is set`,
  });
});

test('the binary of a script that looks for it is its own', async () => {
  const directory = write({
    'index.js': 'exports.handler = () => 1',
    node: `#!/bin/sh\nexec ${process.execPath} "$@"`,
  });
  const node = join(directory, 'node');
  chmodSync(node, 0o755);
  await using archives = new CodeArchives();
  expect(await packagedFunction({ directory, node }, { archives, seed: 1, signal })).toMatchObject({
    node: process.execPath,
  });
});
