import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../../model/errors.ts';

const writing = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;

/**
 * A file to write, emptied. A symbolic link is followed to a file of the same folder only: a folder of somebody else's must not make us overwrite a
 * file elsewhere. Under /dev and /proc, where links lead to devices and open files, it is.
 * @throws the system's error, or one with the code ELOOP for such a link.
 */
export async function openOutput(file: string): Promise<FileHandle> {
  if (/^\/(dev|proc)\//.test(resolve(file))) return open(file, 'w');
  try {
    return await open(file, writing | constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOOP') throw error;
    return open(await insideFolder(file), writing | constants.O_NOFOLLOW);
  }
}

/** The same for all that is to be in it. */
export async function writeOutput(file: string, data: string | Uint8Array): Promise<void> {
  await using handle = await openOutput(file);
  await handle.writeFile(data);
}

/** @throws {UserError} `out-unusable` for what the system refuses, such as a full disk; anything else is a bug. */
export function cannotBeWritten(error: NodeJS.ErrnoException): never {
  if (error.code === undefined) throw error;
  throw new UserError('out-unusable', `cannot be written: ${error.message}`, { cause: error });
}

async function insideFolder(link: string): Promise<string> {
  const folder = await realpath(dirname(link));
  const target = await realpath(link).catch(() => undefined);
  if (target !== undefined && dirname(target) === folder) return target;
  const where = target === undefined ? 'nothing' : target;
  throw Object.assign(new Error(`${link} is a symbolic link to ${where}, out of its folder; remove the link`), {
    code: 'ELOOP',
  });
}
