import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from './files-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Lock {
  readonly packages: Record<string, Record<string, unknown>>;
}

/** The project's own lock file, changed. */
function checked(change: (lock: Lock) => void): { readonly code: number | null; readonly said: string[] } {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  change(lock);
  return checkedText(JSON.stringify(lock));
}

function checkedText(text: string) {
  writeFileSync(join(folder, 'lock.json'), text);
  const script = join(root, 'scripts/check-lock.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, 'lock.json'], { cwd: folder, encoding: 'utf8' });
  return { code: status, said: stderr.trimEnd().split('\n') };
}

const yaml = 'node_modules/yaml';
const remake =
  'Create it again in an empty folder with only package.json and .npmrc: see "The lock file" in CONTRIBUTING.md.';

test('the lock file of the project names an integrity for every package', () => {
  expect(checked(() => {})).toEqual({ code: 0, said: [''] });
});

test('an entry without one fails, by its name, with what to do', () => {
  const { code, said } = checked(({ packages }) => {
    packages[yaml] = { version: '9.8.7' };
  });
  expect(code).toBe(2);
  expect(said).toEqual([`lock.json: yaml@9.8.7 (${yaml}): expected an integrity (sha512), got undefined`, remake]);
});

test('so does each of several, one of a scope below another package, and a weak one', () => {
  const { said } = checked(({ packages }) => {
    packages['node_modules/a/node_modules/@b/c'] = { version: '1.0.0', integrity: 'sha1-AAAA' };
    packages[yaml] = { version: '9.8.7', integrity: '' };
  });
  expect(said.slice(0, -1).sort()).toEqual([
    'lock.json: @b/c@1.0.0 (node_modules/a/node_modules/@b/c): expected an integrity (sha512), got "sha1-AAAA"',
    `lock.json: yaml@9.8.7 (${yaml}): expected an integrity (sha512), got ""`,
  ]);
});

test('a link to a package of this repository needs none, and a link to another place fails', () => {
  expect(checkedWithLink('packages/rollcall-tag').code).toBe(0);
  const { code, said } = checkedWithLink('../elsewhere');
  expect(code).toBe(2);
  expect(said).toContain('lock.json: a@undefined (node_modules/a): expected an integrity (sha512), got undefined');
});

const checkedWithLink = (resolved: string) =>
  checked(({ packages }) => {
    packages['node_modules/a'] = { resolved, link: true };
  });

test('what is in the archive of another package needs none of its own', () => {
  const { code } = checked(({ packages }) => {
    packages['node_modules/a/node_modules/b'] = { version: '1.0.0', inBundle: true };
  });
  expect(code).toBe(0);
});

test('no entry says where it was downloaded', () => {
  const { code, said } = checked(({ packages }) => {
    Object.assign(packages[yaml] ?? {}, { version: '9.8.7', resolved: 'https://npm.example/yaml.tgz' });
  });
  expect(code).toBe(2);
  expect(said[0]).toBe(
    `lock.json: yaml@9.8.7 (${yaml}): expected no address, got resolved: "https://npm.example/yaml.tgz"`,
  );
});

test.each([
  ['no JSON', '{', 'lock.json: expected a lock file of npm: '],
  ['of another version', '{ "lockfileVersion": 2, "packages": {} }', 'lock.json: lockfileVersion: expected 3, got 2'],
  [
    'without packages',
    '{ "lockfileVersion": 3, "packages": { "": {} } }',
    'lock.json: packages: expected the packages',
  ],
])('%s: one message, no stack trace', (_, text, message) => {
  const { code, said } = checkedText(text);
  expect(code).toBe(2);
  expect(said[0]?.slice(0, message.length)).toBe(message);
  expect(said.length).toBeLessThanOrEqual(2);
});
