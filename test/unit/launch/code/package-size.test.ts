import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageSize } from '../../../../src/launch/code/package-size.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rollcall-size-'));
});

afterEach(() => rmSync(root, { recursive: true }));

test('a file of 1,000 bytes, one of 3, and a link with a target of 6 characters: 1,009 bytes in 3 files', async () => {
  mkdirSync(join(root, 'lib'));
  writeFileSync(join(root, 'lib/a.mjs'), 'x'.repeat(1000));
  writeFileSync(join(root, 'b.txt'), 'abc');
  symlinkSync('../lib', join(root, 'lib/up'));
  // Headers of 30 + 46 bytes and twice the name for each, and 22 at the end: lib/a.mjs, b.txt and lib/up have 20 characters.
  // The file of one letter is deflated, and the other two are stored.
  const zippedBytes = 3 * 76 + 2 * 20 + 22 + deflateRawSync('x'.repeat(1000)).length + 3 + 6;
  expect(await packageSize(root)).toEqual({ files: 3, unzippedBytes: 1009, zippedBytes });
});

test('a folder that is gone has no size, and says why', async () => {
  expect(await packageSize(join(root, 'gone'))).toEqual({
    trouble: expect.stringContaining(`no such file or directory, scandir '${join(root, 'gone')}'`),
  });
});

test('an archive has the size that it has', async () => {
  writeFileSync(join(root, 'a.mjs'), 'x'.repeat(1000));
  expect(await packageSize(root, 250)).toEqual({ files: 1, unzippedBytes: 1000, zippedBytes: 250 });
});

test('a folder of 64 MiB is compressed, and one of a byte more is not', async () => {
  writeFileSync(join(root, 'sparse'), '');
  truncateSync(join(root, 'sparse'), 64 * 2 ** 20 + 1);
  expect(await packageSize(root)).toEqual({ files: 1, unzippedBytes: 67_108_865 });
  truncateSync(join(root, 'sparse'), 64 * 2 ** 20);
  expect((await packageSize(root)).zippedBytes).toBeGreaterThan(100);
});
