import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

/**
 * Takes an archive apart that `src/launch/packaging` has made of a folder of the user's, so its names and links are those of that folder.
 * Source: .ZIP File Format Specification 6.3.10 (APPNOTE.TXT), sections 4.3.7, 4.3.12 and 4.3.16
 */
export function unpack(archive: string, folder: string): void {
  const bytes = readFileSync(archive);
  const end = bytes.length - endBytes;
  if (bytes.readUInt32LE(end) !== 0x06054b50) throw new Error(`${archive} is damaged`);
  const entries = bytes.readUInt16LE(end + 10);
  const made = new Set([folder]);
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < entries; index++) at = unpackEntry(bytes, at, folder, made);
}

const endBytes = 22;
const link = 0o120000;

/** @returns where the next entry of the directory is. */
function unpackEntry(bytes: Buffer, at: number, folder: string, made: Set<string>): number {
  const nameBytes = bytes.readUInt16LE(at + 28);
  const name = bytes.toString('utf8', at + 46, at + 46 + nameBytes);
  const mode = bytes.readUInt32LE(at + 38) >>> 16;
  const header = bytes.readUInt32LE(at + 42);
  const from = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
  const stored = bytes.subarray(from, from + bytes.readUInt32LE(at + 20));
  const content = bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(stored) : stored;
  const path = join(folder, name);
  const parent = dirname(path);
  if (!made.has(parent)) mkdirSync(parent, { recursive: true });
  made.add(parent);
  if ((mode & 0o170000) === link) symlinkSync(content.toString(), path);
  else writeFileSync(path, content, { mode: mode & 0o777, flag: 'wx' });
  return at + 46 + nameBytes;
}
