/**
 * Makes a snapshot of an initialized function, and is what goes on from it:
 *
 *     node --snapshot-blob SNAPSHOT --build-snapshot build-snapshot.cjs FILE EXPORT ERROR
 *     node --snapshot-blob SNAPSHOT
 *
 * Source: "Startup Snapshot API" (nodejs.org/api/v8.html). Node loads only this one file and its own modules there, so modules of the function,
 * and those of the runtime, are loaded here: CommonJS and JSON. What is open when the snapshot is made, such as a timer or a connection, keeps it
 * from being made: so the error of an init is no request, but the file ERROR.
 */

import type { Bootstrap } from './bootstrap.cts';
import type { CallParts, Platform } from './call.cts';
import type { RuntimeClient } from './client.cts';
import type { Errors } from './errors.cts';
import type { Log } from './log.cts';

type Hook = readonly [callback: (data: unknown) => unknown, data: unknown];

const { createRequire, isBuiltin } = require('node:module') as typeof import('node:module');
const { compileFunction } = require('node:vm') as typeof import('node:vm');
const { readFileSync, writeFileSync } = require('node:fs') as typeof import('node:fs');
const { dirname, extname, join } = require('node:path') as typeof import('node:path');
const { startupSnapshot } = require('node:v8') as typeof import('node:v8');
const ownRequire = require;

const modules = new Map<string, { exports: unknown }>();
/** Node would run them before there is a connection by which they could fail, and outside of what is billed. */
const afterRestore: Hook[] = [];
Object.assign(startupSnapshot, {
  addDeserializeCallback: (callback: Hook[0], data: unknown) => void afterRestore.push([callback, data]),
});

const { initialize, processBegan, connected, poll } = load(join(__dirname, 'bootstrap.cjs')) as Bootstrap;
let connection: RuntimeClient | undefined;
/** For what the init has begun and not waited for, such as the reading of a file. */
const drainMs = 1000;

const [, , , , errorFile = ''] = process.argv;

/** All that it is asked to send is why the init has failed. */
const none: Platform['connection'] = {
  keepAlive: () => {},
  hasBegun: false,
  request: (_method, _path, _headers, body = '') => body,
  sendNow: (body) => writeFileSync(errorFile, body),
};

initialize(
  () => connection ?? none,
  (loop) => {
    const late = setTimeout(() => loop.version.initFailed(unavailable(leftOpen())), drainMs).unref();
    // Nothing is left in the event loop, which the runtime takes for a function that waits for ever.
    const isMade = () => {
      clearTimeout(late);
      process.exitCode = undefined;
      // Node would delete it from the snapshot, too, and say so in the log.
      Reflect.deleteProperty(Error, 'stackTraceLimit');
    };
    process.on('beforeExit', isMade);
    startupSnapshot.setDeserializeMainFunction(() => {
      // Node 20 keeps in a snapshot when the next timer of its init was due, and never starts one that is due after that: a process that took
      // a second to get here would wait for ever. A timer that is due at once makes it look again.
      setTimeout(() => {}, 1);
      process.off('beforeExit', isMade);
      processBegan();
      const on = open();
      on.send([on.request('GET', 'restore/next')], () => void restored().then(() => poll({ ...loop, on })));
    });
  },
);

/** By the names that Node has for what keeps its event loop going. */
function leftOpen(): string {
  const open = process.getActiveResourcesInfo().filter((name) => !/^(TTYWrap|PipeWrap)$/.test(name));
  return `${drainMs} ms after its init the function still has open: ${[...new Set(open)].join(', ')}`;
}

function open(): RuntimeClient {
  connection ??= connected();
  return connection;
}

async function restored(): Promise<void> {
  try {
    for (const [callback, data] of afterRestore) await callback(data);
  } catch (error) {
    const { failed } = load(join(__dirname, 'call.cjs')) as CallParts;
    const { errorBody4 } = load(join(__dirname, 'errors.cjs')) as Errors;
    const { logError } = load(join(__dirname, 'log.cjs')) as Log;
    logError('Restore Error', error instanceof Error ? error : new Error(String(error)));
    const { lines, text } = failed({ ...errorBody4(error), errorType: 'Runtime.AfterRestoreError' });
    open().sendNow(open().request('POST', 'restore/error', lines, text));
    process.exit(65);
  }
}

function load(file: string): unknown {
  const known = modules.get(file);
  if (known !== undefined) return known.exports;
  refuseOthers(file);
  const text = readFileSync(file, 'utf8').replace(/^#!.*/, '');
  const module = { exports: {}, id: file, filename: file };
  modules.set(file, module);
  try {
    if (extname(file) === '.json') module.exports = JSON.parse(text);
    else {
      const names = ['exports', 'require', 'module', '__filename', '__dirname'];
      const run = compileFunction(text, names, { filename: file });
      run.call(module.exports, module.exports, requireFor(file), module, file, dirname(file));
    }
  } catch (error) {
    modules.delete(file);
    throw error;
  }
  return module.exports;
}

function requireFor(file: string): NodeJS.Require {
  const { resolve } = createRequire(file);
  const requires = (name: string) => (isBuiltin(name) ? builtin(name) : load(resolve(name)));
  return Object.assign(requires, { resolve, cache: {}, extensions: {}, main: undefined }) as unknown as NodeJS.Require;
}

/** Node 20 cannot load some of its own modules here, such as http, and says why in its own words. */
function builtin(name: string): unknown {
  try {
    return ownRequire(name);
  } catch (error) {
    throw unavailable(
      `Node ${process.versions.node} cannot load its module ${name} in a snapshot (${(error as Error).message})`,
    );
  }
}

function refuseOthers(file: string): void {
  if (extname(file) === '.node') throw unavailable(`${file} is native code, which Node keeps in no snapshot`);
  const isModule = extname(file) === '.mjs' || (extname(file) === '.js' && isInModulePackage(dirname(file)));
  if (isModule)
    throw unavailable(`${file} is an ES module, which Node keeps in no snapshot; bundle the function as CommonJS`);
}

function isInModulePackage(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = textOf(join(at, 'package.json'));
    if (manifest !== undefined) return (JSON.parse(manifest) as { readonly type?: unknown }).type === 'module';
    if (at === dirname(at)) return false;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function unavailable(why: string): Error {
  return Object.assign(new Error(`a snapshot cannot be taken here: ${why}`), { name: 'Rollcall.SnapshotUnavailable' });
}
