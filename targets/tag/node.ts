import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Instance, thisInstance } from './call.ts';
import { tagAnswer } from './http-answer.ts';

/**
 * Has the answers of a server say who gave them, as which of its calls, and what that took: in the headers of
 * `identityHeaders`. Of a streamed answer `cpuMs`, `cpuScope`, `handlerMs` and `rssMb` are absent: its head goes out before
 * they are known. A request that is tagged twice, by wrapper and middleware, counts once.
 */
export interface Rollcall {
  /** `createServer(rollcall(listener))`; a listener is also what an Express application is. */
  (listener: Listener): Listener;
  /** Of a server with classes of its own. */
  <Req extends IncomingMessage, Res extends ServerResponse>(
    listener: (request: Req, response: Res) => unknown,
  ): (request: Req, response: Res) => unknown;
  /** Express: `app.use(rollcall())`, before all else. */
  (): (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
  /** Fastify: `app.register(rollcall.fastify())`, before all else. */
  fastify(): FastifyPlugin;
  /** Hono on `@hono/node-server`: `app.use(rollcall.hono())`, before all else. */
  hono(): (context: HonoContext, next: () => Promise<void>) => Promise<void>;
}

export interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (request: unknown, reply: { readonly raw: ServerResponse }, done: () => void) => void,
  ): unknown;
}

export type FastifyPlugin = (app: FastifyLike, options: unknown, done: () => void) => void;

/** What of Hono is used: the bindings of its server for Node. */
export interface HonoContext {
  readonly env: unknown;
}

/** All for one instance: a test may have several in its process. */
export function rollcallOf(instance: Instance): Rollcall {
  const tagged = <T>(response: ServerResponse, run: () => T): T => {
    const call = tagAnswer(response, instance);
    const result = run();
    call?.endSection();
    return result;
  };
  function wrap(listener?: Listener) {
    noteInit(instance);
    return listener === undefined
      ? (_: IncomingMessage, response: ServerResponse, next: () => void) => tagged(response, next)
      : (request: IncomingMessage, response: ServerResponse) => tagged(response, () => listener(request, response));
  }
  const fastify = () => fastifyPlugin(instance, (reply, done) => tagged(reply.raw, done));
  const hono = () => {
    noteInit(instance);
    return (context: HonoContext, next: () => Promise<void>) => tagged(outgoingOf(context), next);
  };
  return Object.assign(wrap as unknown as Rollcall, { fastify, hono });
}

export const rollcall: Rollcall = rollcallOf(thisInstance);

export type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Init is over when the module that sets the server up has run: not before the next turn of the event loop. */
function noteInit(instance: Instance): void {
  instance.initMs = performance.now();
  setImmediate(() => {
    instance.initMs = performance.now();
  });
}

function fastifyPlugin(
  instance: Instance,
  run: (reply: { readonly raw: ServerResponse }, done: () => void) => void,
): FastifyPlugin {
  noteInit(instance);
  const plugin: FastifyPlugin = (app, _options, registered) => {
    noteInit(instance);
    app.addHook('onRequest', (_request, reply, done) => run(reply, done));
    registered();
  };
  // Its hook is for the whole application, not for a scope of its own: Fastify's sign for that.
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}

function outgoingOf({ env }: HonoContext): ServerResponse {
  const { outgoing } = Object(env) as { outgoing?: ServerResponse };
  if (typeof outgoing?.writeHead === 'function') return outgoing;
  throw new Error(
    'rollcall.hono() is for Hono on @hono/node-server; in a Lambda function, wrap handle(app) with rollcall-tag/lambda',
  );
}
