import type { RequestListener, Server } from 'node:http';
import { createRequire } from 'node:module';
import { type EventSource, eventOf, mostRequestBytes } from '../../src/model/http/event-source.ts';
import { answerOf } from '../../src/model/http/read-answer.ts';
import { optional } from '../../src/model/optional.ts';
import type { ServerConfig } from '../../src/model/platform/programs.ts';
import type { Handler, HandlerContext, LoadHandler } from '../app/load-handler.cts';
import { checked } from '../checked.ts';
import { listen } from '../listen.ts';
import { fail, messageOf } from '../program.ts';
import { createFront, type Events } from './front.ts';
import { isStreaming } from './streamed-answer.ts';

const require = createRequire(import.meta.url);
const { LoadError, loadFunction, nodeReadsDefaultExport } = require('../app/load-handler.cjs') as LoadHandler;

/** Loads the handler, which is its init, and serves it. Ends the process with a line on stderr if either fails. */
export async function serve(config: ServerConfig): Promise<{ server: Server; url: string }> {
  const { event, identifies } = config;
  const options = {
    ...{ ...optional('identifies', identifies), ...optional('events', event && eventsOf(event)) },
    guard: (listener: RequestListener) => guarded(config, listener),
  };
  const server = createFront(await handlerOf(config), options);
  return { server, url: await listen(server, config) };
}

const eventsOf = (source: EventSource): Events => ({
  mostRequestBytes: mostRequestBytes(source),
  eventOf: (request) => eventOf(source, request),
  answerOf,
});

/**
 * Against pages of other origins. A request that was forwarded was checked before, and is recognized by its `Host`: a browser that
 * comes here directly cannot but name this very port.
 */
function guarded(config: ServerConfig, listener: RequestListener): RequestListener {
  const direct = checked(config, listener);
  if (config.isForwardedTo !== true) return direct;
  return (request, response) => {
    const namesThisPort = request.headers.host?.endsWith(`:${request.socket.localPort}`) ?? true;
    if (namesThisPort) direct(request, response);
    else listener(request, response);
  };
}

async function handlerOf({ handler }: ServerConfig): Promise<Handler> {
  // As under Lambda's runtime: handlers that write their answer are made with it.
  Object.assign(globalThis, require('../app/awslambda.cjs'));
  try {
    const loaded = await loadFunction(handler, { readsDefaultExport: nodeReadsDefaultExport });
    return isStreaming(loaded) || loaded.length < 3 ? loaded : promised(loaded as CallbackHandler);
  } catch (error) {
    const type = error instanceof LoadError ? ` (${error.name})` : '';
    const place = error instanceof LoadError && error.place !== undefined ? ` at ${error.place}` : '';
    return fail(`the handler ${handler.file} failed at init${type}: ${messageOf(error)}${place}`);
  }
}

type CallbackHandler = (
  event: unknown,
  context: HandlerContext,
  callback: (error?: unknown, result?: unknown) => void,
) => unknown;

/** A promise that it returns counts too: an async function may declare a callback that it never calls. */
const promised =
  (handler: CallbackHandler): Handler =>
  (event, context) =>
    new Promise((resolve, reject) => {
      const returned = handler(event, context, (error, result) => {
        if (error === undefined || error === null) resolve(result);
        else reject(error);
      });
      if (typeof (Object(returned) as PromiseLike<unknown>).then === 'function') resolve(returned);
    });
