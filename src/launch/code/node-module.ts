import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, isAbsolute, join, relative } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { fileInside, firstInside, pathInside } from './function-files.ts';

/** In Lambda's order: a file is taken by its very name first. TypeScript comes last: only later versions of Node can run it. */
const extensions = ['.js', '.mjs', '.cjs', '.mts', '.ts', '.cts'];

export const node = {
  name: 'Node',
  binary: 'node',
  extensions,
  callable: 'handler',
  exampleHandler: 'index.handler',
  /** Splits after the last slash, at the first dot. */
  form: /^((?:.*\/)?[^./]+)\.([^/]+)$/s,
  entryOf,
  moduleFile: moduleIn,
  fileName: (module: string) => `${module}.js`,
  handlerProblem: (handler: string) => (handler.includes('..') ? 'expected no `..`, which Lambda refuses' : undefined),
  fileProblem: () => undefined,
  code: (file: string, callable: string, binary: string | undefined) => ({
    handler: { file, export: callable },
    ...optional('node', binary),
  }),
} as const;

async function entryOf(folder: string): Promise<{ file: string; module: string } | undefined> {
  const indexes = extensions.map((extension) => `index${extension}`);
  const file = (await firstInside(folder, indexes)) ?? (await packageMain(folder));
  if (file === undefined) return undefined;
  const name = relative(folder, file);
  // `dist/index` of a `main` that is `dist/index.js`.
  return { file, module: name.slice(0, name.length - extname(name).length) };
}

async function packageMain(folder: string): Promise<string | undefined> {
  const manifest = await fileInside(folder, 'package.json');
  if (manifest === undefined) return undefined;
  const main = mainOf(manifest, await readFile(manifest, 'utf8'));
  return main === undefined ? undefined : firstInside(folder, [main, `${main}.js`, `${main}/index.js`]);
}

function mainOf(manifest: string, text: string): string | undefined {
  try {
    const { main } = JSON.parse(text) as { main?: unknown };
    return typeof main === 'string' ? main : undefined;
  } catch (cause) {
    throw new UserError('no-handler', `${manifest}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * The module of a handler as Lambda's runtime finds it below the task root: what has the very name, be it a file or a folder, then
 * the name with an extension, then what Node finds in `node_modules`. Undefined if there is none.
 * Source: UserFunction.js of aws-lambda-ric.
 * @throws {UserError} `outside-function`
 */
async function moduleIn(folder: string, module: string): Promise<string | undefined> {
  const exact = await pathInside(folder, module);
  if (exact !== undefined) return loads(exact) ? exact : undefined;
  const named = await firstInside(
    folder,
    extensions.map((extension) => module + extension),
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
