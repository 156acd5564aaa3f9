import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { isStudy } from '../../../src/files/study/read-study.ts';
import { parseFunctions } from '../../../src/scenario/functions/parse.ts';
import {
  functionsJsonSchema,
  type JsonSchema,
  type Release,
  scenarioJsonSchema,
  schemaFiles,
  studyJsonSchema,
} from '../../../src/scenario/reading/json-schema.ts';
import { parseScenario } from '../../../src/scenario/reading/parse.ts';
import { withUnitFields } from '../../../src/scenario/reading/unit-fields.ts';
import { parseStudy } from '../../../src/scenario/study/parse.ts';

const folder = join(import.meta.dirname, '../../../scenarios');
const functionsFile = 'functions.yaml';
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');
const yamlFiles = readdirSync(folder).filter((file) => file.endsWith('.yaml') && file !== functionsFile);
const studies = yamlFiles.filter((file) => isStudy(textOf(file)));
const files = yamlFiles.filter((file) => !studies.includes(file));

test('the scenarios that the README promises are there', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      'burst-10.yaml',
      'burst-100.yaml',
      'io-bound-steady.yaml',
      'poor-utilization.yaml',
      'staircase.yaml',
    ]),
  );
  const readme = textOf('README.md');
  expect(files.filter((file) => !readme.includes(`\`${file}\``))).toEqual([]);
});

test.each(files)('%s is valid, is called after its file, and names the schema in its first line', (file) => {
  const { name } = parseScenario(textOf(file), { file });
  expect(`${name}.yaml`).toBe(file);
  expect(textOf(file).split('\n')[0]).toBe('# yaml-language-server: $schema=./scenario.schema.json');
});

test.each(files)('%s is valid by the JSON Schema too', (file) => {
  const schema = z.fromJSONSchema(scenarioJsonSchema() as z.core.JSONSchema.JSONSchema);
  expect(schema.safeParse(parse(textOf(file))).error).toBeUndefined();
  expect(schema.safeParse({ ...parse(textOf(file)), load: [] }).success).toBe(false);
});

test.each(studies)('the study %s is valid, by the JSON Schema too, and is called after its file', (file) => {
  const { name } = parseStudy(textOf(file), { file }).value;
  expect(`${name}.yaml`).toBe(file);
  expect(textOf(file).split('\n')[0]).toBe('# yaml-language-server: $schema=./study.schema.json');
  const schema = z.fromJSONSchema(withUnitFields(studyJsonSchema()) as z.core.JSONSchema.JSONSchema);
  expect(schema.safeParse(parse(textOf(file))).error).toBeUndefined();
});

test('functions.yaml is valid, by the JSON Schema too, and names it in its first line', () => {
  const text = textOf(functionsFile);
  const { functions } = parseFunctions({ text, file: functionsFile }).value;
  expect(functions.map(({ name }) => name)).toEqual(['poor-utilization', 'waits', 'many-at-once']);
  const schema = z.fromJSONSchema(functionsJsonSchema() as z.core.JSONSchema.JSONSchema);
  expect(schema.safeParse(parse(text)).error).toBeUndefined();
  expect(schema.safeParse({ ...parse(text), functions: [] }).success).toBe(false);
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./functions.schema.json');
});

const release = JSON.parse(textOf('../package.json')) as Release;

test.each(schemaFiles(release))('$path is in step with the code and the version (else: npm run schemas)', (file) => {
  expect(readFileSync(join(folder, '..', file.path), 'utf8') === file.text).toBe(true);
});

test('each schema is called by the address of its file in the release', () => {
  const files = schemaFiles({ version: '1.2.3', repository: { url: 'git+https://github.com/a/b.git' } });
  expect(files.map(({ text }) => (JSON.parse(text) as { $id: string }).$id)).toEqual([
    'https://github.com/a/b/raw/v1.2.3/scenarios/scenario.schema.json',
    'https://github.com/a/b/raw/v1.2.3/scenarios/functions.schema.json',
    'https://github.com/a/b/raw/v1.2.3/scenarios/study.schema.json',
    'https://github.com/a/b/raw/v1.2.3/scenarios/plan.schema.json',
    'https://github.com/a/b/raw/v1.2.3/docs/result.schema.json',
    'https://github.com/a/b/raw/v1.2.3/docs/plan-result.schema.json',
    'https://github.com/a/b/raw/v1.2.3/docs/study.schema.json',
  ]);
});

test('the example of docs/scenario-files.md is valid', () => {
  const example = /```yaml\n(.*?)```/s.exec(textOf('../docs/scenario-files.md'))?.[1];
  expect(parseScenario(example ?? '', { file: 'example' }).name).toBe('burst-10');
});

test('every field of the schemas that users write by has a description', () => {
  expect(undescribed(functionsJsonSchema(), '')).toEqual([]);
  expect(undescribed(scenarioJsonSchema(), '')).toEqual([]);
  expect(undescribed(studyJsonSchema(), '')).toEqual([]);
});

function undescribed(schema: JsonSchema, path: string): string[] {
  const children = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), schema.items ?? []].flat() as JsonSchema[];
  const fields = Object.entries(schema.properties ?? {}) as [string, JsonSchema][];
  return [
    ...fields.flatMap(([key, field]) => (field.description === undefined ? [`${path}.${key}`] : [])),
    ...fields.flatMap(([key, field]) => undescribed(field, `${path}.${key}`)),
    ...children.flatMap((child) => undescribed(child, path)),
  ];
}
