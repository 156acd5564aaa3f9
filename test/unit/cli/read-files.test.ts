import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isFunctions, readFunctionsFile } from '../../../src/files/read-functions.ts';
import { readScenario } from '../../../src/files/read-scenario.ts';

const directory = await mkdtemp(join(tmpdir(), 'rollcall-files-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

it('a file of functions given as a scenario is one message with the command for it', async () => {
  const path = await file('functions.yaml', 'functions:\n  - { name: a, handler: index.handler }\n');
  await expect(readScenario(path)).rejects.toMatchObject({
    code: 'not-a-scenario',
    message: `${path}: this is a functions file, not a scenario`,
    hint: expect.stringContaining(`rollcall local ${path}`),
  });
});

it('a scenario given as a file of functions is one message with the command for it', async () => {
  const path = await file('scenario.yaml', 'name: a\n"targets":\n  - { name: a, kind: local-lambda }\n');
  await expect(readFunctionsFile(path)).rejects.toMatchObject({
    code: 'not-functions',
    message: `${path}: this is a scenario, not a functions file`,
    hint: expect.stringContaining(`rollcall run ${path}`),
  });
});

it('a scenario in which something is called functions stays one, and so does one with a stray key', () => {
  expect(isFunctions('targets: []\nload:\n  functions: 1\n')).toBe(false);
  expect(isFunctions('functions: []\ntargets: []\nload: []\n')).toBe(false);
});
