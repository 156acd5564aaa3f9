import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Removes the declarations that no importer of the package can reach: the compiler writes one for each module.
 * @param root the folder of package.json, whose `exports` name where types begin
 */
export function dropUnreachableDeclarations(root) {
  const kept = new Set(reachable(root, typesOf(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).exports)));
  for (const file of declarationsIn(join(root, 'dist'))) if (!kept.has(file)) rmSync(file);
}

const typesOf = (exports) => Object.values(exports).flatMap(({ types }) => (types === undefined ? [] : [types]));

function reachable(root, entries) {
  const found = new Set(entries.map((entry) => resolve(root, entry)));
  // A set goes on with what is added to it meanwhile.
  for (const file of found) for (const imported of importsOf(file)) found.add(imported);
  return found;
}

/** Declarations import by the names of sources (`./call.ts`), in statements and in types (`import('./call.ts')`). */
function importsOf(file) {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)\.([cm]?)[jt]s['"]/g)].map(([, path, kind]) =>
    resolve(dirname(file), `${path}.d.${kind}ts`),
  );
}

function declarationsIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => /\.d\.[cm]?ts$/.test(path))
    .map((path) => join(folder, path));
}
