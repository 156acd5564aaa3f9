import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

/** The source files below `folders` of the repository at `root`, with what the other checks ask of each. */
export function sourcesOf(root, folders) {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...folders], {
    cwd: root,
    encoding: 'utf8',
  });
  const paths = listed
    .split('\n')
    .filter((path) => /\.([cm]?ts|mjs|css|py)$/.test(path) && !path.includes('/fixtures/'));
  return [...new Set(paths)].map((path) => sourceOf(root, path));
}

function sourceOf(root, path) {
  const text = readFileSync(join(root, path), 'utf8');
  const parsed = /\.([cm]?ts|mjs)$/.test(path);
  return { path, folder: dirname(path), text, ast: parsed ? parseAst(text, { lang: 'ts' }, path) : undefined };
}

/** Visits every node of a syntax tree with its parent. */
export function walk(node, visit, parent) {
  if (Array.isArray(node)) {
    for (const each of node) walk(each, visit, parent);
    return;
  }
  if (typeof node?.type !== 'string') return;
  visit(node, parent);
  for (const [key, value] of Object.entries(node))
    if (key !== 'parent' && typeof value === 'object') walk(value, visit, node);
}

/** The files of the project that a file imports, type-only and lazy imports included. */
export function importsOf({ path, folder, ast }) {
  const found = new Set();
  if (ast === undefined) return found;
  walk(ast.body, (node) => {
    const specifier = node.source?.value;
    if (typeof specifier === 'string' && specifier.startsWith('.')) found.add(normalize(join(folder, specifier)));
  });
  found.delete(path);
  return found;
}

export const linesOf = (text) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
