import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compiledSources, isBuilt } from '../../compiled-sources.ts';

let project: string;

/** Built at second 20; sources and their folders are of second 10. */
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'rollcall-built-'));
  for (const folder of ['src/text', 'targets', 'dist']) mkdirSync(join(project, folder), { recursive: true });
  for (const file of ['src/text/format.ts', 'targets/main.ts', 'dist/built']) writeFileSync(join(project, file), '');
  touched(20, 'dist/built');
  touched(10, 'src/text/format.ts', 'src/text', 'src', 'targets/main.ts', 'targets');
});

afterEach(() => rmSync(project, { recursive: true }));

const touched = (second: number, ...paths: readonly string[]) => {
  for (const path of paths) utimesSync(join(project, path), second, second);
};

test('a build after all sources is what unit tests import', () => {
  expect(isBuilt(project)).toBe(true);
});

test.each([
  ['a source in a folder of src', 'src/text/format.ts'],
  ['a source of targets', 'targets/main.ts'],
  ['a folder from which a source was deleted', 'src/text'],
  ['src itself', 'src'],
])('they import the sources where %s is a second newer than the build', (_, path) => {
  touched(21, path);
  expect(isBuilt(project)).toBe(false);
});

test('they import the sources where no build has ended', () => {
  rmSync(join(project, 'dist/built'));
  expect(isBuilt(project)).toBe(false);
});

const importer = join(import.meta.dirname, 'compiled-sources.test.ts');

test.each([
  ['a source that is gone', '../../../src/text/gone.ts'],
  ['a script of the page, which is bundled', '../../../src/report/browser/csv-button.ts'],
  ['a fixture', '../../fixtures/sheet-of.ts'],
])('Vite resolves %s', (_, source) => {
  expect(compiledSources.resolveId(source, importer)).toBeUndefined();
});
