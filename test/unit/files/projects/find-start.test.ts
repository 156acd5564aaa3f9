import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findStart } from '../../../../src/files/projects/find-start.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-start-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const template = 'Resources: { A: { Type: AWS::Serverless::Function, Properties: { Handler: a.b } } }';
const manifest = (fields: object) => JSON.stringify(fields);

test('a project comes before a function beside it', async () => {
  put({ 'template.yaml': template, 'index.mjs': '' });
  expect(await findStart(folder, 'api')).toMatchObject([{ kind: 'project', file: 'api/template.yaml' }]);
});

test.each([
  [{ 'index.mjs': '' }, { kind: 'function', directory: 'api', isJavaScript: true }],
  [{ 'lambda_function.py': '' }, { kind: 'function', directory: 'api', isJavaScript: false }],
  // A template without a function is none.
  [
    { 'template.yaml': 'Resources: { A: { Type: AWS::S3::Bucket } }', 'index.js': '' },
    { kind: 'function', isJavaScript: true },
  ],
  [
    { 'package.json': manifest({ scripts: { start: 'node dist/server.js' } }) },
    { kind: 'command', command: ['node', 'dist/server.js'], cwd: 'api' },
  ],
  [{ Dockerfile: 'FROM python\nCMD ["python3", "app.py"]\n' }, { kind: 'command', command: ['python3', 'app.py'] }],
])('%j', async (files, found) => {
  put(files as unknown as Record<string, string>);
  expect(await findStart(folder, 'api')).toMatchObject([found]);
});

test.each([
  [{}, 'there is no function, project or server in this folder'],
  [
    { 'package.json': manifest({ scripts: { start: 'npm run build && node x' } }) },
    'there is no function, project or server',
  ],
  [
    { Dockerfile: 'FROM public.ecr.aws/lambda/nodejs\nCMD ["index.handler"]\n' },
    'there is no function, project or server',
  ],
  [{ 'package.json': '{' }, 'package.json: '],
])('%j: %s', async (files, message) => {
  put(files as unknown as Record<string, string>);
  await expect(findStart(folder, '.')).rejects.toThrow(message);
});
