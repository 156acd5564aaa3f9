import { existsSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import type { Launch } from './launch.ts';
import { type NodeCode, nodeVersion } from './node.ts';

const client = join('node_modules', 'aws-lambda-ric');

/** The program of version 3, of Node up to 22, and that of version 4. */
const programs = [join('bin', 'index.mjs'), 'index.mjs'];

/**
 * AWS's own `aws-lambda-ric`. It finds the handler by its name below the task root, as in the service; without one, that is the
 * nearest folder above the handler in which the client is installed.
 */
export function officialNodeLaunch({ handler, node = process.execPath, ...pack }: NodeCode): Launch {
  const { file, export: name } = handler;
  const home = installedAbove(dirname(file)) ?? dirname(file);
  const { taskRoot = home, options = [] } = pack;
  const module = relative(taskRoot, file);
  const { handlerName = `${module.slice(0, module.length - extname(module).length)}.${name}` } = pack;
  const runtimeDirectory = join(home, client);
  return {
    command: [node, ...options, programIn(runtimeDirectory), handlerName],
    file,
    ...{ directory: taskRoot, taskRoot, handlerName, runtimeDirectory },
    ...nodeVersion(node, runtimeDirectory),
  };
}

function programIn(directory: string): string {
  const found = programs.map((program) => join(directory, program)).find((file) => existsSync(file));
  return found ?? join(directory, 'index.mjs');
}

function installedAbove(folder: string): string | undefined {
  if (existsSync(join(folder, client))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : installedAbove(parent);
}
