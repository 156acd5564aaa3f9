import type { Server } from 'node:http';
import type { ServerConfig } from '../../src/model/programs.ts';
import { type Handler, LoadError, loadFunction, nodeReadsDefaultExport } from '../app/load-handler.ts';
import { listen } from '../listen.ts';
import { fail, messageOf } from '../program.ts';
import { createFront } from './front.ts';

/** Loads the handler, which is its init, and serves it. Ends the process with a line on stderr if either fails. */
export async function serve(config: ServerConfig): Promise<{ server: Server; url: string }> {
  const server = createFront(await handlerOf(config));
  return { server, url: await listen(server, config) };
}

async function handlerOf({ handler }: ServerConfig): Promise<Handler> {
  try {
    return await loadFunction(handler, { readsDefaultExport: nodeReadsDefaultExport });
  } catch (error) {
    const type = error instanceof LoadError ? ` (${error.name})` : '';
    return fail(`the handler ${handler.file} failed at init${type}: ${messageOf(error)}`);
  }
}
