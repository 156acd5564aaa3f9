import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileInside } from './function-files.ts';

/**
 * The file that Python imports for a module of a folder, such as `api/orders`; undefined if there is none. In CPython's order
 * (`importlib`, FileFinder): a package before a module, and of each an extension in C, the source, bytecode alone.
 * @throws {UserError} `outside-function`
 */
export async function pythonModuleFile(folder: string, module: string): Promise<string | undefined> {
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
