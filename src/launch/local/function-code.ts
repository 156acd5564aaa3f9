import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, relative } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import { fileInside, firstInside, isExecutable, type Place, placeAt, programPath } from './function-files.ts';
import { nodeExtensions, nodeModuleIn } from './node-module.ts';
import { pythonModuleFile } from './python-module.ts';

export interface CodeSource {
  /** A file, or a folder that holds the function; absolute. */
  readonly path: string;
  /** As Lambda has it: `index.handler`. Absent: what is found there. */
  readonly handler?: string | undefined;
  readonly runtime?: LambdaCode['kind'] | undefined;
  /** Other binaries than those at hand: a name in PATH, or a path relative to `from`. */
  readonly node?: string | undefined;
  readonly python?: string | undefined;
  readonly from: string;
}

/**
 * What runs in the environments of a function. Every file is within the function's folder, symbolic links resolved.
 * @throws {UserError} `function-missing`, `no-handler`, `outside-function` or `no-such-program`.
 */
export async function functionCode(source: CodeSource): Promise<LambdaCode> {
  const place = await placeAt(source.path);
  const scene: Scene = { ...source, place, folder: place.kind === 'folder' ? place.path : dirname(place.path) };
  const found = await entryOf(scene);
  return found.kind === 'provided' ? found : withBinary(found, scene);
}

type Runtime = LambdaCode['kind'];

interface Scene extends CodeSource {
  readonly place: Place;
  /** Nothing of the function is outside of it. */
  readonly folder: string;
}

async function entryOf(scene: Scene): Promise<LambdaCode> {
  const { place, runtime } = scene;
  const kind = runtime ?? (await runtimeOf(scene));
  if (kind === 'provided') return provided(scene);
  const module = place.kind === 'file' ? moduleOfFile(scene, kind) : await moduleOfFolder(scene, kind);
  const { file, callable, handlerName } = module;
  const pack = { taskRoot: scene.folder, handlerName };
  return kind === 'python'
    ? { kind, ...pack, file, function: callable }
    : { kind, ...pack, handler: { file, export: callable } };
}

/** By what is there. Undefined handlers in a folder are looked for among all that it may have. */
async function runtimeOf(scene: Scene): Promise<Runtime> {
  const { place, folder, handler } = scene;
  if (place.kind === 'file') return runtimeOfFile(place.path);
  if ((await fileInside(folder, 'bootstrap')) !== undefined) return 'provided';
  if (handler !== undefined) {
    const [, module] = forms.python.exec(handler) ?? [];
    return module !== undefined && (await moduleFile(folder, module, 'python')) !== undefined ? 'python' : 'node';
  }
  if ((await nodeEntry(folder)) !== undefined) return 'node';
  if ((await pythonModuleFile(folder, pythonEntry)) !== undefined) return 'python';
  throw new UserError('no-handler', `${folder}: there is no function in this folder`, {
    hint: `expected index.js, index.mjs, index.cjs, a package.json with main, ${pythonEntry}.py or bootstrap; or name one: --handler index.handler`,
  });
}

async function runtimeOfFile(file: string): Promise<Runtime> {
  if (nodeExtensions.includes(extname(file))) return 'node';
  if (['.py', '.pyc'].includes(extname(file))) return 'python';
  if (basename(file) === 'bootstrap' || (await isExecutable(file))) return 'provided';
  throw new UserError('no-handler', `${file}: expected a .mjs, .js, .cjs, .ts or .py file, or an executable`);
}

async function provided({ place, folder, handler = 'bootstrap' }: Scene): Promise<LambdaCode> {
  const bootstrap = place.kind === 'file' ? place.path : await fileInside(folder, 'bootstrap');
  if (bootstrap === undefined) throw new UserError('no-handler', `${folder}: there is no bootstrap in this folder`);
  if (!(await isExecutable(bootstrap)))
    throw new UserError('no-handler', `${bootstrap} is not executable`, { hint: `chmod +x ${bootstrap}` });
  return { kind: 'provided', taskRoot: folder, handlerName: handler, bootstrap };
}

interface Module {
  readonly file: string;
  readonly callable: string;
  /** `_HANDLER` */
  readonly handlerName: string;
}

const pythonEntry = 'lambda_function';
const defaultCallable = (kind: Runtime): string => (kind === 'python' ? 'lambda_handler' : 'handler');

function moduleOfFile({ place, handler }: Scene, kind: Runtime): Module {
  const file = place.path;
  const name = basename(file, extname(file));
  if (kind === 'python' && name.includes('.'))
    throw new UserError('no-handler', `${file}: Python imports no module with a dot in its name`, {
      hint: 'rename the file, such as to lambda_function.py',
    });
  if (handler === undefined) return defaultModule(file, name, kind);
  const { module, callable } = partsOf(handler, kind);
  if (module === name) return { file, callable, handlerName: handler };
  throw noHandler(handler, `is not in ${file}; expected ${name}.${callable}`);
}

async function moduleOfFolder({ folder, handler, runtime }: Scene, kind: Runtime): Promise<Module> {
  if (handler === undefined) {
    const file = kind === 'python' ? await pythonModuleFile(folder, pythonEntry) : await nodeEntry(folder);
    const name = file === undefined || kind === 'python' ? pythonEntry : moduleNameOf(folder, file);
    if (file !== undefined) return defaultModule(file, name, kind);
    throw new UserError('no-handler', `${folder}: there is no function for ${kind} in this folder`, {
      hint: `name one: --handler ${kind === 'python' ? 'lambda_function.lambda_handler' : 'index.handler'}`,
    });
  }
  const { module, callable } = partsOf(handler, kind);
  const file = await moduleFile(folder, module, kind);
  if (file !== undefined) return { file, callable, handlerName: handler };
  // Where no runtime was named, the handler may have been meant for Python.
  const [, other] = runtime === undefined ? (forms.python.exec(handler) ?? []) : [];
  const names = [fileName(module, kind), ...(other === undefined ? [] : [fileName(other, 'python')])];
  throw noHandler(handler, `there is no ${names.join(' or ')} in ${folder}`);
}

function defaultModule(file: string, module: string, kind: Runtime): Module {
  const callable = defaultCallable(kind);
  return { file, callable, handlerName: `${module}.${callable}` };
}

/** `dist/index` of a `main` that is `dist/index.js`. */
function moduleNameOf(folder: string, file: string): string {
  const name = relative(folder, file);
  return name.slice(0, name.length - extname(name).length);
}

const fileName = (module: string, kind: Runtime): string =>
  kind === 'python' ? `${module.replaceAll('.', '/')}.py` : `${module}.js`;

/** Where the runtime finds a module: of Python, the dots of its name part folders, as slashes do. */
const moduleFile = (folder: string, module: string, kind: Runtime): Promise<string | undefined> =>
  kind === 'python' ? pythonModuleFile(folder, module.replaceAll('.', '/')) : nodeModuleIn(folder, module);

/** Node splits after the last slash at the first dot, Python at the last, and has no empty parts. */
const forms = {
  node: /^((?:.*\/)?[^./]+)\.([^/]+)$/s,
  python: /^([^./]+(?:[./][^./]+)*)\.([^./]+)$/s,
};

function partsOf(handler: string, kind: Runtime): { module: string; callable: string } {
  const [, module, callable] = forms[kind === 'python' ? 'python' : 'node'].exec(handler) ?? [];
  // What leads out is told as that, not as a wrong form.
  if (/(^|\/)\.\.(\/|$)|^\/|\\/.test(handler)) throw noHandler(handler, "leads out of the function's folder");
  if (kind !== 'python' && handler.includes('..')) throw noHandler(handler, 'expected no `..`, which Lambda refuses');
  if (module === undefined || callable === undefined)
    throw noHandler(
      handler,
      `expected a module and what it exports, such as ${kind === 'python' ? 'lambda_function.lambda_handler' : 'index.handler'}`,
    );
  return { module, callable };
}

const noHandler = (handler: string, why: string): UserError =>
  new UserError('no-handler', `handler ${handler}: ${why}`);

async function nodeEntry(folder: string): Promise<string | undefined> {
  const index = await firstInside(
    folder,
    nodeExtensions.map((extension) => `index${extension}`),
  );
  return index ?? (await packageMain(folder));
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

async function withBinary(code: Exclude<LambdaCode, { kind: 'provided' }>, scene: Scene): Promise<LambdaCode> {
  const { node, python, from } = scene;
  if (code.kind === 'python') {
    if (node !== undefined) throw new UserError('no-handler', `${scene.path} is a function for Python, not for Node`);
    return { ...code, ...optional('python', python && (await programPath(python, from))) };
  }
  if (python !== undefined) throw new UserError('no-handler', `${scene.path} is a function for Node, not for Python`);
  return { ...code, ...optional('node', node && (await programPath(node, from))) };
}
