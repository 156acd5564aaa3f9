import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImportTree } from '../../../src/stats/imports/import-tree.ts';
import type { MeasuredImports } from '../../../src/stats/imports/measured-imports.ts';
import { rollcallHere } from '../rollcall.ts';

let root: string;

const js = (ms: number) => `const from = performance.now(); while (performance.now() - from < ${ms});\n`;
const py = (ms: number) =>
  `import time\nend = time.perf_counter() + ${ms / 1000}\nwhile time.perf_counter() < end: pass\n`;

const files: Readonly<Record<string, string>> = {
  'node/index.mjs': `import './slow200.mjs'; import './slow50.cjs'; export const handler = () => 1;`,
  'node/slow200.mjs': `import 'quick';\n${js(200)}`,
  'node/slow50.cjs': `require('./inner20.cjs');\n${js(50)}`,
  'node/inner20.cjs': js(20),
  'node/node_modules/quick/index.js': '',
  'python/app.py': 'import slow200\nimport slow50\ndef handler(event, context): return 1\n',
  'python/slow200.py': `import quick\n${py(200)}`,
  'python/slow50.py': `import inner20\n${py(50)}`,
  'python/inner20.py': py(20),
  'python/quick.py': '',
  'broken/index.mjs': `import './inner.mjs'; export const handler = () => 1;`,
  'broken/inner.mjs': `throw new Error('no DB_URL');`,
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'rollcall-imports-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
});

afterAll(() => rmSync(root, { recursive: true }));

async function measure(...args: string[]): Promise<MeasuredImports> {
  const { stdout, stderr } = await rollcallHere('imports', ...args, '--json', '--runs', '3');
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const inOrder = ({ name, children }: ImportTree): [string, unknown[]] => [name, children.map(inOrder)];
const ownMs = (tree: ImportTree): Record<string, number> =>
  Object.assign({ [tree.name]: tree.selfMs }, ...tree.children.map(ownMs));
/** Of the planted time 5 %, and 5 ms. */
const isNear = (ms: number | undefined, planted: number) => Math.abs((ms ?? 0) - planted) <= 0.05 * planted + 5;

it.each([
  ['node', ['--handler', 'index.handler'], ['slow200.mjs', 'slow50.cjs', 'inner20.cjs'], 'index.mjs', 'quick/index.js'],
  ['python', ['--handler', 'app.handler'], ['slow200', 'slow50', 'inner20'], 'app', 'quick'],
] as const)(
  'finds planted 200, 50 and 20 ms of CPU in %s, in their order',
  async (folder, args, slow, entry, quick) => {
    const [first, second, inner] = slow;
    let found: MeasuredImports | undefined;
    const isMeasured = async () => {
      found = await measure(join(root, folder), ...args);
      const own = ownMs(found.tree);
      return [200, 50, 20].every((planted, index) => isNear(own[slow[index] ?? ''], planted));
    };
    // A module whose process had to wait for a CPU takes longer by its own clock, too: then once more.
    await expect.poll(isMeasured, { timeout: 60_000 }).toBe(true);
    expect(found?.costliest.slice(0, 2).map(({ name }) => name)).toEqual([first, second]);
    const [handler] = found?.tree.children ?? [];
    expect(handler && inOrder(handler)).toMatchObject([
      entry,
      [
        [first, [[quick, []]]],
        [second, [[inner, []]]],
      ],
    ]);
  },
);

it('writes a page, and says why a function cannot be imported', async () => {
  const page = join(root, 'imports.html');
  const { stdout, code } = await rollcallHere('imports', join(root, 'node'), '--runs', '1', '--html', page);
  expect([code ?? 0, stdout.split('\n')[0]]).toEqual([
    0,
    expect.stringMatching(/^index\.handler: Node imports 5 modules in \d/),
  ]);
  expect(readFileSync(page, 'utf8')).toContain('slow200.mjs');
  const broken = await rollcallHere('imports', join(root, 'broken'));
  expect(broken.code).toBe(2);
  expect(broken.stderr).toMatch(/^index\.handler cannot be imported: Error: no DB_URL\n {4}at file:.*inner\.mjs/);
});
