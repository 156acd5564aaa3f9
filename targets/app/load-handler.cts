/** How a function is loaded: the same for every target. CommonJS, as an ES module would delay every cold start by some ms. */
import type { HandlerRef } from '../../src/model/platform/programs.ts';

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
  callbackWaitsForEmptyEventLoop?: boolean;
}

type LoadErrorKind = 'ImportModuleError' | 'HandlerNotFound' | 'UserCodeSyntaxError' | 'MalformedHandlerName';

/** A function that cannot be loaded. Its name is Lambda's error type. */
class LoadError extends Error {
  readonly kind: LoadErrorKind;
  /** Of a mistake in the syntax: `FILE:LINE`. */
  readonly place: string | undefined;

  constructor(type: `Runtime.${LoadErrorKind}`, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = type;
    this.kind = type.slice('Runtime.'.length) as LoadErrorKind;
    this.place = options?.cause instanceof SyntaxError ? placeIn(options.cause) : undefined;
  }
}

/** It stands above the message, which does not name it. */
function placeIn({ stack = '', message }: SyntaxError): string | undefined {
  const [first = ''] = stack.split('\n', 1);
  return first.includes(message) ? undefined : first;
}

/** `handlerName`: as it was configured, for messages. */
type NamedRef = HandlerRef & { readonly handlerName?: string };

interface Loading {
  /** Whether a function that the module does not export is looked for in its default export, as from Node 24 on. */
  readonly readsDefaultExport: boolean;
  fileInstead?(): string;
}

/**
 * Imports a function's module, which is its init, and gives what it exports by this name: a function of an ES or CommonJS module.
 * @throws {LoadError} a file or module is missing, it has no such function, or its syntax is wrong. What the module
 * itself throws at init passes on as it is.
 */
async function loadFunction(ref: NamedRef, { readsDefaultExport, fileInstead }: Loading): Promise<Handler> {
  const module = await importModule(ref.file, fileInstead);
  const inDefault = () => (readsDefaultExport ? nested(Object(module).default, ref.export) : undefined);
  const exported = nested(module, ref.export) || inDefault();
  if (typeof exported === 'function') return exported as Handler;
  const { handlerName = `${ref.file}: ${ref.export}` } = ref;
  const found = exported ? 'is not a function' : 'is undefined or not exported';
  throw new LoadError('Runtime.HandlerNotFound', `${handlerName} ${found}`);
}

/** As Lambda's runtime for this version of Node looks for it. */
const nodeReadsDefaultExport = Number(process.versions.node.split('.')[0]) >= 24;

async function importModule(file: string, fileInstead?: () => string): Promise<unknown> {
  try {
    return await required(fileInstead === undefined || isThere(file) ? file : fileInstead());
  } catch (error) {
    throw isTypeScript(file) && !stripsTypes ? tooOld(file, error) : asLoadError(error);
  }
}

const isThere = (file: string): boolean => process.getBuiltinModule('node:fs').existsSync(file);

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
    return require(file) as unknown;
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    return import(process.getBuiltinModule('node:url').pathToFileURL(file).href);
  }
}

/** Lambda's own runtime decides by the same signs: an ES module that imports what is missing fails with Node's own error. */
function asLoadError(error: unknown): unknown {
  if (error instanceof SyntaxError)
    return new LoadError('Runtime.UserCodeSyntaxError', String(error), { cause: error });
  return (error as NodeJS.ErrnoException | undefined)?.code === 'MODULE_NOT_FOUND'
    ? new LoadError('Runtime.ImportModuleError', String(error), { cause: error })
    : error;
}

/** `orders.create` is what `create` is of the export `orders`. */
const nested = (exports: unknown, name: string): unknown =>
  name.split('.').reduce<unknown>((value, key) => value && (value as Record<string, unknown>)[key], exports);

const exported = { LoadError, loadFunction, nodeReadsDefaultExport };
module.exports = exported;

export type LoadHandler = typeof exported;

// The class itself cannot be exported by name from a CommonJS file.
export type LoadFailure = LoadError;
