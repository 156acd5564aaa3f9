import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, dirname, extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../../model/errors.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import type { CodeArchives } from './code-archives.ts';
import { moduleFormat } from './module-format.ts';

type NodeCode = Extract<LambdaCode, { readonly handler: object }>;

/**
 * A handler in TypeScript, bundled by what its project has for it: esbuild or rolldown. Without them it runs unchanged where Node itself
 * can strip its types. Other code stays as it is.
 * @param archives have a folder for the bundle, which becomes the task root
 * @throws {UserError} `typescript`
 */
export async function bundled(code: LambdaCode, archives: CodeArchives): Promise<LambdaCode> {
  if (!('handler' in code) || !/^\.[cm]?ts$/.test(extname(code.handler.file))) return code;
  const { file } = code.handler;
  const bundler = bundlers.flatMap((each) => programOf(each, file) ?? [])[0];
  if (bundler !== undefined) return bundledBy(bundler, code, await archives.newFolder());
  if (await stripsTypes(code.node)) return code;
  const node = code.node ?? `Node ${process.versions.node}`;
  throw new UserError('typescript', `${file} is TypeScript, which ${node} cannot run`, {
    hint: 'install a bundler in its project (npm install --save-dev esbuild), or use Node 22.18 or newer (--node)',
  });
}

/** Bundlers in the order of the tools that use them: SAM and Serverless have esbuild. */
const bundlers: readonly Bundler[] = [
  {
    name: 'esbuild',
    options: (file, format) => [
      ...[file, '--bundle', '--platform=node', '--target=node20', `--format=${format}`, '--log-level=error'],
      // An ES module has no `require`, which packages of CommonJS call in a bundle.
      ...(format === 'esm' ? [`--banner:js=${requireInModule}`] : []),
    ],
    output: (file) => [`--outfile=${file}`],
  },
  {
    name: 'rolldown',
    options: (file, format) => [file, '--platform', 'node', '--format', format],
    output: (file) => ['--file', file],
  },
];

/** In parts, as the build of rollcall itself replaces the whole expression. */
const moduleUrl = ['import', 'meta', 'url'].join('.');
const requireInModule = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(${moduleUrl});`;

interface Bundler {
  readonly name: string;
  options(file: string, format: 'cjs' | 'esm'): string[];
  output(file: string): string[];
}

interface InstalledBundler extends Bundler {
  readonly program: string;
}

/** The bundler as the project of a file has it installed. */
function programOf(bundler: Bundler, file: string): InstalledBundler | undefined {
  try {
    const manifest = createRequire(file).resolve(`${bundler.name}/package.json`);
    const { bin } = createRequire(file)(manifest) as { readonly bin: string | Readonly<Record<string, string>> };
    const program = typeof bin === 'string' ? bin : bin[bundler.name];
    return program === undefined ? undefined : { ...bundler, program: join(dirname(manifest), program) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

async function bundledBy(bundler: InstalledBundler, code: NodeCode, folder: string): Promise<LambdaCode> {
  const { file } = code.handler;
  const format = await moduleFormat(file);
  const path = relative(code.taskRoot ?? dirname(file), file);
  const name = path.slice(0, path.length - extname(path).length) + (format === 'esm' ? '.mjs' : '.js');
  const output = join(folder, name);
  try {
    const args = [...bundler.options(file, format), ...bundler.output(output)];
    // Nothing of the caller's environment but PATH: it may hold credentials. A bundler that is a script finds the Node of rollcall there.
    const env = { PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter) };
    // Its installation replaces the script of esbuild by a native program, which Node cannot run.
    await promisify(execFile)(bundler.program, args, { cwd: dirname(file), env });
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    const message = `${bundler.name} cannot bundle ${file}: ${stderr.trim() || (cause as Error).message}`;
    throw new UserError('typescript', message, { cause });
  }
  return { ...code, taskRoot: folder, handler: { ...code.handler, file: output } };
}

async function stripsTypes(node: string | undefined): Promise<boolean> {
  if (node === undefined) return Boolean(Reflect.get(process.features, 'typescript'));
  const { stdout } = await promisify(execFile)(node, ['-p', 'process.features.typescript']);
  return !['undefined', 'false'].includes(stdout.trim());
}
