import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../model/errors.ts';

/** The folder of rollcall's own package.json: the same from the sources and from dist/. */
export const packageRoot = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

/**
 * Path of a compiled program, such as `targets/lambda/main`. Spawned programs are always the compiled ones, because
 * Node 20 cannot run TypeScript.
 * @throws {UserError} `not-built` in a checkout that was not built yet.
 */
export function programFile(name: string, extension: '.js' | '.cjs' = '.js'): string {
  const file = join(packageRoot, 'dist', name + extension);
  if (!existsSync(file)) throw new UserError('not-built', `${file} is missing`, { hint: 'run `npm run build` first' });
  return file;
}

function findPackageRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('no package.json above the program');
  return findPackageRoot(parent);
}
