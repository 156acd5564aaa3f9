import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Every compiled module that these modules lead to by relative imports, themselves included. */
export const reachableModules = (entries) => reachable(entries, 'js');

/** The same for declarations, which import by the names of sources (`./call.ts`), in statements and in types (`import('./call.ts')`). */
export const reachableDeclarations = (entries) => reachable(entries, 'd.ts');

function reachable(entries, suffix) {
  const found = new Set(entries.map((entry) => resolve(entry)));
  // A set goes on with what is added to it meanwhile.
  for (const file of found) for (const imported of importsOf(file, suffix)) found.add(imported);
  return found;
}

function importsOf(file, suffix) {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)\.([cm]?)[jt]s['"]/g)].map(([, path, kind]) =>
    resolve(dirname(file), `${path}.${suffix.replace(/\w+$/, (name) => `${kind}${name}`)}`),
  );
}
