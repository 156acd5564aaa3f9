import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { filesIn, root } from './files-in.ts';

const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: Record<string, string> };

describe('.ci/run', () => {
  const commands = textOf('.ci/run')
    .split('\n')
    .filter((line) => /^npm /.test(line));

  test('does what `npm run check` does, and installs in between', () => {
    expect(commands.filter((command) => !command.startsWith('npm ci'))).toEqual(scripts['check']?.split(' && '));
    // The lock file is checked before anything of it is installed.
    expect(commands.findIndex((command) => command.startsWith('npm ci'))).toBe(1);
    expect(commands).toEqual(expect.arrayContaining(['npm run types', 'npm test', 'npm run packed']));
  });

  test('stops at the first command that fails', () => {
    expect(textOf('.ci/run')).toContain('\nset -euo pipefail\n');
  });
});

test('`npm run types` checks every TypeScript file, those of the tests included', () => {
  expect(scripts['types']).toBe('tsc --noEmit && tsc -p src/report/browser && tsc -p src/planner/browser');
  const compiler = join(root, 'node_modules/.bin/tsc');
  // The files that each project names, without those that they import: nothing is parsed.
  const named = ['.', 'src/report/browser', 'src/planner/browser'].flatMap((project) => {
    const { stdout } = spawnSync(compiler, ['-p', project, '--showConfig'], { cwd: root, encoding: 'utf8' });
    const { files } = JSON.parse(stdout) as { readonly files: readonly string[] };
    return files.map((file) => join(project, file));
  });
  const checked = new Set(named);
  const files = filesIn('src', 'targets', 'bench', 'test', 'scripts').filter((file) => /\.[cm]?ts$/.test(file));
  expect(files).toContain('test/unit/project/checks.test.ts');
  expect(files.filter((file) => !checked.has(file))).toEqual([]);
});

describe('`npm run packed`', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-package-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What it says of a package that holds index.js alone. */
  function said(manifest: object) {
    writeFileSync(join(folder, 'index.js'), 'export const one = 1;\n');
    const sound = { name: 'one', version: '1.0.0', type: 'module', engines: { node: '>=20' }, files: ['index.js'] };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...sound, ...manifest }));
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/lint-package.mjs'), '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { code: status, stderr };
  }

  test('is the package linter', () => {
    expect(scripts['packed']).toBe(
      'node scripts/lint-package.mjs && node scripts/lint-package.mjs packages/rollcall-tag',
    );
    expect(said({ exports: './index.js' })).toEqual({ code: 0, stderr: '' });
  });

  test('fails on an error', () => {
    const { code, stderr } = said({ exports: './missing.js' });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^\.\/package\.json: error: .*missing\.js/)]);
  });

  test('fails on a suggestion', () => {
    const { code, stderr } = said({ exports: './index.js', type: undefined });
    expect([code, stderr]).toEqual([2, expect.stringContaining('./package.json: suggestion: ')]);
  });
});
