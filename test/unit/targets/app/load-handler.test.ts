import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HandlerContext, loadHandler } from '../../../../targets/app/load-handler.ts';

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

const loaded = async (extension: string, text: string) =>
  loadHandler({ file: await moduleFile(extension, text), export: 'handler' });

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
    ['default export of an object', 'mjs', 'export default { handler: (event) => ({ got: event }) };'],
  ])('%s', async (_, extension, text) => {
    expect(await (await loaded(extension, text))({ a: 1 }, context)).toEqual({ got: { a: 1 } });
  });

  it('a callback with a result, with an error, and an async function that declares one', async () => {
    const answers = await loaded('cjs', 'exports.handler = (e, c, done) => setImmediate(done, null, 7);');
    expect(await answers({}, context)).toBe(7);
    const fails = await loaded('cjs', 'exports.handler = (e, c, done) => { done(new TypeError("x")); };');
    await expect(fails({}, context)).rejects.toThrow(TypeError);
    const promises = await loaded('mjs', 'export const handler = async (e, c, done) => 8;');
    expect(await promises({}, context)).toBe(8);
  });
});

describe('errors have Lambda’s names', () => {
  it.each([
    ['no such export', 'Runtime.HandlerNotFound', 'mjs', 'export const other = 1;'],
    ['an export that is no function', 'Runtime.HandlerNotFound', 'cjs', 'exports.handler = 1;'],
    ['wrong syntax, ES', 'Runtime.UserCodeSyntaxError', 'mjs', 'export const handler = (;'],
    ['wrong syntax, CommonJS', 'Runtime.UserCodeSyntaxError', 'cjs', 'exports.handler = (;'],
    ['a module that it needs is missing', 'Runtime.ImportModuleError', 'mjs', "import 'not-there';"],
    ['what it throws is its own', 'RangeError', 'mjs', 'throw new RangeError("at init");'],
  ])('%s', async (_, name, extension, text) => {
    expect(await nameOf(loaded(extension, text))).toBe(name);
  });

  it('a missing file', async () => {
    const loading = loadHandler({ file: join(directory, 'none.mjs'), export: 'handler' });
    expect(await nameOf(loading)).toBe('Runtime.ImportModuleError');
  });
});
