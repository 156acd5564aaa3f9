import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from './files-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-house-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `npm run house` prints for a project of these files alone. */
function houseOf(name: string, files: Readonly<Record<string, string>>) {
  const project = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(project, dirname(path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  spawnSync('git', ['init', '-q'], { cwd: project });
  const script = join(root, 'scripts/house.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, project], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return { status, lines: stdout.split('\n').map((line) => line.trim()) };
}

test('no breach in a file that decides on the shape of a load', () => {
  const text = "export const isOpen = (load: { shape: string }) => load.shape === 'due';\n";
  const { status, lines } = houseOf('sound', { 'src/loadgen/fire.ts': text });
  expect([status, lines.slice(1)]).toEqual([0, expect.arrayContaining(['no breaches', '1  src/loadgen'])]);
  expect(lines[0]).toMatch(/: 1 lines in 1 files of src and targets$/);
});

test('a circle is found through type-only and lazy imports', () => {
  const { status, lines } = houseOf('circle', {
    'src/model/a.ts': "import type { B } from './b.ts';\nexport type A = B[];\n",
    'src/model/b.ts': "export type B = typeof import('./c.ts');\nexport const c = () => import('./c.ts');\n",
    'src/model/c.ts': "export { type A } from './a.ts';\n",
    'src/model/d.ts': "export type { A } from './a.ts';\n",
  });
  expect(status).toBe(1);
  expect(lines).toContain('circle of imports: src/model/a.ts, src/model/b.ts, src/model/c.ts');
  expect(lines).toContain('1 breaches:');
});

test('16 source files in one folder are one too many; those of its subfolders are not counted', () => {
  const named = (count: number, prefix: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}.ts`, 'export {};\n']));
  expect(houseOf('full', { ...named(15, 'src/text/f'), ...named(3, 'src/text/inner/f') }).status).toBe(0);
  const { status, lines } = houseOf('overfull', named(16, 'targets/app/f'));
  expect([status, lines.at(-2)]).toEqual([1, 'targets/app holds 16 source files, more than 15']);
});

test.each([
  ["if (phase.kind === 'poisson') pause();", 'a load phase'],
  ["if ('burst' !== phase?.kind) pause();", 'a load phase'],
  ["switch (kind) { case 'trace': pause(); }", 'a load phase'],
  ["export const words = { burst: 1, 'trace': 2, pause: 3 }[kind];", 'a load phase'],
  ["export const isServer = target.kind === 'node-server';", 'a target'],
  ["export const isLambda = target['kind'] === 'local-lambda';", 'a target'],
  ["if (fieldOf(target, 'kind') === 'lambda-url') pause();", 'a target'],
  ["if (modelOf(target) === 'queued') pause();", 'a concurrency model'],
  ["if (engineOf(data) === 'autocannon') pause();", 'an engine'],
  ["if (option.kind === 'provisioned') pause();", 'a plan option'],
])('%s is a decision on the kind of %s', (text, family) => {
  const name = `kinds-${text.length}`;
  const { status, lines } = houseOf(name, {
    'src/report/page.ts': `const kind = 1;\n${text}\n`,
    'src/load/burst.ts': '',
  });
  expect([status, lines.at(-2)]).toEqual([
    1,
    `src/report/page.ts:2 decides on the kind of ${family} outside its module`,
  ]);
});

test('a module may decide on its own family, not on another', () => {
  const text = "export const due = (phase: { kind: string }) => phase.kind === 'trace';\n";
  expect(houseOf('home', { 'src/load/segment.ts': text }).status).toBe(0);
  expect(houseOf('stranger', { 'src/target-kinds/http.ts': text }).status).toBe(1);
});
