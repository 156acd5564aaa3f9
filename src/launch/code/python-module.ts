import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { fileInside } from './function-files.ts';

const entry = 'lambda_function';

/** A dot in the name of a module separates folders, as a slash does. */
const pathOf = (module: string): string => module.replaceAll('.', '/');

export const python = {
  name: 'Python',
  binary: 'python',
  extensions: ['.py', '.pyc'] as readonly string[],
  callable: 'lambda_handler',
  exampleHandler: 'lambda_function.lambda_handler',
  /** Splits at the last dot, and has no empty parts. */
  form: /^([^./]+(?:[./][^./]+)*)\.([^./]+)$/s,
  entryOf: async (folder: string) => {
    const file = await moduleFile(folder, entry);
    return file === undefined ? undefined : { file, module: entry };
  },
  moduleFile: (folder: string, module: string) => moduleFile(folder, pathOf(module)),
  fileName: (module: string) => `${pathOf(module)}.py`,
  handlerProblem: () => undefined,
  fileProblem: (file: string) =>
    basename(file, extname(file)).includes('.')
      ? new UserError('no-handler', `${file}: Python imports no module with a dot in its name`, {
          hint: 'rename the file, such as to lambda_function.py',
        })
      : undefined,
  code: (file: string, callable: string, binary: string | undefined) => ({
    ...{ file, function: callable },
    ...optional('python', binary),
  }),
} as const;

/**
 * The file that Python imports for a module of a folder, such as `api/orders`; undefined if there is none. In CPython's order
 * (`importlib`, FileFinder): a package before a module, and of each an extension in C, the source, bytecode alone.
 * @throws {UserError} `outside-function`
 */
async function moduleFile(folder: string, module: string): Promise<string | undefined> {
  for (const stem of [join(module, '__init__'), module]) {
    const names = [...(await extensionModules(folder, stem)), `${stem}.py`, `${stem}.pyc`];
    for (const name of names) {
      const file = await fileInside(folder, name);
      if (file !== undefined) return file;
    }
  }
  return undefined;
}

/** `orders.cpython-312-x86_64-linux-gnu.so`, `orders.abi3.so` or `orders.so`; whether it fits is for the Python at hand to say. */
async function extensionModules(folder: string, stem: string): Promise<string[]> {
  const name = basename(stem);
  const files = await readdir(join(folder, dirname(stem))).catch(() => []);
  return files
    .filter((file) => file.startsWith(`${name}.`) && /^\.(?:[\w-]+\.)?so$/.test(file.slice(name.length)))
    .map((file) => join(dirname(stem), file));
}
