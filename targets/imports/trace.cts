/**
 * Imports the module of a function and writes how long each module took: `node trace.cjs FILE RESULT FORMAT [LAYERS]`. CommonJS, so that hardly anything
 * is loaded before the function is.
 *
 * Time is charged to one module at each instant: the innermost that is being evaluated. Those of CommonJS are seen in `Module._load`, which
 * reads, compiles and evaluates. An ES module is evaluated after all that it imports, so a call before and after its code
 * gives its own time; the rest (finding, reading and linking them) belongs to none of them.
 * Source: "Customization Hooks" (nodejs.org/api/module.html)
 */
import type { ImportedModule, ImportRecord } from '../../src/model/platform/imports.ts';

const { writeFileSync } = require('node:fs') as typeof import('node:fs');
const Module = require('node:module') as typeof import('node:module') & Internals;
const { fileURLToPath, pathToFileURL } = require('node:url') as typeof import('node:url');
const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads') as typeof import('node:worker_threads');

/** What loaders of other tools replace, too. */
interface Internals {
  _load(this: unknown, request: string, parent: unknown, isMain: boolean): unknown;
  /** Reads NODE_PATH again. */
  _initPaths(): void;
  readonly prototype: { load(this: unknown, file: string): void };
}

interface Frame {
  name?: string;
  parent?: string;
  selfMs: number;
}

const [, , file = '', resultFile = '', format, layers] = process.argv;
const stack: Frame[] = [];
const modules = new Map<string, ImportedModule>();
const outside: Frame = { selfMs: 0 };
let sinceMs = 0;

function charge(): void {
  const nowMs = performance.now();
  (stack.at(-1) ?? outside).selfMs += nowMs - sinceMs;
  sinceMs = nowMs;
}

function enter(name?: string): Frame {
  charge();
  const parent = stack.findLast((frame) => frame.name !== undefined)?.name;
  const frame: Frame = { selfMs: 0, ...(parent !== undefined && { parent }) };
  if (name !== undefined) nameFrame(frame, name);
  stack.push(frame);
  return frame;
}

/** In the order in which they begin. */
function nameFrame(frame: Frame, name: string): void {
  frame.name = name;
  if (!modules.has(name)) modules.set(name, { name, selfMs: 0 });
}

function leave(frame: Frame): void {
  charge();
  stack.splice(stack.lastIndexOf(frame), 1);
  const { name, parent, selfMs } = frame;
  // Of what was there already, only finding it took time.
  if (name === undefined) (stack.at(-1) ?? outside).selfMs += selfMs;
  else {
    const before = modules.get(name);
    const importer = before?.parent ?? parent;
    modules.set(name, {
      name,
      selfMs: (before?.selfMs ?? 0) + selfMs,
      ...(importer !== undefined && { parent: importer }),
    });
  }
}

function watchCommonJs(): void {
  const { _load: load } = Module;
  const { load: loadFile } = Module.prototype;
  Module._load = function (request, parent, isMain) {
    const frame = enter();
    const builtins = loadedBuiltins();
    try {
      return load.call(this, request, parent, isMain);
    } finally {
      if (frame.name === undefined && Module.isBuiltin(request) && loadedBuiltins() > builtins)
        nameFrame(frame, request.startsWith('node:') ? request : `node:${request}`);
      leave(frame);
    }
  };
  Module.prototype.load = function (path) {
    const frame = stack.at(-1);
    if (frame !== undefined && frame.name === undefined) nameFrame(frame, path);
    loadFile.call(this, path);
  };
}

const loadedBuiltins = (): number => (process as { moduleLoadList?: readonly string[] }).moduleLoadList?.length ?? 0;

/** Who imports which ES module first, as its hooks have it, which run in a thread of their own. */
function watchEsModules(): () => ReadonlyMap<string, string> {
  const { port1, port2 } = new MessageChannel();
  const frames = new Map<string, Frame>();
  Reflect.set(globalThis, Symbol.for('rollcall.imports'), {
    enter: (url: string) => frames.set(url, enter(nameOf(url))),
    leave: (url: string) => {
      const frame = frames.get(url);
      if (frame !== undefined) leave(frame);
    },
  });
  Module.register(new URL('hooks.js', pathToFileURL(__filename)), { data: { port: port2 }, transferList: [port2] });
  return () => {
    const importers = new Map<string, string>();
    for (let got = receiveMessageOnPort(port1); got !== undefined; got = receiveMessageOnPort(port1)) {
      const { url, importer } = got.message as { readonly url: string; readonly importer: string };
      const name = nameOf(url);
      if (!importers.has(name)) importers.set(name, nameOf(importer));
    }
    port1.close();
    return importers;
  };
}

const nameOf = (url: string): string => (url.startsWith('file:') ? fileURLToPath(url) : url);

/** Source of the folders: "Defined runtime environment variables" (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html) */
function searchLayers(opt: string): void {
  const [major] = process.versions.node.split('.');
  process.env['NODE_PATH'] = `${opt}/nodejs/node${major}/node_modules:${opt}/nodejs/node_modules`;
  Module._initPaths();
}

async function trace(): Promise<ImportRecord> {
  if (layers !== undefined) searchLayers(layers);
  watchCommonJs();
  const importersOf = watchEsModules();
  sinceMs = performance.now();
  let error: string | undefined;
  try {
    if (format === 'esm') await import(pathToFileURL(file).href);
    else require(file);
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown);
  }
  charge();
  const importers = importersOf();
  const seen = [...modules.values()].map((module): ImportedModule => {
    const importer = module.parent ?? importers.get(module.name);
    return modules.has(importer ?? '') && importer !== undefined ? { ...module, parent: importer } : module;
  });
  return { modules: seen, outsideMs: outside.selfMs, ...(error !== undefined && { error }) };
}

void trace().then((record) => {
  writeFileSync(resultFile, JSON.stringify(record));
  // What it has left open would keep the process alive.
  process.exit();
});
