import type { LoadHook, ResolveHook } from 'node:module';
import type { MessagePort } from 'node:worker_threads';

/** Hooks of `trace.cts`, in the thread that Node runs them in: they report who imports what, and mark the ends of each ES module. */
let port: MessagePort | undefined;

export function initialize(data: { readonly port: MessagePort }): void {
  port = data.port;
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  const resolved = await next(specifier, context);
  if (context.parentURL !== undefined) port?.postMessage({ url: resolved.url, importer: context.parentURL });
  return resolved;
};

export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  // Without a source, Node loads it by `Module._load`, which is watched.
  if (loaded.format === 'commonjs') return { ...loaded, source: null as never };
  if (loaded.format !== 'module' || loaded.source === undefined || loaded.source === null) return loaded;
  return { ...loaded, source: marked(textOf(loaded.source), url) };
};

/** On its first line, so that line numbers stay; behind `#!`, which only a first line may be. */
export function marked(source: string, url: string): string {
  const [hashbang = ''] = /^#!.*\n?/.exec(source) ?? [];
  const call = (name: 'enter' | 'leave') =>
    `globalThis[Symbol.for('rollcall.imports')].${name}(${JSON.stringify(url)});`;
  return `${hashbang}${call('enter')}${source.slice(hashbang.length)}\n${call('leave')}`;
}

const textOf = (source: string | ArrayBuffer | NodeJS.TypedArray): string =>
  typeof source === 'string' ? source : new TextDecoder().decode(source);
