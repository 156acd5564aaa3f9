import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';
import { browserAssets } from './browser-assets.mjs';
import { bundlePrograms } from './bundle-programs.mjs';
import { dropUnreachableDeclarations } from './declarations/declarations.mjs';
import { fillTagPackage } from './tag-package.mjs';

// tsc does not keep the executable bit that a bin needs when it is run from a checkout.
chmodSync('dist/src/cli/main.js', 0o755);

// Nor does it copy what is not TypeScript.
copyPython('targets/lambda/runtimes/python', 'dist/targets/lambda/runtimes/python');
for (const file of ['targets/lambda/runtimes/node/build-snapshot.cjs']) cpSync(file, `dist/${file}`);

await bundleCharts('dist/src/report/charts/echarts.js');

writeFileSync('dist/src/report/page/assets.js', await browserAssets());

await bundlePrograms('src', [
  'src/cli/main',
  'src/library/index',
  'src/loadgen/threads/thread-main',
  'src/launch/meters/meter-main',
  'src/launch/meters/reference-main',
  'src/launch/commands/launcher-main',
]);
await bundlePrograms('targets', ['targets/lambda/main', 'targets/server/main', 'targets/server/worker']);

fillTagPackage(process.cwd());

dropUnreachableDeclarations(process.cwd());

// Its time says to the tests whether a source is newer than the build.
writeFileSync('dist/built', '');

/** Without the bytecode of earlier runs, which belongs to the Pythons of this machine. */
function copyPython(from, to) {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, filter: (path) => basename(path) !== '__pycache__' });
}

/** In place of what tsc has written: the part of the charting library that is used, so that nobody installs all of it. */
async function bundleCharts(file) {
  const licenses = file.replace(/\.js$/, '.licenses.txt');
  // Without its warnings to developers.
  const transform = { define: { 'process.env.NODE_ENV': '"production"' } };
  const build = await rolldown({ input: 'src/report/charts/echarts.ts', platform: 'browser', transform });
  const { output } = await build.generate({
    format: 'esm',
    minify: true,
    comments: false,
    codeSplitting: false,
  });
  await build.close();
  const notice = `/* Parts of Apache ECharts (Apache-2.0), zrender (BSD-3-Clause) and tslib (0BSD): ${basename(licenses)} is beside this file. */`;
  const [{ code, imports }, ...others] = output;
  if (others.length > 0 || imports.length > 0)
    fail(`the charting library is not in one file: ${[...others.map(({ fileName }) => fileName), ...imports]}`);
  writeFileSync(file, `${notice}\n${code}`);
  writeFileSync(licenses, licenseNote());
}

function licenseNote() {
  const echarts = folderOf('echarts', process.cwd());
  const texts = [
    ['Apache ECharts, of which parts are bundled and minified (Apache-2.0)', echarts, ['NOTICE', 'LICENSE']],
    ['d3, from which parts of Apache ECharts are derived (BSD-3-Clause)', echarts, ['licenses/LICENSE-d3']],
    ['zrender, the drawing library of Apache ECharts (BSD-3-Clause)', folderOf('zrender', echarts), ['LICENSE']],
    ['tslib, used by both (0BSD)', folderOf('tslib', echarts), ['LICENSE.txt']],
  ];
  return texts
    .map(([about, folder, files]) =>
      [about, ...files.map((file) => readFileSync(join(folder, file), 'utf8').trim())].join('\n\n'),
    )
    .join(`\n\n${'='.repeat(100)}\n\n`)
    .concat('\n');
}

/** Where Node looks for it on behalf of a program in the folder `from`: there may be several versions of one package. */
function folderOf(name, from) {
  const places = createRequire(join(from, 'index.js'))
    .resolve.paths(name)
    .map((place) => join(place, name));
  return places.find((place) => existsSync(place)) ?? fail(`${name} is not installed`);
}

function fail(message) {
  throw new Error(message);
}
