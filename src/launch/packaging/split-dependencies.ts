import { readFile } from 'node:fs/promises';
import type { PackageFile } from '../code/package-files.ts';

interface SplitPackage {
  readonly own: readonly PackageFile[];
  /** Under the names that they have in `/opt`. */
  readonly dependencies: readonly PackageFile[];
}

/**
 * The files of a package, and those of its dependencies: `node_modules` for Node; for Python what pip has installed beside the handler, by the
 * `RECORD` of each distribution.
 * Source of the folders of a layer: docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
 */
export async function splitDependencies(
  binary: 'node' | 'python',
  files: readonly PackageFile[],
): Promise<SplitPackage> {
  const isDependency = binary === 'node' ? isNodeModule : await installedByPip(files);
  const folder = { node: 'nodejs', python: 'python' }[binary];
  return {
    own: files.filter(({ name }) => !isDependency(name)),
    dependencies: files
      .filter(({ name }) => isDependency(name))
      .map((file) => ({ ...file, name: `${folder}/${file.name}` })),
  };
}

const isNodeModule = (name: string): boolean => name.startsWith('node_modules/');

/** Lines such as `requests/api.py,sha256=...,6377`. */
async function installedByPip(files: readonly PackageFile[]): Promise<(name: string) => boolean> {
  const records = files.filter(({ name }) => /^[^/]+\.dist-info\/RECORD$/.test(name));
  const lines = (await Promise.all(records.map(({ path }) => readFile(path, 'utf8')))).join('\n').split('\n');
  const tops = new Set(lines.map((line) => line.split(/[/,]/, 1)[0]).filter((top) => top !== '' && top !== '..'));
  return (name) => tops.has(name.split('/', 1)[0]);
}
