import { constants } from 'node:fs';
import { chmod, type FileHandle, lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';

/** A file that is there when it is whole: until `keep`, what was in its place stays. */
export interface Output extends AsyncDisposable {
  write(data: string | Uint8Array): Promise<void>;
  /** Without it, nothing is left of what was written. */
  keep(): Promise<void>;
}

/**
 * A file to write: beside its place, into which it is moved when it is whole. A symbolic link is followed to a file of the same folder only: a
 * folder of somebody else's must not make us overwrite a file elsewhere. Devices and pipes are written as they are.
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

/** The same for all that is to be in it. */
export async function writeOutput(file: string, data: string | Uint8Array, what = file): Promise<void> {
  await using output = await openOutput(file, what);
  await output.write(data);
  await output.keep();
}

interface Place {
  /** What is opened. */
  readonly written: string;
  readonly flags: number;
  keep(): Promise<void>;
  drop(): Promise<void>;
}

let opened = 0;

async function placeOf(file: string): Promise<Place> {
  const target = await targetOf(file);
  const before = await lstat(target).catch(noneYet);
  if (isUnder('/dev', target) || isUnder('/proc', target) || (before && !before.isFile() && !before.isDirectory()))
    return { written: target, flags: constants.O_WRONLY, keep: async () => {}, drop: async () => {} };
  if (before?.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  opened += 1;
  const written = join(dirname(target), `.${basename(target).slice(0, 100)}.tmp-${process.pid}-${opened}`);
  const keep = async () => {
    // Who may read it is as it was.
    if (before) await chmod(written, before.mode);
    await rename(written, target);
  };
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  return { written, flags, keep, drop: () => rm(written, { force: true }) };
}

/** Where links lead to devices and open files they are followed. */
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
  throw Object.assign(new Error(`it is a symbolic link to ${where}, out of its folder; remove the link`), {
    code: 'ELOOP',
  });
}

function noneYet(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** After a failed `keep` it may be closed already. */
async function closed(handle: FileHandle): Promise<void> {
  await handle.close().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EBADF') throw error;
  });
}

/** What the system refuses; anything else is a bug. */
async function asOutput<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    const hint = code === 'ENOSPC' || code === 'EDQUOT' ? { hint: 'make room on the disk, or name another place' } : {};
    throw new UserError('out-unusable', `${what}: cannot be written: ${message}`, { ...hint, cause });
  }
}
