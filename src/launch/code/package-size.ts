import { readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { optional } from '../../model/optional.ts';
import type { PackageSize } from '../../model/platform/package-size.ts';
import { type PackageFile, packageFiles } from './package-files.ts';

/** To compress more would delay the run by seconds. */
const mostCompressedBytes = 64 * 2 ** 20;

/**
 * The size of a function's package, before the load.
 * @param zippedBytes of the archive that it was unpacked from
 */
export async function packageSize(folder: string, zippedBytes?: number): Promise<PackageSize> {
  try {
    return await sizeOf(folder, zippedBytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { trouble: message };
  }
}

async function sizeOf(folder: string, zippedBytes: number | undefined): Promise<PackageSize> {
  const entries = await packageFiles(folder);
  const unzippedBytes = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const compressed = zippedBytes ?? (unzippedBytes > mostCompressedBytes ? undefined : await zippedSize(entries));
  return { files: entries.length, unzippedBytes, ...optional('zippedBytes', compressed) };
}

/** Source: .ZIP File Format Specification 6.3.10 (APPNOTE.TXT), sections 4.3.7, 4.3.12 and 4.3.16 */
const headerBytes = { local: 30, central: 46, end: 22 };

/** One file after the other: a package of 64 MB is not in memory at once. */
async function zippedSize(entries: readonly PackageFile[]): Promise<number> {
  let bytes = headerBytes.end;
  for (const { path, name, isLink } of entries) {
    const content = isLink ? Buffer.from(await readlink(path)) : await readFile(path);
    const deflated = await promisify(deflateRaw)(content);
    const nameBytes = Buffer.byteLength(name);
    bytes += headerBytes.local + headerBytes.central + 2 * nameBytes + Math.min(content.length, deflated.length);
  }
  return bytes;
}
