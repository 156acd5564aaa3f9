import { basename, dirname, extname, join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { codeKinds } from '../../model/platform/code-kinds.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import type { FunctionCode } from '../../target-kinds/fields/function-code.ts';
import { bundled } from './bundle.ts';
import type { CodeArchives } from './code-archives.ts';
import { entryAt, fileInside, isExecutable, type PathEntry, pathInside, programPath } from './function-files.ts';
import { node } from './node-module.ts';
import { python } from './python-module.ts';

/**
 * What runs in the environments of a function. Every file is within the function's folder, symbolic links resolved.
 * @param source with absolute paths
 * @throws {UserError} `function-missing`, `no-handler`, `outside-function`, `no-such-program`, `bad-archive` or `typescript`.
 */
export async function functionCode(source: FunctionCode, archives: CodeArchives): Promise<LambdaCode> {
  const scene = await sceneOf(source, archives);
  const kind = source.runtime ?? (source.bootstrap === undefined ? await runtimeOf(scene) : 'provided');
  const { binary } = codeKinds[kind];
  const code = await (binary === undefined ? provided(scene) : inLanguage(languages[binary], kind, scene));
  return bundled(code, archives);
}

interface Entry {
  readonly file: string;
  readonly module: string;
}

interface Language {
  readonly name: string;
  /** The option that names another binary. */
  readonly binary: 'node' | 'python';
  readonly extensions: readonly string[];
  readonly callable: string;
  readonly exampleHandler: string;
  /** Parts a handler into its module and its callable. */
  readonly form: RegExp;
  entryOf(folder: string): Promise<Entry | undefined>;
  moduleFile(folder: string, module: string): Promise<string | undefined>;
  fileName(module: string): string;
  /** Why Lambda refuses a handler of this form. */
  handlerProblem(handler: string): string | undefined;
  fileProblem(file: string): UserError | undefined;
  code(file: string, callable: string, binary: string | undefined): Record<string, unknown>;
}

const languages = { node, python } satisfies Record<string, Language>;

interface Scene extends FunctionCode {
  readonly place: PathEntry;
  readonly folder: string;
  /** The folder in messages: an archive instead of the temporary folder with its files. */
  readonly shown: string;
  /** Where an executable runtime is looked for. */
  readonly bootstrapFolders: readonly string[];
}

async function sceneOf(source: FunctionCode, archives: CodeArchives): Promise<Scene> {
  const named = await entryAt(source.file ?? source.directory ?? '');
  if (named.kind === 'file' && extname(named.path) === '.zip') {
    const folder = await archives.open(named.path);
    const place = { kind: 'folder', path: folder } as const;
    return { ...source, place, folder, shown: named.path, bootstrapFolders: [folder] };
  }
  if (named.kind === 'file') {
    const folder = dirname(named.path);
    return { ...source, place: named, folder, shown: folder, bootstrapFolders: [folder] };
  }
  return { ...source, ...(await packageIn(named.path)) };
}

/**
 * A folder is a package, or the root of a container image for Lambda, which has the package in `/var/task`. `/var/runtime/bootstrap` is
 * the function itself in images of AWS without a language, and belongs to the runtime of `/var/lang` in the others.
 * Source: docs.aws.amazon.com/lambda/latest/dg/images-create.html
 */
async function packageIn(root: string): Promise<Pick<Scene, 'place' | 'folder' | 'shown' | 'bootstrapFolders'>> {
  const task = await pathInside(root, 'var/task');
  const folder = task ?? root;
  const isProvided = task !== undefined && (await pathInside(root, 'var/lang')) === undefined;
  const bootstrapFolders = isProvided ? [folder, join(root, 'var/runtime')] : [folder];
  return { place: { kind: 'folder', path: folder }, folder, shown: folder, bootstrapFolders };
}

/** By what is there. Without a handler, a folder is searched for all that it may have. */
async function runtimeOf({ place, folder, handler, shown, bootstrapFolders }: Scene): Promise<LambdaCode['kind']> {
  if (place.kind === 'file') return runtimeOfFile(place.path);
  if ((await bootstrapIn(bootstrapFolders)) !== undefined) return 'provided';
  if (handler !== undefined) {
    const [, module] = python.form.exec(handler) ?? [];
    return module !== undefined && (await python.moduleFile(folder, module)) !== undefined ? 'python' : 'node';
  }
  if ((await node.entryOf(folder)) !== undefined) return 'node';
  if ((await python.entryOf(folder)) !== undefined) return 'python';
  throw new UserError('no-handler', `${shown}: there is no function in this folder`, {
    hint: 'expected index.js, index.mjs, index.cjs, a package.json with main, lambda_function.py or bootstrap; or name its handler, such as index.handler',
  });
}

async function runtimeOfFile(file: string): Promise<LambdaCode['kind']> {
  if (node.extensions.includes(extname(file))) return 'node';
  if (python.extensions.includes(extname(file))) return 'python';
  if (basename(file) === 'bootstrap' || (await isExecutable(file))) return 'provided';
  throw new UserError('no-handler', `${file}: expected a .mjs, .js, .cjs, .ts or .py file, or an executable`);
}

async function provided(scene: Scene): Promise<LambdaCode> {
  const { place, folder, shown, handler = 'bootstrap', bootstrapFolders } = scene;
  const found = place.kind === 'file' ? place.path : await bootstrapIn(bootstrapFolders);
  // Its commands may make it; after them it is looked for again.
  const toMake = scene.prepare === undefined ? undefined : join(folder, 'bootstrap');
  if (found === undefined && toMake !== undefined)
    return { kind: 'provided', taskRoot: folder, handlerName: handler, bootstrap: toMake };
  const bootstrap = scene.bootstrap === undefined ? found : await programPath(scene.bootstrap);
  if (bootstrap === undefined)
    throw new UserError('no-handler', `${shown}: there is no bootstrap in this folder`, {
      hint: 'compile the function first, such as by `sam build` or `cargo lambda build`',
    });
  if (!(await isExecutable(bootstrap)))
    throw new UserError('no-handler', `${bootstrap} is not executable`, { hint: `chmod +x ${bootstrap}` });
  return { kind: 'provided', taskRoot: folder, handlerName: handler, bootstrap };
}

async function bootstrapIn(folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const file = await fileInside(folder, 'bootstrap');
    if (file !== undefined) return file;
  }
  return undefined;
}

async function inLanguage(language: Language, kind: LambdaCode['kind'], scene: Scene): Promise<LambdaCode> {
  const { place, folder, shown } = scene;
  const { file, callable, handlerName } =
    place.kind === 'file' ? moduleOfFile(scene, language) : await moduleOfFolder(scene, language, kind);
  const other = language === node ? python : node;
  if (scene[other.binary] !== undefined)
    throw new UserError(
      'no-handler',
      `${place.kind === 'file' ? place.path : shown} is a function for ${language.name}, not for ${other.name}`,
    );
  const named = scene[language.binary];
  const binary = named && (await programPath(named));
  const pack = { kind, taskRoot: folder, handlerName, ...optional('options', scene.options) };
  const code: Record<string, unknown> = { ...pack, ...language.code(file, callable, binary) };
  return code as unknown as LambdaCode;
}

interface Module {
  readonly file: string;
  readonly callable: string;
  readonly handlerName: string;
}

function moduleOfFile({ place, handler }: Scene, language: Language): Module {
  const file = place.path;
  const module = basename(file, extname(file));
  const problem = language.fileProblem(file);
  if (problem !== undefined) throw problem;
  if (handler === undefined) return defaultModule({ file, module }, language);
  const named = partsOf(handler, language);
  if (named.module === module) return { file, callable: named.callable, handlerName: handler };
  throw noHandler(handler, `is not in ${file}; expected ${module}.${named.callable}`);
}

async function moduleOfFolder(
  { folder, shown, handler, runtime }: Scene,
  language: Language,
  kind: LambdaCode['kind'],
): Promise<Module> {
  if (handler === undefined) {
    const entry = await language.entryOf(folder);
    if (entry !== undefined) return defaultModule(entry, language);
    throw new UserError('no-handler', `${shown}: there is no function for ${kind} in this folder`, {
      hint: `name its handler, such as ${language.exampleHandler}`,
    });
  }
  const { module, callable } = partsOf(handler, language);
  const file = await language.moduleFile(folder, module);
  if (file !== undefined) return { file, callable, handlerName: handler };
  // Where no runtime was named, the handler may have been meant for Python.
  const [, other] = runtime === undefined ? (python.form.exec(handler) ?? []) : [];
  const names = [language.fileName(module), ...(other === undefined ? [] : [python.fileName(other)])];
  throw noHandler(handler, `there is no ${names.join(' or ')} in ${shown}`);
}

const defaultModule = ({ file, module }: Entry, { callable }: Language): Module => ({
  ...{ file, callable, handlerName: `${module}.${callable}` },
});

function partsOf(handler: string, language: Language): { module: string; callable: string } {
  const [, module, callable] = language.form.exec(handler) ?? [];
  // A path that leads out has a message of its own.
  if (/(^|\/)\.\.(\/|$)|^\/|\\/.test(handler)) throw noHandler(handler, "leads out of the function's folder");
  const problem = language.handlerProblem(handler);
  if (problem !== undefined) throw noHandler(handler, problem);
  if (module !== undefined && callable !== undefined) return { module, callable };
  throw noHandler(handler, `expected a module and what it exports, such as ${language.exampleHandler}`);
}

const noHandler = (handler: string, why: string): UserError =>
  new UserError('no-handler', `handler ${handler}: ${why}`);
