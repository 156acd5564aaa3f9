import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { rolldown } from 'rolldown';

/** Loaded by few commands, and large: the AWS clients and autocannon stay packages. */
const external = [/^node:/, /^@aws-sdk\//, /^@smithy\//, /^autocannon$/];

/**
 * Replaces compiled programs by bundles of themselves and their packages: Node 20 takes a millisecond of CPU for each of 700
 * modules that a run would load. What is imported lazily stays in chunks of its own.
 * @param programs paths below dist/ without extension, all below the folder `root`
 */
export async function bundlePrograms(root, programs) {
  const chunks = `${root}/chunks`;
  rmSync(join('dist', chunks), { recursive: true, force: true });
  const build = await rolldown({
    input: Object.fromEntries(programs.map((name) => [name, `dist/${name}.js`])),
    platform: 'node',
    external,
    plugins: [keepPlaces(`dist/${chunks}`), englishOnly],
  });
  const { output } = await build.write({
    ...{ dir: 'dist', format: 'esm', comments: false, hashCharacters: 'hex' },
    ...{ entryFileNames: '[name].js', chunkFileNames: `${chunks}/[name]-[hash].js` },
  });
  await build.close();
  const modules = output.flatMap(({ moduleIds = [] }) => moduleIds);
  const notes = licenseNotes(modules);
  if (notes !== '') writeFileSync(join('dist', chunks, 'licenses.txt'), notes);
}

/** A module that looks for files beside itself looks where it was, wherever its code is now. */
function keepPlaces(chunks) {
  return {
    name: 'keep-places',
    transform(code, id) {
      if (!code.includes('import.meta.url') || !id.startsWith(process.cwd()) || id.includes('node_modules')) return;
      const place = `new URL(${JSON.stringify(relative(chunks, id))}, import.meta.url).href`;
      return { code: code.replaceAll('import.meta.url', place), map: null };
    },
  };
}

/** Without zod's messages in other languages: a third of a megabyte that each command would compile. */
const englishOnly = {
  name: 'english-only',
  load: (id) => (/\/zod\/v4\/locales\/index\.js$/.test(id) ? "export { default as en } from './en.js';" : undefined),
};

/** The license of each package that code was taken from, as most of them demand it. */
function licenseNotes(modules) {
  const folders = new Set(modules.filter((id) => id.includes('node_modules')).map(packageFolder));
  return [...folders]
    .sort()
    .map(licenseNote)
    .join(`\n${'='.repeat(100)}\n\n`);
}

function packageFolder(id) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replace(/^\0/, ''))[0];
}

function licenseNote(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return `${[`${name} ${version} (${license})`, ...texts].join('\n\n')}\n`;
}
