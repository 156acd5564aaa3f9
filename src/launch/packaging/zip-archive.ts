import { readFile, readlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';
import type { PackageFile } from '../code/package-files.ts';

/** A file of a package under the name that it has in the archive. */
export type ArchivedFile = Pick<PackageFile, 'path' | 'name' | 'isLink' | 'mode'>;

/**
 * Writes a zip archive with the permissions and links of its files, and without their times: the same files are the same bytes. Below
 * 4 GB and 65,535 files, which are far above what Lambda takes as an archive.
 * Source: .ZIP File Format Specification 6.3.10 (APPNOTE.TXT), sections 4.3.7, 4.3.12 and 4.3.16
 */
export async function writeZip(archive: string, files: readonly ArchivedFile[]): Promise<void> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const { fields, name, content } = await entryOf(file);
    const local = Buffer.concat([record(0x04034b50, [20]), fields, Buffer.alloc(0), name, content]);
    directory.push(Buffer.concat([record(0x02014b50, [unix, 20]), fields, tailOf(file, offset), name]));
    parts.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  await writeFile(archive, Buffer.concat([...parts, entries, end]));
}

/** Made on Unix, by version 2.0 of the format. */
const unix = (3 << 8) | 20;
const utf8Names = 1 << 11;
/** January 1, 1980, midnight. */
const firstDay = (1 << 5) | 1;

function record(signature: number, words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 2 * words.length);
  bytes.writeUInt32LE(signature, 0);
  for (const [index, word] of words.entries()) bytes.writeUInt16LE(word, 4 + 2 * index);
  return bytes;
}

async function entryOf({ path, name, isLink }: ArchivedFile) {
  const plain = isLink ? Buffer.from(await readlink(path)) : await readFile(path);
  const deflated = await promisify(deflateRaw)(plain);
  const isDeflated = deflated.length < plain.length;
  const content = isDeflated ? deflated : plain;
  const nameBytes = Buffer.from(name);
  const fields = Buffer.alloc(24);
  for (const [index, word] of [utf8Names, isDeflated ? 8 : 0, 0, firstDay].entries())
    fields.writeUInt16LE(word, 2 * index);
  fields.writeUInt32LE(crc32(plain), 8);
  fields.writeUInt32LE(content.length, 12);
  fields.writeUInt32LE(plain.length, 16);
  fields.writeUInt16LE(nameBytes.length, 20);
  return { fields, name: nameBytes, content };
}

/** Comment, disk, attributes and the place of the local header. */
function tailOf({ isLink, mode }: ArchivedFile, offset: number): Buffer {
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE((((isLink ? 0o120000 : 0o100000) | mode) << 16) >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  return tail;
}
