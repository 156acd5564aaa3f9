import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readScenario } from '../../../src/files/read-scenario.ts';
import { scenarioText } from './scenario-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

const written = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

const withFunction = (file: string) => scenarioText({ 3: `workload: { kind: function, file: ${file} }` });

test('the file of a function is resolved from the folder of the scenario', async () => {
  mkdirSync(join(folder, 'functions'));
  const file = written('functions/f.mjs', 'export const handler = () => ({});');
  const { value: scenario } = await readScenario(written('function.yaml', withFunction('functions/f.mjs')));
  expect(scenario.workload).toEqual({ kind: 'function', file });
});

test('a function is a handler in a package: its folder is resolved, and the handler is looked for', async () => {
  const folderOf = (handler: string) =>
    scenarioText({ 3: `workload: { kind: function, directory: functions, handler: ${handler} }` });
  const { value: scenario } = await readScenario(written('package.yaml', folderOf('f.handler')));
  expect(scenario.workload).toMatchObject({ directory: join(folder, 'functions'), handler: 'f.handler' });
  const file = written('no-handler.yaml', folderOf('lib/g.handler'));
  await expect(readScenario(file)).rejects.toMatchObject({
    code: 'scenario-invalid',
    message: `${file}:3:60 workload.handler: handler lib/g.handler: there is no lib/g.js or lib/g.py in ${join(folder, 'functions')}`,
  });
});

test.each([
  ['neither', '{ kind: function }', 'workload: expected `file` or `directory` of the function'],
  [
    'both',
    '{ kind: function, file: f.mjs, directory: f }',
    'workload.directory: expected none: the function already has `file`',
  ],
  [
    'a handler of another file',
    '{ kind: function, file: functions/f.mjs, handler: g.a }',
    `workload.handler: handler g.a: is not in ${join(folder, 'functions/f.mjs')}; expected f.a`,
  ],
  ['an export', '{ kind: function, directory: f, export: a }', 'workload.export: unknown key'],
])('a function that is named by %s', async (_, workload, message) => {
  const reading = readScenario(written('forms.yaml', scenarioText({ 3: `workload: ${workload}` })));
  await expect(reading).rejects.toMatchObject({ code: 'scenario-invalid', message: expect.stringContaining(message) });
});

test('overrides apply, and a byte order mark is no matter', async () => {
  const { value: scenario } = await readScenario(written('bom.yaml', `\ufeff${scenarioText()}`), {
    overrides: ['seed=7'],
  });
  expect(scenario.seed).toBe(7);
});

test('a function that is not there is told with its place', async () => {
  const file = written('absent.yaml', withFunction('nowhere.mjs'));
  await expect(readScenario(file)).rejects.toMatchObject({
    code: 'scenario-invalid',
    message: `${file}:3:35 workload.file: ${join(folder, 'nowhere.mjs')}: there is no such file or folder`,
  });
});

test('servers are of a type that the price table knows', async () => {
  const server = '  - { name: server, kind: node-server, hosting: { instance: t4g.smal } }';
  const file = written('hosting.yaml', scenarioText({ 6: server }));
  await expect(readScenario(file)).rejects.toMatchObject({
    code: 'scenario-invalid',
    message: expect.stringMatching(
      /:6:61 targets\.1\.hosting\.instance: expected `t4g\.nano`, .*, or a map with `usdPerHour` and `memoryMb` as hosting, got "t4g\.smal"; did you mean `t4g\.small`\?$/,
    ),
  });
});

test.each([
  ['a missing file', () => join(folder, 'nowhere.yaml'), 'the file does not exist'],
  ['a folder', () => folder, 'this is a folder'],
  ['bytes that are no UTF-8', () => written('bytes.yaml', Uint8Array.of(0x6e, 0xff, 0xfe)), 'this is not UTF-8 text'],
])('%s', async (_, name, what) => {
  const file = name();
  const hint = expect.stringMatching(/./);
  await expect(readScenario(file)).rejects.toMatchObject({
    code: 'scenario-unreadable',
    message: `${file}: ${what}`,
    hint,
  });
});
