import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesIn, root } from './files-in.ts';

const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const picture = /```\n(src\/[\s\S]*?)```/.exec(text)?.[1] ?? '';
const foldersIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );

it('the picture has every folder of src, of its rooms, of targets and of the embedded Lambda', () => {
  const rooms = foldersIn('src').flatMap((name) => [name, ...foldersIn(join('src', name))]);
  const folders = [...rooms, ...foldersIn('targets'), ...foldersIn('targets/lambda')];
  expect(folders.length).toBeGreaterThan(60);
  expect(folders.filter((name) => !new RegExp(`(?<![\\w-])${name}/`).test(picture))).toEqual([]);
});

it('names files and folders that exist', () => {
  const files = filesIn('src', 'targets', 'scripts', 'docs', 'scenarios');
  const named = [...text.matchAll(/`([\w./-]+\/[\w./-]*|[\w-]+\.(?:ts|mjs))`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(50);
  const known = (path: string): boolean =>
    files.some((file) => (path.endsWith('/') ? `/${file}`.includes(`/${path}`) : `/${file}`.endsWith(`/${path}`))) ||
    ['', 'src', 'targets', 'src/loadgen', 'src/experiment'].some((base) => existsSync(join(root, base, path)));
  // Paths of the Runtime API and of packages are no files of the project.
  const others = [/^\//, /NAME/, /^rollcall\//, /^process\./, /^node:/, /^dist\//];
  expect(named.filter((path) => !others.some((other) => other.test(path)) && !known(path))).toEqual([]);
});

it('has an answer for each of twenty questions', () => {
  const questions = [...text.matchAll(/^(\d+)\. .*\?$/gm)].map(([, number]) => Number(number));
  const answers = [...text.matchAll(/^\| (\d+) \| `/gm)].map(([, number]) => Number(number));
  expect(questions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  expect(answers).toEqual(questions);
});
