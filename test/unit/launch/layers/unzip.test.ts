import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { unzip } from '../../../../src/launch/layers/unzip.ts';
import { ZipProblem } from '../../../../src/launch/layers/zip-directory.ts';
import { type Member, zipOf } from './zip-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-unzip-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

/** Takes an archive apart into a folder of its own, which has a neighbor that must stay as it is. */
async function unzipped(archive: Buffer, mostBytes = 1000): Promise<string> {
  count += 1;
  const to = join(folder, String(count), 'to');
  await mkdir(to, { recursive: true });
  const file = join(folder, String(count), 'archive.zip');
  writeFileSync(file, archive);
  await unzip(file, { to, mostBytes });
  return to;
}

const refused = async (members: readonly Member[], mostBytes?: number): Promise<string> => {
  try {
    await unzipped(zipOf(members), mostBytes);
  } catch (error) {
    expect(error).toBeInstanceOf(ZipProblem);
    // Nothing beside the folder and the archive.
    expect(readdirSync(join(folder, String(count))).sort()).toEqual(['archive.zip', 'to']);
    return (error as Error).message;
  }
  throw new Error('it was not refused');
};

it('files, folders and links, deflated and stored, with their permissions', async () => {
  const to = await unzipped(
    zipOf(
      [
        { name: 'bin/', mode: 0o040755 },
        { name: 'bin/tool', content: 'echo tool', mode: 0o100755, stored: true },
        { name: 'lib/libx.so.1', content: 'x'.repeat(500), mode: 0o100644 },
        { name: 'lib/libx.so', content: 'libx.so.1', mode: 0o120777 },
        { name: './python/empty.py' },
      ],
      'a comment at the end',
    ),
  );
  expect(readFileSync(join(to, 'bin/tool'), 'utf8')).toBe('echo tool');
  expect(statSync(join(to, 'bin/tool')).mode & 0o777).toBe(0o755);
  expect(readlinkSync(join(to, 'lib/libx.so'))).toBe('libx.so.1');
  expect(readFileSync(join(to, 'lib/libx.so'), 'utf8')).toBe('x'.repeat(500));
  expect(statSync(join(to, 'python/empty.py')).mode & 0o777).toBe(0o644);
});

it('of two entries of one name the last one counts', async () => {
  const to = await unzipped(zipOf([{ name: 'a', content: 'old' }, { name: 'b' }, { name: 'a', content: 'new' }]));
  expect(readFileSync(join(to, 'a'), 'utf8')).toBe('new');
});

it.each<[string, Member]>([
  ['a name that leads up', { name: '../out' }],
  ['a name that leads up on the way', { name: 'a/../../out' }],
  ['an absolute name', { name: '/tmp/rollcall-out' }],
  ['a name of Windows', { name: 'a\\..\\..\\out' }],
  ['a drive', { name: 'C:/out' }],
  ['a link that leads up', { name: 'a/link', content: '../../out', mode: 0o120777 }],
  ['a link to the root', { name: 'link', content: '/etc/passwd', mode: 0o120777 }],
])('%s leads out, and is refused', async (_, member) => {
  expect(await refused([member])).toMatch(/leads out of/);
});

it('what would be written through a link, or into a file, is refused', async () => {
  const link = { name: 'a', content: 'b', mode: 0o120777 };
  expect(await refused([link, { name: 'a/x' }])).toBe('a/x is inside of a, which is a link');
  expect(await refused([{ name: 'a' }, { name: 'a/b/c' }])).toBe('a/b/c is inside of a, which is a file');
});

it.each<[string, Member, RegExp]>([
  ['encrypted', { name: 'a', says: { flags: 1 } }, /^a is encrypted$/],
  [
    'compressed otherwise',
    { name: 'a', says: { method: 12 } },
    /^a is compressed by method 12; expected stored or defl/,
  ],
  ['a device', { name: 'a', mode: 0o020666 }, /neither a file, a folder nor a symbolic link/],
  ['longer than it says', { name: 'a', content: '12345', says: { bytes: 4 } }, /^a is damaged/],
  ['shorter than it says', { name: 'a', content: '12345', says: { bytes: 6 } }, /^a is damaged/],
  ['of another checksum', { name: 'a', content: '12345', says: { crc32: 1 } }, /^a is damaged/],
])('what is %s is refused', async (_, member, words) => {
  expect(await refused([member])).toMatch(words);
});

it('no more bytes than allowed, by what the archive says: 60 and 40 are 100', async () => {
  const members = [
    { name: 'a', content: 'a'.repeat(60) },
    { name: 'b', content: 'b'.repeat(40) },
  ];
  expect(await refused(members, 99)).toBe('it has 100 bytes when it is taken apart; expected at most 99');
  expect(existsSync(join(await unzipped(zipOf(members), 100), 'b'))).toBe(true);
});

it('zip64, a part of several, and what is no archive are told apart', async () => {
  const archive = zipOf([{ name: 'a' }]);
  const at = archive.length - 22;
  const patched = (offset: number, value: number) => {
    const copy = Buffer.from(archive);
    copy.writeUInt16LE(value, at + offset);
    return copy;
  };
  await expect(unzipped(patched(10, 0xffff))).rejects.toThrow(/zip64/);
  await expect(unzipped(patched(4, 1))).rejects.toThrow(/part of an archive in several files/);
  for (const none of [Buffer.from('no archive'), Buffer.alloc(0), archive.subarray(0, at)])
    await expect(unzipped(none)).rejects.toThrow(/no zip archive, or it is damaged/);
});

it('whatever bytes an archive has, it is taken apart or refused, and nothing else is written', async () => {
  const archive = zipOf([
    { name: 'a/b', content: 'content' },
    { name: 'a/c', content: 'b', mode: 0o120777 },
  ]);
  const changes = fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(changes, async (changed) => {
      const bytes = Buffer.from(archive);
      for (const [at, value] of changed) bytes[at] = value;
      await unzipped(bytes).catch((error: NodeJS.ErrnoException) => {
        if (!(error instanceof ZipProblem) && error.code === undefined) throw error;
      });
      expect(readdirSync(join(folder, String(count))).sort()).toEqual(['archive.zip', 'to']);
    }),
    { numRuns: 300, seed: 1 },
  );
});
