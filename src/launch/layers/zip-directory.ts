import type { FileHandle } from 'node:fs/promises';
import { posix } from 'node:path';

export interface ZipEntry {
  /** Relative, with slashes, without `.`, `..` or a slash at its end. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
  /** Permissions, such as 0o755. */
  readonly mode: number;
  readonly method: 'stored' | 'deflated';
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly crc32: number;
  readonly headerAt: number;
}

/** Why an archive is refused, in a sentence without its name. */
export class ZipProblem extends Error {}

/**
 * The directory of a zip archive. What Lambda's own archives never need is refused: archives of several files, of more than 4 GB, or
 * with a password; names that lead out of the folder; anything but files, folders and symbolic links.
 * Source: .ZIP File Format Specification 6.3.10 (APPNOTE.TXT), sections 4.3.12, 4.3.16 and 4.4
 * @throws {ZipProblem}
 */
export async function readZipDirectory(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const { entries, at, length } = await directoryPlace(file, size);
  const directory = await bytesAt(file, at, length);
  const found: ZipEntry[] = [];
  for (let offset = 0, index = 0; index < entries; index += 1) {
    if (offset + 46 > length || directory.readUInt32LE(offset) !== entrySignature) throw damaged();
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => directory.readUInt16LE(offset + field));
    const end = offset + 46 + (nameBytes ?? 0) + (extraBytes ?? 0) + (commentBytes ?? 0);
    if (end > length) throw damaged();
    const entry = entryOf(directory.subarray(offset, end), nameBytes ?? 0);
    if (entry !== undefined) found.push(entry);
    offset = end;
  }
  return found;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const longestComment = 65_535;

const damaged = () => new ZipProblem('it is no zip archive, or it is damaged');

/** The record at the end of the archive, which a comment may follow. */
async function directoryPlace(file: FileHandle, size: number) {
  const from = Math.max(0, size - endBytes - longestComment);
  const tail = await bytesAt(file, from, size - from);
  for (let at = tail.length - endBytes; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== endSignature) continue;
    if (at + endBytes + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const place = {
      entries: tail.readUInt16LE(at + 10),
      length: tail.readUInt32LE(at + 12),
      at: tail.readUInt32LE(at + 16),
    };
    if (place.entries === 0xffff || place.length === 0xffffffff || place.at === 0xffffffff)
      throw new ZipProblem('it is in the zip64 format; expected less than 65,535 files and 4 GB');
    if (tail.readUInt16LE(at + 4) !== 0 || tail.readUInt16LE(at + 8) !== place.entries)
      throw new ZipProblem('it is a part of an archive in several files');
    if (place.at + place.length > from + at) throw damaged();
    return place;
  }
  throw damaged();
}

/** Undefined for the folder of the archive itself. */
function entryOf(record: Buffer, nameBytes: number): ZipEntry | undefined {
  const flags = record.readUInt16LE(8);
  const rawName = textOf(record.subarray(46, 46 + nameBytes));
  const name = safeName(rawName);
  if ((flags & 1) !== 0) throw new ZipProblem(`${rawName} is encrypted`);
  if (name === '') return undefined;
  const { kind, mode } = attributesOf(record, rawName);
  return {
    ...{ name, kind, mode },
    method: methodOf(record.readUInt16LE(10), rawName),
    crc32: record.readUInt32LE(16),
    compressedBytes: record.readUInt32LE(20),
    bytes: record.readUInt32LE(24),
    headerAt: record.readUInt32LE(42),
  };
}

/** Archivers of today write UTF-8, whether they say so or not. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

function safeName(name: string): string {
  const leadsOut = name.startsWith('/') || name.split('/').includes('..') || /[\\\0]|^[A-Za-z]:/.test(name);
  if (leadsOut) throw new ZipProblem(`the name ${JSON.stringify(name)} leads out of its folder`);
  return posix.normalize(name).replace(/^\.$|\/$/g, '');
}

const unixFileTypes: ReadonlyMap<number, ZipEntry['kind']> = new Map([
  [0o040000, 'folder'],
  [0o100000, 'file'],
  [0o120000, 'link'],
]);

/** Only archivers of Unix systems (3) and of macOS (19) tell permissions and links. */
function attributesOf(record: Buffer, name: string): Pick<ZipEntry, 'kind' | 'mode'> {
  const [madeOn, attributes] = [record.readUInt8(5), record.readUInt32LE(38)];
  const plain = name.endsWith('/') ? 'folder' : 'file';
  const unixMode = madeOn === 3 || madeOn === 19 ? attributes >>> 16 : 0;
  if (unixMode === 0) return { kind: plain, mode: plain === 'folder' ? 0o755 : 0o644 };
  const type = unixMode & 0o170000;
  const kind = type === 0 ? plain : unixFileTypes.get(type);
  if (kind === undefined) throw new ZipProblem(`${name} is neither a file, a folder nor a symbolic link`);
  return { kind, mode: unixMode & 0o777 };
}

function methodOf(method: number, name: string): ZipEntry['method'] {
  if (method === 0) return 'stored';
  if (method === 8) return 'deflated';
  throw new ZipProblem(`${name} is compressed by method ${method}; expected stored or deflated`);
}

/** @throws {ZipProblem} the file ends before. */
export async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw damaged();
    done += bytesRead;
  }
  return bytes;
}
