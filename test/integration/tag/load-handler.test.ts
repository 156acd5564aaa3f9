import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HandlerContext, LoadHandler } from '../../../targets/app/load-handler.cts';

const { loadFunction } = createRequire(import.meta.url)('../../../dist/targets/app/load-handler.cjs') as LoadHandler;

const context = {} as HandlerContext;
let directory = '';
let files = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rollcall-load-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** A module of its own for each text, because modules are loaded once. */
async function moduleFile(extension: string, text: string): Promise<string> {
  files += 1;
  const file = join(directory, `module-${files}.${extension}`);
  await writeFile(file, text);
  return file;
}

const load = (file: string, readsDefaultExport = false) =>
  loadFunction({ file, export: 'handler' }, { readsDefaultExport });

const loaded = async (extension: string, text: string, readsDefaultExport = false) =>
  load(await moduleFile(extension, text), readsDefaultExport);

const nameOf = async (loading: Promise<unknown>) =>
  loading.then(
    () => 'loaded',
    (error: unknown) => (error as Error).name,
  );

describe('module forms', () => {
  it.each([
    ['ES', 'mjs', 'export const handler = (event) => ({ got: event });'],
    ['ES with a top-level await', 'mjs', 'await 0; export const handler = async (event) => ({ got: event });'],
    ['CommonJS', 'cjs', 'exports.handler = async (event) => ({ got: event });'],
    ['CommonJS without a package.json', 'js', 'exports.handler = async (event) => ({ got: event });'],
  ])('%s', async (_, extension, text) => {
    expect(await (await loaded(extension, text))({ a: 1 }, context)).toEqual({ got: { a: 1 } });
  });

  it('a function of the default export, from Node 24 on', async () => {
    const text = 'export default { handler: (event) => ({ got: event }) };';
    expect(await (await loaded('mjs', text, true))(7, context)).toEqual({ got: 7 });
    expect(await nameOf(loaded('mjs', text))).toBe('Runtime.HandlerNotFound');
  });
});

describe('errors have Lambda’s names', () => {
  it.each([
    ['no such export', 'Runtime.HandlerNotFound', 'mjs', 'export const other = 1;'],
    ['an export that is no function', 'Runtime.HandlerNotFound', 'cjs', 'exports.handler = 1;'],
    ['wrong syntax, ES', 'Runtime.UserCodeSyntaxError', 'mjs', 'export const handler = (;'],
    ['wrong syntax, CommonJS', 'Runtime.UserCodeSyntaxError', 'cjs', 'exports.handler = (;'],
    ['a module that it requires is missing', 'Runtime.ImportModuleError', 'cjs', "require('not-there');"],
    ['a module that it imports is missing: Node’s own', 'Error', 'mjs', "import 'not-there';"],
    ['what it throws is its own', 'RangeError', 'mjs', 'throw new RangeError("at init");'],
  ])('%s', async (_, name, extension, text) => {
    expect(await nameOf(loaded(extension, text))).toBe(name);
  });

  it('a missing file', async () => {
    expect(await nameOf(load(join(directory, 'none.mjs')))).toBe('Runtime.ImportModuleError');
  });

  it('the place of a mistake in the syntax of a CommonJS module', async () => {
    const file = await moduleFile('cjs', '\nexports.handler = (;');
    await expect(load(file)).rejects.toMatchObject({
      place: `${file}:2`,
      message: "SyntaxError: Unexpected token ';'",
    });
  });

  it('a module that is looked for elsewhere, if its file is missing', async () => {
    const file = await moduleFile('cjs', 'exports.handler = async () => "elsewhere";');
    const ref = { file: join(directory, 'none.js'), export: 'handler' };
    const handler = await loadFunction(ref, { readsDefaultExport: false, fileInstead: () => file });
    expect(await handler({}, context)).toBe('elsewhere');
  });
});
