import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBothSides } from '../../../../src/library/ab/both-sides.ts';
import { placeScenario } from '../../../../src/library/ab/checkouts.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'rollcall-checkouts-')));
afterAll(() => rmSync(root, { recursive: true }));

let made = 0;

/** A new folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  made += 1;
  const folder = join(root, `${made}`);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

describe('where the scenario is', () => {
  it('a name that is no file here is one in both checkouts, and its file names are relative to its place in each', async () => {
    const [base, head] = [folderWith({ 'load/pr.yaml': 'a' }), folderWith({ 'load/pr.yaml': 'a' })];
    const placed = await placeScenario('load/pr.yaml', { base, head });
    expect(placed).toMatchObject({ text: 'a', folders: { base: join(base, 'load'), head: join(head, 'load') } });
  });

  it('is refused where the checkouts have different files of this name', async () => {
    const [base, head] = [folderWith({ 'pr.yaml': 'a' }), folderWith({ 'pr.yaml': 'b' })];
    const refused = placeScenario('pr.yaml', { base, head });
    await expect(refused).rejects.toMatchObject({
      code: 'usage',
      hint: `name the one that both sides run, such as ${join(head, 'pr.yaml')}`,
    });
    await expect(refused).rejects.toThrow('differ, and both sides must run the same scenario');
  });

  it('a file in one checkout, by its own path, is what both sides run, each with the files at its place', async () => {
    const [base, head] = [folderWith({ 'load/pr.yaml': 'a' }), folderWith({ 'load/pr.yaml': 'b' })];
    const placed = await placeScenario(join(head, 'load/pr.yaml'), { base, head });
    expect(placed).toMatchObject({ text: 'b', folders: { base: join(base, 'load'), head: join(head, 'load') } });
  });

  it('that the head alone has is what both sides run', async () => {
    const [base, head] = [folderWith({}), folderWith({ 'new.yaml': 'b' })];
    expect(await placeScenario('new.yaml', { base, head })).toMatchObject({ text: 'b', folders: { base, head } });
  });

  it('a file of a checkout within the other belongs to the inner one', async () => {
    const head = folderWith({ 'pr.yaml': 'a', 'old/load/pr.yaml': 'b' });
    const base = join(head, 'old');
    const { folders } = await placeScenario(join(base, 'load/pr.yaml'), { base, head });
    expect(folders).toEqual({ base: join(base, 'load'), head: join(head, 'load') });
  });

  it('a file elsewhere names files relative to the checkouts themselves', async () => {
    const [base, head, other] = [folderWith({}), folderWith({}), folderWith({ 'pr.yaml': 'c' })];
    expect(await placeScenario(join(other, 'pr.yaml'), { base, head })).toMatchObject({
      text: 'c',
      folders: { base, head },
    });
  });

  it.each([
    [{ base: '/nonexistent', head: '.' }, '--base /nonexistent: expected a folder'],
    [{ base: '.', head: 'package.json' }, '--head package.json: expected a folder'],
    [{ base: 'src', head: 'test' }, 'none.yaml: the file does not exist here, in test or in src'],
  ])('%j is refused: %s', async (checkouts, message) => {
    await expect(placeScenario('none.yaml', checkouts)).rejects.toThrow(message);
  });
});

const code = { 'api/index.mjs': 'export const handler = async () => ({ statusCode: 200 });' };
const targets = 'targets: [{ name: api, kind: local-lambda, function: { directory: api, handler: index.handler } }]';
const load = 'load: [{ name: one, kind: sequential, requests: 1 }]';

const builtin = '{ kind: builtin, init: { cpuMs: 1, memoryMb: 1 }, call: { cpuMs: 1, ioMs: 1, allocateMb: 1 } }';

async function bothSides(text: string, files: { base?: object; head?: object } = {}) {
  const base = folderWith({ ...code, ...files.base });
  const head = folderWith({ ...code, ...files.head, 'pr.yaml': text });
  const placed = await placeScenario('pr.yaml', { base, head });
  return { base, head, sides: readBothSides(placed, {}) };
}

describe('what each side runs', () => {
  it('is the code of its own checkout', async () => {
    const { base, head, sides } = await bothSides(`name: pr\nquestion: worse?\n${targets}\n${load}`);
    const directoryOf = (side: 'base' | 'head') =>
      sides.then((both) => {
        const [target] = both[side].value.targets;
        return target?.kind === 'local-lambda' ? target.function?.directory : undefined;
      });
    expect(await directoryOf('base')).toBe(join(base, 'api'));
    expect(await directoryOf('head')).toBe(join(head, 'api'));
  });

  it('must not be elsewhere: a URL is the same for both', async () => {
    const text = `name: pr\nquestion: worse?\ntargets: [{ name: api, kind: http, url: 'http://127.0.0.1:1' }]\n${load}`;
    const { sides } = await bothSides(text);
    await expect(sides).rejects.toThrow(
      /targets\.0\.kind: expected a target that rollcall starts from files of each checkout, and http runs elsewhere/,
    );
  });

  it('must not be the same code', async () => {
    const text = `name: pr\nquestion: worse?\nworkload: ${builtin}\ntargets: [{ name: api, kind: local-lambda }]\n${load}`;
    await expect((await bothSides(text)).sides).rejects.toMatchObject({ code: 'same-code' });
  });

  it('may be one folder twice, to see how much runs differ by themselves', async () => {
    const folder = folderWith({
      'pr.yaml': `name: pr\nquestion: worse?\nworkload: ${builtin}\ntargets: [{ name: api, kind: local-lambda }]\n${load}`,
    });
    const placed = await placeScenario('pr.yaml', { base: folder, head: folder });
    await expect(readBothSides(placed, {})).resolves.toHaveProperty('base');
  });

  it('must be the same load: two different feeds are refused, two equal ones are not', async () => {
    const text = `name: pr\nquestion: worse?\nrequest: { path: '/\${id}' }\nfeed: { file: ids.csv }\n${targets}\n${load}`;
    const unequal = await bothSides(text, { base: { 'ids.csv': 'id\n1\n' }, head: { 'ids.csv': 'id\n2\n' } });
    await expect(unequal.sides).rejects.toThrow(
      `feed.file: ${join(unequal.base, 'ids.csv')} and ${join(unequal.head, 'ids.csv')} differ, and both sides need the same load`,
    );
    const equal = await bothSides(text, { base: { 'ids.csv': 'id\n1\n' }, head: { 'ids.csv': 'id\n1\n' } });
    await expect(equal.sides).resolves.toHaveProperty('head');
  });
});
