import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { LayerFolders } from '../../../../src/launch/layers/layer-folders.ts';
import { type Member, zipOf } from './zip-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-test-layers-'));
afterAll(() => rmSync(folder, { recursive: true }));

function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, file)), { recursive: true });
    writeFileSync(join(folder, name, file), text);
  }
  return join(folder, name);
}

function archiveOf(name: string, members: readonly Member[]): string {
  writeFileSync(join(folder, name), zipOf(members));
  return join(folder, name);
}

const text = (...parts: string[]): string => readFileSync(join(...parts), 'utf8');

it('folders and archives become one, of files of one name the later layer’s stays, and none of them is changed', async () => {
  const first = folderOf('first', { 'bin/tool': 'first', 'lib/only-first': '1' });
  const second = archiveOf('second.zip', [
    { name: 'bin/tool', content: 'second' },
    { name: 'lib/only-second', content: '2' },
  ]);
  const third = folderOf('third', { 'bin/other': 'third' });
  const layers = new LayerFolders();
  const merged = await layers.open([first, second, third]);
  expect(readdirSync(merged).sort()).toEqual(['bin', 'lib']);
  expect([text(merged, 'bin/tool'), text(merged, 'bin/other')]).toEqual(['second', 'third']);
  expect(readdirSync(join(merged, 'lib')).sort()).toEqual(['only-first', 'only-second']);
  expect(text(first, 'bin/tool')).toBe('first');
  // In the other order the other one stays.
  expect(text(await layers.open([second, first]), 'bin/tool')).toBe('first');
  await layers[Symbol.asyncDispose]();
  expect([existsSync(merged), existsSync(first)]).toEqual([false, true]);
});

it('a single folder is used as it is, so that what is changed in it is seen; functions with the same layers share', async () => {
  const only = folderOf('only', { a: '1' });
  await using layers = new LayerFolders();
  expect(await layers.open([only])).toBe(only);
  const archive = archiveOf('shared.zip', [{ name: 'a', content: '1' }]);
  expect(await layers.open([archive])).toBe(await layers.open([archive]));
});

it('nothing is written through a link of an earlier layer', async () => {
  const outside = folderOf('outside', { x: 'outside' });
  const linked = folderOf('linked', { y: '' });
  symlinkSync(outside, join(linked, 'nodejs'));
  const later = archiveOf('later.zip', [{ name: 'nodejs/x', content: 'later' }]);
  await using layers = new LayerFolders();
  await expect(layers.open([linked, later])).rejects.toMatchObject({
    code: 'bad-layer',
    message: `layer ${later}: nodejs is a folder in it, and a symbolic link in an earlier layer`,
  });
  expect(text(outside, 'x')).toBe('outside');
});

it.each([
  ['is not there', 'nowhere', () => {}, 'layer-missing', /nowhere: there is no such file or folder$/],
  [
    'is no archive',
    'no.zip',
    () => writeFileSync(join(folder, 'no.zip'), 'no'),
    'bad-layer',
    /no\.zip: it is no zip archive/,
  ],
  [
    'has damaged content',
    'bad.zip',
    () => {
      const archive = zipOf([{ name: 'a', content: 'content'.repeat(9) }]);
      // The first byte behind header, name and extra field: no type of block of deflate begins so.
      archive.writeUInt8(0xff, 35);
      writeFileSync(join(folder, 'bad.zip'), archive);
    },
    'bad-layer',
    /bad\.zip: it is damaged$/,
  ],
] as const)('a layer that %s is named', async (_, name, prepare, code, words) => {
  prepare();
  await using layers = new LayerFolders();
  await expect(layers.open([join(folder, name)])).rejects.toMatchObject({
    code,
    message: expect.stringMatching(words),
  });
});
