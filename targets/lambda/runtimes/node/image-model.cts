/**
 * A model of a container image that is loaded on demand: the first time that a file of the package is opened, the process waits for
 * its chunks. Loaded before the runtime (`--require`). It sees what is read synchronously, as `require` reads modules of both kinds, and
 * addons; a module with a top-level await is read in another way, which it does not see.
 */
import type { ImageLayout } from '../../../../src/model/platform/packaging.ts';

const fs = require('node:fs') as typeof import('node:fs');
const { ROLLCALL_IMAGE_LAYOUT: layoutFile = '', ROLLCALL_IMAGE_TIERS: tiers = '' } = process.env;
delete process.env['ROLLCALL_IMAGE_LAYOUT'];
delete process.env['ROLLCALL_IMAGE_TIERS'];

const { root, files, tierMs }: ImageLayout = JSON.parse(fs.readFileSync(layoutFile, 'utf8'));
const loaded = new Set<number>();
const sleeper = new Int32Array(new SharedArrayBuffer(4));

function load(file: unknown): void {
  const path = pathOf(file);
  if (path === undefined || !path.startsWith(`${root}/`)) return;
  const [first, last] = files[path.slice(root.length + 1)] ?? [0, -1];
  let ms = 0;
  for (let chunk = first; chunk <= last; chunk++) {
    if (!loaded.has(chunk)) ms += tierMs[Number(tiers[chunk])] ?? 0;
    loaded.add(chunk);
  }
  if (ms > 0) Atomics.wait(sleeper, 0, 0, ms);
}

function pathOf(file: unknown): string | undefined {
  if (typeof file === 'string' && !file.startsWith('file:')) return file;
  if (typeof file === 'string' || file instanceof URL) return decodeURIComponent(new URL(file).pathname);
  return undefined;
}

const { readFileSync, openSync } = fs;
fs.readFileSync = ((file: never, ...options: never[]) => {
  load(file);
  return readFileSync(file, ...options);
}) as typeof readFileSync;
fs.openSync = ((file: never, ...options: [never]) => {
  load(file);
  return openSync(file, ...options);
}) as typeof openSync;
const { dlopen } = process;
process.dlopen = function (this: unknown, module: object, file: string, ...flags: never[]) {
  load(file);
  return Reflect.apply(dlopen, process, [module, file, ...flags]);
} as typeof dlopen;
