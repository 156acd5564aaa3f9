import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, root } from './files-in.ts';

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly exports?: unknown;
}
const manifestOf = (folder: string) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
const manifest = manifestOf('.');
const wanted = { ...manifest.dependencies, ...manifest.devDependencies };

/** Used beyond what they document, without an import that shows it. */
const patched = [
  'autocannon', // its clients: autocannon-client.ts
  'http-parser-js', // autocannon's parser: response-parser.ts
];

test('a package whose internals are used is pinned to one version, which is the one installed', () => {
  const used = [...new Set([...patched, ...internalsImported()])].sort();
  expect(used).toEqual(['autocannon', 'hdr-histogram-js', 'http-parser-js', 'hyparquet-writer']);
  const versions = used.map((name) => manifestOf(`node_modules/${name}`).version);
  expect(used.map((name) => wanted[name])).toEqual(versions);
});

/** Packages of which a file is imported, rather than an entry that the package names. */
function internalsImported(): string[] {
  return filesIn('src', 'targets', 'bench', 'test', 'scripts')
    .filter((file) => /\.([cm]?ts|mjs)$/.test(file) && !file.startsWith('test/fixtures/'))
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(deepImport)])
    .flatMap(([, name = '', path = '']) => (isNamed(name, path) ? [] : [name]));
}

const deepImport = /(?:from|import\(|require\() ?'((?:@[\w-]+\/)?[a-z][\w.-]*)\/([^']+)'/g;

/** An entry of `exports` that is no pattern over the package's own files. */
const isNamed = (name: string, path: string): boolean =>
  !Object.hasOwn(wanted, name) || Object.keys(manifestOf(`node_modules/${name}`).exports ?? {}).includes(`./${path}`);
