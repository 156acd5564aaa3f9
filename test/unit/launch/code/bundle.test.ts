import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodeArchives } from '../../../../src/launch/code/code-archives.ts';
import { functionCode } from '../../../../src/launch/code/function-code.ts';
import type { LambdaCode } from '../../../../src/model/platform/lambda.ts';

type NodeCode = Extract<LambdaCode, { kind: 'node' }>;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-bundle-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A project with a handler in TypeScript, which imports a file as bundlers find it. */
async function project(manifest: object): Promise<void> {
  await mkdir(join(folder, 'src'));
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(
    join(folder, 'src/app.ts'),
    "import { Answer } from './answer';\nexport const handler = () => Answer.Yes;\n",
  );
  await writeFile(join(folder, 'src/answer.ts'), "export enum Answer { Yes = 'yes' }\n");
}

async function installed(name: string): Promise<void> {
  await mkdir(join(folder, 'node_modules'));
  await symlink(
    dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)),
    join(folder, 'node_modules', name),
  );
}

/** A program in place of esbuild, which writes its arguments and variables instead of a bundle. */
async function recordingEsbuild(): Promise<void> {
  const place = join(folder, 'node_modules/esbuild');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'package.json'), '{ "name": "esbuild", "bin": { "esbuild": "run.cjs" } }');
  const program =
    "#!/usr/bin/env node\nconst args = process.argv.slice(2); const out = args.find((a) => a.startsWith('--outfile=')).slice(10); require('fs').mkdirSync(require('path').dirname(out), { recursive: true }); require('fs').writeFileSync(out, JSON.stringify({ args, names: Object.keys(process.env) }));";
  await writeFile(join(place, 'run.cjs'), program, { mode: 0o755 });
}

const source = () => ({ directory: folder, handler: 'src/app.handler' });

test('rolldown of the project makes one module of a handler and its imports, in a task root of its own', async () => {
  await project({});
  await installed('rolldown');
  await using archives = new CodeArchives();
  const code = (await functionCode(source(), archives)) as NodeCode;
  expect(code).toMatchObject({ kind: 'node', handlerName: 'src/app.handler', handler: { export: 'handler' } });
  expect(code.handler.file).toBe(join(code.taskRoot ?? '', 'src/app.js'));
  const { handler } = createRequire(import.meta.url)(code.handler.file) as { handler(): string };
  expect(handler()).toBe('yes');
});

test.each([
  [{}, 'cjs', 'src/app.js'],
  [{ type: 'module' }, 'esm', 'src/app.mjs'],
])(
  'esbuild comes first; with %j it makes %s, and gets none of the variables of the caller but PATH',
  async (manifest, format, name) => {
    await project(manifest);
    await recordingEsbuild();
    await using archives = new CodeArchives();
    const code = (await functionCode(source(), archives)) as NodeCode;
    expect(code.handler.file).toBe(join(code.taskRoot ?? '', name));
    const { args, names } = JSON.parse(await readFile(code.handler.file, 'utf8')) as Record<'args' | 'names', string[]>;
    expect(args).toEqual(expect.arrayContaining([join(folder, 'src/app.ts'), '--bundle', `--format=${format}`]));
    expect(names).toEqual(['PATH']);
  },
);

test('an esbuild that is no script, as its installation leaves it, is run; what it cannot resolve is its own message', async () => {
  await project({});
  await recordingEsbuild();
  await writeFile(
    join(folder, 'node_modules/esbuild/run.cjs'),
    "#!/bin/sh\necho 'Could not resolve ./gone' >&2; exit 1\n",
  );
  await using archives = new CodeArchives();
  await expect(functionCode(source(), archives)).rejects.toThrow(
    `esbuild cannot bundle ${join(folder, 'src/app.ts')}: Could not resolve ./gone`,
  );
});

test('without a bundler, a Node that strips types runs the file, and another one is refused', async () => {
  await project({});
  const node = async (features: string): Promise<string> => {
    const file = join(folder, `node-${features}`);
    await writeFile(file, `#!/bin/sh\necho ${features}\n`, { mode: 0o755 });
    return file;
  };
  await using archives = new CodeArchives();
  const strips = (await functionCode({ ...source(), node: await node('strip') }, archives)) as NodeCode;
  expect(strips.handler.file).toBe(join(folder, 'src/app.ts'));
  const old = await node('undefined');
  await expect(functionCode({ ...source(), node: old }, archives)).rejects.toMatchObject({
    message: `${join(folder, 'src/app.ts')} is TypeScript, which ${old} cannot run`,
    hint: 'install a bundler in its project (npm install --save-dev esbuild), or use Node 22.18 or newer (--node)',
  });
});
