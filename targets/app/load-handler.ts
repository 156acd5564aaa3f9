import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { HandlerRef } from '../../src/model/programs.ts';

export type Handler = (event: unknown, context: HandlerContext) => unknown | Promise<unknown>;

/** The context object of a Lambda function for Node, with AWS's names. */
export interface HandlerContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
  /** Handlers set it. An answer is never held back for the event loop here, so its value changes nothing. */
  callbackWaitsForEmptyEventLoop?: boolean;
}

/** A function that cannot be loaded. Its name is Lambda's error type. */
export class LoadError extends Error {
  constructor(
    type: 'Runtime.ImportModuleError' | 'Runtime.HandlerNotFound' | 'Runtime.UserCodeSyntaxError',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = type;
  }
}

/**
 * Imports a function's module, which is its init, and gives its handler: an ES or CommonJS module, returning a value, a
 * promise, or calling back.
 * @param isStreaming whether a function writes its answer, and its third parameter is no callback.
 * @throws {LoadError} a file or module is missing, it has no such function, or its syntax is wrong. What the module
 * itself throws at init passes on as it is.
 */
export async function loadHandler(ref: HandlerRef, isStreaming = (_: object) => false): Promise<Handler> {
  const exported = exportOf(await importModule(ref.file), ref.export);
  if (typeof exported !== 'function') {
    const found = exported === undefined ? 'is undefined or not exported' : 'is not a function';
    throw new LoadError('Runtime.HandlerNotFound', `${ref.file}: ${ref.export} ${found}`);
  }
  return exported.length >= 3 && !isStreaming(exported) ? promised(exported as CallbackHandler) : (exported as Handler);
}

/** The module, or what it threw as Lambda names it. */
async function importModule(file: string): Promise<unknown> {
  try {
    return await required(file);
  } catch (error) {
    throw isTypeScript(file) && !stripsTypes ? tooOld(file, error) : asLoadError(error);
  }
}

/** Node strips types by itself from 22.18 on. */
const stripsTypes = 'typescript' in process.features && process.features.typescript !== false;

const isTypeScript = (file: string): boolean => /\.[cm]?ts$/.test(file);

const tooOld = (file: string, cause: unknown): LoadError =>
  new LoadError(
    'Runtime.UserCodeSyntaxError',
    `${file} is TypeScript, which Node ${process.versions.node} cannot run: compile it, or name a Node from 22.18 on`,
    { cause },
  );

/**
 * `require` also for ES modules (Node 20.19): `import()` starts the asynchronous loader, about 5 ms of every cold start.
 * Only a module with a top-level await needs that, and Node says so before it has run any of it.
 */
async function required(file: string): Promise<unknown> {
  try {
    return createRequire(file)(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    return import(pathToFileURL(file).href);
  }
}

/** Lambda's own runtime decides by the same signs. */
function asLoadError(error: unknown): unknown {
  if (error instanceof SyntaxError) {
    // The first line of its stack is the place, which the message does not name.
    const place = error.stack?.split('\n', 1)[0] ?? '';
    const message = place.includes(error.message) ? error.message : `${error.message} (${place})`;
    return new LoadError('Runtime.UserCodeSyntaxError', message, { cause: error });
  }
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
    return new LoadError('Runtime.ImportModuleError', String(message), { cause: error });
  }
  return error;
}

/** A CommonJS module that the ES module loader could not look through has its exports below `default` only. */
function exportOf(module: unknown, name: string): unknown {
  const exports = Object(module) as Record<string, unknown>;
  return nested(exports, name) ?? nested(exports['default'], name);
}

/** `orders.create` is what `create` is of the export `orders`. */
const nested = (exports: unknown, name: string): unknown =>
  name.split('.').reduce<unknown>((value, key) => (Object(value) as Record<string, unknown>)[key], exports);

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
