import { constants } from 'node:fs';
import { chmod, type FileHandle, lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';

/** A file that appears when it is complete. Until `keep`, the old file stays. */
export interface Output extends AsyncDisposable {
  write(data: string | Uint8Array): Promise<void>;
  /** Without this call, nothing is kept. */
  keep(): Promise<void>;
}

/**
 * Writes a temporary file in the same folder and renames it when it is complete. Follows a symbolic link only to a file in the same folder, so that
 * another user's folder cannot make rollcall overwrite other files. Devices and pipes are written directly.
 * @param what names the file in messages, such as `--out page.html`
 * @throws {UserError} `out-unusable`, of every method
 */
export async function openOutput(file: string, what = file): Promise<Output> {
  const place = await asOutput(what, () => placeOf(file));
  const handle = await asOutput(what, () => open(place.written, place.flags));
  let isKept = false;
  return {
    write: (data) => asOutput(what, () => handle.appendFile(data)),
    keep: () =>
      asOutput(what, async () => {
        await handle.close();
        await place.keep();
        isKept = true;
      }),
    [Symbol.asyncDispose]: async () => {
      if (isKept) return;
      await closed(handle);
      await place.drop();
    },
  };
}

/** Writes the whole content. */
export async function writeOutput(file: string, data: string | Uint8Array, what = file): Promise<void> {
  await using output = await openOutput(file, what);
  await output.write(data);
  await output.keep();
}

/**
 * Whether a file can be written there, before a long run. A pipe is not opened: its reader would take that for the end.
 * @throws {UserError} `out-unusable`
 */
export async function checkOutput(file: string, what = file): Promise<void> {
  const place = await asOutput(what, () => placeOf(file));
  if ((place.flags & constants.O_CREAT) === 0) return;
  const handle = await asOutput(what, () => open(place.written, place.flags));
  await handle.close();
  await place.drop();
}

interface OpenFile {
  /** The opened file. */
  readonly written: string;
  readonly flags: number;
  keep(): Promise<void>;
  drop(): Promise<void>;
}

let opened = 0;

async function placeOf(file: string): Promise<OpenFile> {
  const target = await targetOf(file);
  const before = await lstat(target).catch(noneYet);
  if (isUnder('/dev', target) || isUnder('/proc', target) || (before && !before.isFile() && !before.isDirectory()))
    return { written: target, flags: constants.O_WRONLY, keep: async () => {}, drop: async () => {} };
  if (before?.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  opened += 1;
  const written = join(dirname(target), `.${basename(target).slice(0, 100)}.tmp-${process.pid}-${opened}`);
  const keep = async () => {
    // Keeps the permissions of the old file.
    if (before) await chmod(written, before.mode);
    await rename(written, target);
  };
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  return { written, flags, keep, drop: () => rm(written, { force: true }) };
}

/** Follows links to devices and open files. */
async function targetOf(file: string): Promise<string> {
  const path = resolve(file);
  if (isUnder('/dev', path) || isUnder('/proc', path)) return realpath(path).catch(() => path);
  const link = await lstat(path).catch(noneYet);
  return link?.isSymbolicLink() ? insideFolder(path) : path;
}

const isUnder = (folder: string, path: string): boolean => path.startsWith(`${folder}/`);

async function insideFolder(link: string): Promise<string> {
  const folder = await realpath(dirname(link));
  const target = await realpath(link).catch(() => undefined);
  if (target !== undefined && dirname(target) === folder) return target;
  const where = target === undefined ? 'nothing' : target;
  throw Object.assign(new Error(`it is a symbolic link to ${where}, outside its folder; remove the link`), {
    code: 'ELOOP',
  });
}

function noneYet(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** After a failed `keep` it may already be closed. */
async function closed(handle: FileHandle): Promise<void> {
  await handle.close().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EBADF') throw error;
  });
}

/** An error of the system. Anything else is a bug. */
async function asOutput<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    const hint = code === 'ENOSPC' || code === 'EDQUOT' ? { hint: 'free disk space, or choose another disk' } : {};
    throw new UserError('out-unusable', `${what}: cannot be written: ${message}`, { ...hint, cause });
  }
}
