import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../model/errors.ts';

/** `folder`: absolute, symbolic links resolved. */
export type PathEntry = { readonly kind: 'file' | 'folder'; readonly path: string };

/**
 * What is at a path that the user named, symbolic links resolved.
 * @throws {UserError} `function-missing`
 */
export async function entryAt(path: string): Promise<PathEntry> {
  try {
    const real = await realpath(path);
    const stats = await stat(real);
    if (stats.isDirectory()) return { kind: 'folder', path: real };
    if (stats.isFile()) return { kind: 'file', path: real };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' || code === 'ENOTDIR' ? 'there is no such file or folder' : message;
    throw new UserError('function-missing', `${path}: ${what}`, { cause });
  }
  throw new UserError('function-missing', `${path}: expected a file or a folder`);
}

/**
 * A file of a function's folder, symbolic links resolved; undefined if there is none.
 * @throws {UserError} `outside-function` if the name, or a symbolic link on the way, leads out of the folder.
 */
export async function fileInside(folder: string, name: string): Promise<string | undefined> {
  const real = await pathInside(folder, name);
  return real !== undefined && (await stat(real)).isFile() ? real : undefined;
}

export async function firstInside(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const file = await fileInside(folder, name);
    if (file !== undefined) return file;
  }
  return undefined;
}

export async function pathInside(folder: string, name: string): Promise<string | undefined> {
  const path = resolve(folder, name);
  if (isAbsolute(name) || !isInside(folder, path)) throw outside(folder, name);
  const real = await realpath(path).catch(absent);
  if (real === undefined) return undefined;
  if (!isInside(folder, real)) throw outside(folder, name);
  return real;
}

export const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/**
 * The path of a program: an absolute one, or a bare name as the shell finds it.
 * @throws {UserError} `no-such-program`
 */
export async function programPath(name: string): Promise<string> {
  const candidates = name.includes('/')
    ? [name]
    : (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  for (const candidate of candidates) {
    const isFile = await stat(candidate).then(
      (stats) => stats.isFile(),
      () => false,
    );
    if (isFile && (await isExecutable(candidate))) return candidate;
  }
  const where = name.includes('/') ? 'there is no such executable file' : 'there is no such program in PATH';
  throw new UserError('no-such-program', `${name}: ${where}`);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

const outside = (folder: string, name: string): UserError =>
  new UserError('outside-function', `${name} leads out of the function's folder ${folder}`, {
    hint: 'name the folder that holds all of the function',
  });
