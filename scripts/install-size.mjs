// What an installation takes: packs what is built, installs it into an empty folder as a user does, adds up the files, and
// runs and renders a scenario with the installed copy. Needs the registry, or npm's cache of it. After a build:
// node scripts/install-size.mjs [--json]
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { columnLines } from '../dist/src/report/summary/columns.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const directory = mkdtempSync(join(tmpdir(), 'rollcall-install-'));

try {
  const installed = install(pack());
  const found = packagesIn(join(installed, 'node_modules'));
  const total = sum(found);
  const report = tryOut(installed);
  const largest = found.sort((a, b) => b.bytes - a.bytes).slice(0, 10);
  if (values.json) console.log(JSON.stringify({ ...total, packages: found.length, largest, report }));
  else console.log(table(total, found.length, largest, report));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** @returns the file that would be published. */
function pack() {
  // Its scripts would build again, and what they print would be in the answer.
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', directory], root),
  );
  return join(directory, filename);
}

function install(tarball) {
  const folder = join(directory, 'empty');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  run('npm', ['install', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', tarball], folder);
  return folder;
}

/** Runs a scenario and renders its page again. @returns the size of the page. */
function tryOut(folder) {
  const rollcall = join(folder, 'node_modules', '.bin', 'rollcall');
  const scenario = join(folder, 'node_modules', 'rollcall', 'scenarios', 'burst-10.yaml');
  run(rollcall, ['run', scenario, '--quiet', '--out', 'run'], folder);
  const page = join(folder, 'run', 'report.html');
  rmSync(page);
  run(rollcall, ['report', 'run'], folder);
  return { bytes: statSync(page).size };
}

function run(command, args, cwd) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Every package by itself: those within it are packages of their own. */
function packagesIn(modules, within = '') {
  const names = readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((own) => `${name}/${own}`) : [name],
    );
  return names.flatMap((name) => {
    const folder = join(modules, name);
    const inner = join(folder, 'node_modules');
    const nested = lstatSync(inner, { throwIfNoEntry: false }) ? packagesIn(inner, `${within}${name} > `) : [];
    return [{ name: `${within}${name}`, ...sizeOf(folder) }, ...nested];
  });
}

/** The bytes of its files, and what they take of a disk, in blocks. */
function sizeOf(folder) {
  const sizes = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sizeOf(path);
      const { size, blocks } = lstatSync(path);
      return { bytes: size, onDiskBytes: blocks * 512, files: 1 };
    });
  return sum(sizes);
}

function sum(sizes) {
  const total = { bytes: 0, onDiskBytes: 0, files: 0 };
  for (const size of sizes) for (const key of Object.keys(total)) total[key] += size[key];
  return total;
}

function table(total, packages, largest, report) {
  const row = ({ bytes, onDiskBytes, files }, name) => [megabytes(bytes), megabytes(onDiskBytes), String(files), name];
  const rows = [
    ['MB', 'on disk', 'files'],
    row(total, `all of ${packages} packages`),
    ...largest.map((one) => row(one, one.name)),
  ];
  return [
    ...columnLines(rows, (column) => (column === 3 ? 'left' : 'right')),
    `the installed copy ran scenarios/burst-10.yaml and rendered its page again: ${megabytes(report.bytes)} MB`,
  ].join('\n');
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(2);
}
