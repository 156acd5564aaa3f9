import { constants, type Stats } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts all of a folder over another one: folders of one name become one, and of files of one name the one that comes stays. Symbolic
 * links stay links, and nothing is written through one. `move`: both are on one file system, and the first is not needed any more.
 * @throws {MergeProblem} a folder meets something that is none; the system's error.
 */
export const mergeFolder = (from: string, to: string, how: 'copy' | 'move' = 'copy'): Promise<void> =>
  mergeAt('', { from, to, how });

export class MergeProblem extends Error {}

interface Merge {
  readonly from: string;
  readonly to: string;
  readonly how: 'copy' | 'move';
}

/** @param place of the folder, in both. */
async function mergeAt(place: string, merge: Merge): Promise<void> {
  const from = join(merge.from, place);
  const { mode } = await lstat(from);
  // Whoever made it must be able to remove it.
  await mkdir(join(merge.to, place), { recursive: true, mode: (mode & 0o777) | 0o700 });
  for (const name of await readdir(from)) await mergeOne(join(place, name), merge);
}

async function mergeOne(place: string, merge: Merge): Promise<void> {
  const [from, to] = [join(merge.from, place), join(merge.to, place)];
  const [stats, there] = await Promise.all([lstat(from), lstat(to).catch(absent)]);
  if (there !== undefined && there.isDirectory() !== stats.isDirectory())
    throw new MergeProblem(`${place} is a ${kindOf(stats)} in it, and a ${kindOf(there)} in an earlier layer`);
  if (stats.isDirectory()) {
    await mergeAt(place, merge);
    return;
  }
  if (there !== undefined) await rm(to);
  if (merge.how === 'move') await rename(from, to);
  else if (stats.isSymbolicLink()) await symlink(await readlink(from), to);
  else if (stats.isFile()) await copyFile(from, to, constants.COPYFILE_FICLONE);
  else throw new MergeProblem(`${place} is neither a file, a folder nor a symbolic link`);
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'symbolic link' : 'file';
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
