import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * Resolves what a test imports from `src` and `targets` to what `npm run build` has made of it. Node loads that by itself, once for
 * everything in a worker: the sources would be transformed, and held beside the compiled modules that commands are run from. An absolute
 * path is left as it is, and so are the imports of sources.
 */
export const compiledSources = {
  name: 'compiled-sources',
  enforce: 'pre' as const,
  resolveId(source: string, importer: string | undefined): string | undefined {
    if (importer === undefined || !source.startsWith('.') || isSource(importer)) return undefined;
    const file = resolve(dirname(importer), source);
    // A build leaves what an earlier one has made of a source that is gone.
    if (!isSource(file) || !existsSync(file)) return undefined;
    const compiled = join(root, 'dist', relative(root, file).replace(/ts$/, 'js'));
    if (!existsSync(compiled)) throw new Error(`${compiled} is missing: run \`npm run build\` first`);
    return compiled;
  },
};

/** Whether no source, and no folder of sources, has changed since the end of a build. */
export function isBuilt(project = root): boolean {
  const stamp = statSync(join(project, 'dist/built'), { throwIfNoEntry: false });
  const sources = ['src', 'targets'].flatMap((folder) =>
    ['', ...readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })].map((path) =>
      join(folder, path),
    ),
  );
  return stamp !== undefined && sources.every((path) => statSync(join(project, path)).mtimeMs <= stamp.mtimeMs);
}

/** But for the scripts of pages, which are bundled and have no compiled modules. */
const isSource = (file: string): boolean =>
  /^(?:src|targets)\/(?!report\/browser\/|planner\/browser\/main).*\.c?ts$/.test(relative(root, file));
