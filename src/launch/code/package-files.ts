import { lstat, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

export interface PackageFile {
  readonly path: string;
  /** Relative to the folder of the package. */
  readonly name: string;
  readonly isLink: boolean;
  readonly bytes: number;
  /** Permissions, such as 0o755. */
  readonly mode: number;
}

/** Files and links of a package, by name. Links are not followed, so that none leads around in a circle. */
export async function packageFiles(folder: string): Promise<PackageFile[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile() || entry.isSymbolicLink());
  const described = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const { size, mode } = await lstat(path);
    const name = relative(folder, path);
    return { path, name, isLink: entry.isSymbolicLink(), bytes: size, mode: mode & 0o777 };
  });
  return (await Promise.all(described)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
