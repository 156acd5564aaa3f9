import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reachableDeclarations } from './reachable.mjs';

/**
 * Removes the declarations that no importer of the package can reach: the compiler writes one for each module.
 * @param root the folder of package.json, whose `exports` name where types begin
 */
export function dropUnreachableDeclarations(root) {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const kept = reachableDeclarations(typesOf(exports).map((types) => join(root, types)));
  for (const file of declarationsIn(join(root, 'dist'))) if (!kept.has(file)) rmSync(file);
}

const typesOf = (exports) => Object.values(exports).flatMap(({ types }) => (types === undefined ? [] : [types]));

function declarationsIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => /\.d\.[cm]?ts$/.test(path))
    .map((path) => join(folder, path));
}
