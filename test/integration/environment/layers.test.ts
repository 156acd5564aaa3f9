import { chmod, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { type Member, zipOf } from '../../unit/launch/layers/zip-text.ts';
import { rollcallHere, scenarioFile, temporaryDirectory } from '../rollcall.ts';
import { fixture, LocalLambda, LocalProgram } from './local-lambda.ts';
import { canHaveOpt, hasNamespaces, withoutNamespaces } from './unprivileged.ts';

async function folderLayer(members: readonly Member[]): Promise<string> {
  const folder = await temporaryDirectory();
  for (const { name, content = '', mode = 0o644 } of members) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
    await chmod(join(folder, name), mode & 0o777);
  }
  return folder;
}

async function zipLayer(members: readonly Member[]): Promise<string> {
  const file = join(await temporaryDirectory(), 'layer.zip');
  await writeFile(file, zipOf(members));
  return file;
}

const sharedLib = (name: string): Member => ({
  name: 'nodejs/node_modules/shared-lib/index.js',
  content: `exports.name = '${name}';`,
});
const tool: Member = { name: 'bin/tool-of-layer', content: '#!/bin/sh\necho tool', mode: 0o100755 };
const wrap: Member = { name: 'wrap', content: '#!/bin/sh\nexport WRAPPED=by-layer\nexec "$@"\n', mode: 0o100755 };

const unpackedIn = async (directory: string) =>
  (await readdir(directory)).filter((name) => name.startsWith('rollcall-layers-'));

it.each([
  ...(canHaveOpt ? [['mounted at /opt', {}, ['bin', 'nodejs', 'wrap']] as const] : []),
  ['found by search paths', undefined, expect.not.arrayContaining(['nodejs'])] as const,
])(
  'layers, %s: modules and programs by their names, a wrapper script by its path in Lambda; the later layer wins',
  async (_, given, opt) => {
    const layers = [await folderLayer([sharedLib('first'), tool]), await zipLayer([sharedLib('second'), wrap])];
    const args = [fixture('layered.cjs'), ...layers.flatMap((layer) => ['--layer', layer])];
    const temporary = await temporaryDirectory();
    const environment = { ...(given ?? (await withoutNamespaces())), TMPDIR: temporary };
    await using local = await LocalProgram.start([...args, '--env', 'AWS_LAMBDA_EXEC_WRAPPER=/opt/wrap'], environment);
    const { answer } = await local.invoke();
    expect(answer).toMatchObject({ module: 'second', program: 'tool', wrapped: 'by-layer', opt });
    expect(await unpackedIn(temporary)).toHaveLength(1);
    await local.stop();
    expect(await unpackedIn(temporary)).toEqual([]);
  },
);

it('Python finds modules of layers, those of its own version too, and its own before them', async () => {
  const version = await pythonVersion();
  const layer = await zipLayer([
    { name: 'python/shared_lib.py', content: "NAME = 'from layer'" },
    { name: `python/lib/python${version}/site-packages/versioned_lib.py`, content: "NAME = 'for this version'" },
  ]);
  const start = (folder: string) => LocalLambda.start([folder, '--handler', 'layered.handler', '--layer', layer]);
  const folder = await temporaryDirectory();
  await cp(fixture('layered.py'), join(folder, 'layered.py'));
  await using local = await start(folder);
  expect((await local.invoke()).answer).toEqual({ module: 'from layer', versioned: 'for this version' });
  await writeFile(join(folder, 'shared_lib.py'), "NAME = 'from package'");
  await using own = await start(folder);
  expect((await own.invoke()).answer.module).toBe('from package');
});

it('layers in a file of functions and in a scenario are relative to it, and the result says where they were', async () => {
  const layer = await folderLayer([sharedLib('relative'), tool]);
  const [folder, logs] = [dirname(layer), await temporaryDirectory()];
  const name = layer.slice(folder.length + 1);
  const functions = await scenarioFile(
    `functions:\n  - { name: f, file: ${fixture('layered.cjs')}, layers: [../${name}] }\n`,
  );
  await using local = await LocalLambda.start([functions]);
  expect((await local.invoke({}, 'f')).answer.module).toBe('relative');
  const scenario = await scenarioFile(
    [
      'name: layered',
      'question: q',
      `workload: { kind: function, file: ${fixture('layered.cjs')} }`,
      `targets: [{ name: lambda, kind: local-lambda, layers: [../${name}] }]`,
      'load: [{ name: once, kind: burst, size: 1 }]',
    ].join('\n'),
  );
  await rollcallHere('run', scenario, '--out', join(logs, 'run'), '--quiet');
  const [{ enforced, requests }] = JSON.parse(await readFile(join(logs, 'run/result.json'), 'utf8')).targets;
  expect(requests.answered).toBe(1);
  expect(enforced).toMatchObject({
    layers: canHaveOpt ? 'mounted' : 'search-paths',
    taskRoot: hasNamespaces ? 'read-only' : 'writable',
  });
});

it.each([
  ['is not there', 'no-such.zip', 'functions.0: layer', 'no-such.zip: there is no such file or folder'],
  ['is no archive', 'functions.yaml', 'functions.0: layer', 'functions.yaml: it is no zip archive, or it is damaged'],
])('a layer that %s is told by its place in the file', async (_, layer, place, words) => {
  const file = join(await temporaryDirectory(), 'functions.yaml');
  await writeFile(file, `functions:\n  - { name: f, file: ${fixture('layered.cjs')}, layers: [${layer}] }\n`);
  const { code, stderr } = await rollcallHere('local', file);
  expect(code).toBe(2);
  expect(stderr).toContain(place);
  expect(stderr).toContain(words);
});

it('at most five layers', async () => {
  const layers = Array.from({ length: 6 }, () => '--layer=.');
  const { code, stderr } = await rollcallHere('local', fixture('layered.cjs'), ...layers);
  expect(code).toBe(2);
  expect(stderr).toContain('--layer: expected a list of at most 5, got 6');
});

async function pythonVersion(): Promise<string> {
  const { spawnSync } = await import('node:child_process');
  const print = 'import sys; print("%d.%d" % sys.version_info[:2])';
  return spawnSync('python3', ['-c', print], { encoding: 'utf8' }).stdout.trim();
}
