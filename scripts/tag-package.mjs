import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { reachableDeclarations, reachableModules } from './declarations/reachable.mjs';

/**
 * Fills the package `rollcall-tag` with what its exports lead to, of what is compiled: a function that imports it installs nothing
 * else. `rollcall` exports the same modules.
 * @param root the folder of the repository
 */
export function fillTagPackage(root) {
  const folder = join(root, 'packages/rollcall-tag');
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entries = Object.values(exports).filter((entry) => entry.types !== undefined);
  const files = [
    ...reachableModules(entries.map((entry) => join(root, entry.default))),
    ...reachableDeclarations(entries.map(({ types }) => join(root, types))),
  ];
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  for (const file of files) cpSync(file, resolve(folder, relative(root, file)));
}
