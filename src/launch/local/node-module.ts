import { createRequire } from 'node:module';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { fileInside, firstInside, pathInside } from './function-files.ts';

/** In Lambda's order: a file is taken by its very name first. TypeScript comes last: only later versions of Node can run it. */
export const nodeExtensions = ['.js', '.mjs', '.cjs', '.mts', '.ts', '.cts'];

/**
 * The module of a handler as Lambda's runtime finds it below the task root: what has the very name, be it a file or a folder, then
 * the name with an extension, then what Node finds in `node_modules`. Undefined if there is none.
 * Source: UserFunction.js of aws-lambda-ric.
 * @throws {UserError} `outside-function`
 */
export async function nodeModuleIn(folder: string, module: string): Promise<string | undefined> {
  const exact = await pathInside(folder, module);
  if (exact !== undefined) return loads(exact) ? exact : undefined;
  const named = await firstInside(
    folder,
    nodeExtensions.map((extension) => module + extension),
  );
  return named ?? packageIn(folder, module);
}

/** A folder is a module only with an index or a package.json that names one. */
function loads(path: string): boolean {
  try {
    createRequire(path).resolve(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return false;
    throw error;
  }
}

async function packageIn(folder: string, module: string): Promise<string | undefined> {
  try {
    const paths = [folder, join(folder, dirname(module))];
    const found = createRequire(join(folder, 'index.js')).resolve(basename(module), { paths });
    // A module of Node itself has no path.
    return isAbsolute(found) ? await fileInside(folder, relative(folder, found)) : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Found above the folder, it is none of the function.
    if (code === 'MODULE_NOT_FOUND' || code === 'outside-function') return undefined;
    throw error;
  }
}
