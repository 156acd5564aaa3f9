import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, symlink } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { bytesAt, readZipDirectory, type ZipEntry, ZipProblem } from './zip-directory.ts';

export interface UnzipOptions {
  readonly to: string;
  /** Of all files together. */
  readonly mostBytes: number;
}

/**
 * Takes a zip archive apart. Nothing is written outside of the folder, and never more than the archive said before.
 * @returns bytes of all files together.
 * @throws {ZipProblem} why it is refused; the system's error.
 */
export async function unzip(archive: string, { to, mostBytes }: UnzipOptions): Promise<number> {
  await using file = await open(archive, 'r');
  const entries = lastOfEach(await readZipDirectory(file));
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (bytes > mostBytes)
    throw new ZipProblem(`it has ${bytes} bytes when it is taken apart; expected at most ${mostBytes}`);
  refuseLinkedFolders(entries);
  const targets = new Map<ZipEntry, string>();
  for (const entry of entries) {
    const path = join(to, entry.name);
    await mkdir(entry.kind === 'folder' ? path : dirname(path), { recursive: true });
    if (entry.kind === 'file')
      await pipeline(contentOf(file, entry), createWriteStream(path, { mode: entry.mode, flags: 'wx' }));
    if (entry.kind === 'link') targets.set(entry, await linkTarget(file, entry));
  }
  // Links come last, so that no file is written through one.
  for (const [{ name }, target] of targets) await symlink(target, join(to, name));
  return bytes;
}

/** Archivers write a file again that was changed; the last one counts. */
const lastOfEach = (entries: readonly ZipEntry[]): ZipEntry[] => [
  ...new Map(entries.map((entry) => [entry.name, entry])).values(),
];

function refuseLinkedFolders(entries: readonly ZipEntry[]): void {
  const notFolders = new Map(entries.filter(({ kind }) => kind !== 'folder').map((entry) => [entry.name, entry.kind]));
  for (const { name } of entries) {
    const parents = name.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
    const wrong = parents.find((parent) => notFolders.has(parent));
    if (wrong !== undefined) throw new ZipProblem(`${name} is inside of ${wrong}, which is a ${notFolders.get(wrong)}`);
  }
}

/** A link may lead to what is in the archive, and nowhere else: archives come from others. */
async function linkTarget(file: FileHandle, entry: ZipEntry): Promise<string> {
  if (entry.bytes > longestTarget)
    throw new ZipProblem(`${entry.name} is a symbolic link of ${entry.bytes} characters`);
  const pieces: Buffer[] = [];
  for await (const piece of contentOf(file, entry)) pieces.push(piece as Buffer);
  const target = Buffer.concat(pieces).toString();
  const place = posix.join(posix.dirname(entry.name), target);
  if (target === '' || target.startsWith('/') || target.includes('\0') || place.split('/')[0] === '..')
    throw new ZipProblem(`${entry.name} is a symbolic link that leads out of the archive: ${JSON.stringify(target)}`);
  return target;
}

const longestTarget = 4096;

function contentOf(file: FileHandle, entry: ZipEntry): Readable {
  const checked = new CheckedBytes(entry);
  void start().catch((error: unknown) => checked.destroy(error as Error));
  return checked;

  async function start(): Promise<void> {
    const begin = await contentAt(file, entry);
    if (entry.compressedBytes === 0) {
      checked.end();
      return;
    }
    const stored = file.createReadStream({ start: begin, end: begin + entry.compressedBytes - 1, autoClose: false });
    if (entry.method === 'stored') await pipeline(stored, checked);
    else await pipeline(stored, createInflateRaw(), checked);
  }
}

/** Behind the local header, whose own name and extra fields may have other lengths than those of the directory. */
async function contentAt(file: FileHandle, { name, headerAt }: ZipEntry): Promise<number> {
  const header = await bytesAt(file, headerAt, 30);
  if (header.readUInt32LE(0) !== 0x04034b50) throw new ZipProblem(`${name} is not where the archive says`);
  return headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

class CheckedBytes extends Transform {
  readonly #entry: ZipEntry;
  #bytes = 0;
  #crc32 = 0;

  constructor(entry: ZipEntry) {
    super();
    this.#entry = entry;
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null, chunk?: Buffer) => void): void {
    this.#bytes += chunk.length;
    this.#crc32 = crc32(chunk, this.#crc32);
    if (this.#bytes > this.#entry.bytes) done(this.#wrong());
    else done(null, chunk);
  }

  override _flush(done: (error?: Error | null) => void): void {
    const isRight = this.#bytes === this.#entry.bytes && this.#crc32 === this.#entry.crc32;
    done(isRight ? null : this.#wrong());
  }

  #wrong(): ZipProblem {
    return new ZipProblem(
      `${this.#entry.name} is damaged: its length or its checksum is another than the archive says`,
    );
  }
}
