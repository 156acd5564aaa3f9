/** How an error is posted and logged. Loaded with the first one. */

export interface ErrorBody {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

const unreadable: ErrorBody = {
  errorType: 'handled',
  errorMessage:
    'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
};

/** Client 3: whatever looks like an error is one, and `null` and `undefined` never come here. */
function errorBody3(error: unknown): ErrorBody {
  try {
    if (!isError(error)) return { errorType: typeof error, errorMessage: textOf(error), trace: [] };
    const { name, message, stack } = error;
    // Without a stack this throws.
    return { ...named(name, message), trace: escaped(stack as string).split('\n') };
  } catch {
    return unreadable;
  }
}

/** Client 4: only errors of this realm are errors. */
function errorBody4(error: unknown): ErrorBody {
  try {
    if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
    const { name, message, stack } = error;
    return { ...named(name, message), trace: stack ? escaped(stack).split('\n') : [] };
  } catch {
    return { ...unreadable, trace: [] };
  }
}

const isError = (error: unknown): error is Error =>
  process.getBuiltinModule('node:util').types.isNativeError(error) ||
  ['name', 'message', 'stack'].every((key) => {
    const value = (error as Record<string, unknown>)[key];
    return typeof value === 'string' && value !== '';
  });

/** Not String(): a symbol has a `toString`, and an object without a prototype has none. */
const textOf = (value: unknown): string => (value as { toString(): string }).toString();

const named = (name: string, message: string) => ({ errorType: escaped(name), errorMessage: escaped(message) });

/** DEL cannot be sent. */
const escaped = (text: string): string => text.replaceAll('\x7f', '%7F');

/** As it stands in a line of the text format: a tab, and all that can be enumerated of it as JSON. */
function formattedError(error: Error): string {
  try {
    return `\t${JSON.stringify(error, (_, value) => (value instanceof Error ? enumerable(value) : value))}`;
  } catch {
    return `\t${JSON.stringify(errorBody4(error))}`;
  }
}

function enumerable(error: Error): object {
  const { name: errorType, message: errorMessage, stack } = error;
  const { code } = error as NodeJS.ErrnoException;
  return {
    ...{ errorType, errorMessage, code, ...error },
    ...(typeof stack === 'string' && { stack: stack.split('\n') }),
  };
}

type RuntimeErrorKind =
  | 'HandlerNotFound'
  | 'MalformedHandlerName'
  | 'ImportModuleError'
  | 'UserCodeSyntaxError'
  | 'MalformedStreamingHandler'
  | 'InvalidStreamingOperation'
  | 'UnhandledPromiseRejection'
  | 'JSONStringifyError'
  | 'PlatformError'
  | 'CallbackHandlerDeprecated';

/** An error of the runtime itself, named `Runtime.KIND`. Logs in JSON show the name of its class. */
function runtimeError3(kind: RuntimeErrorKind, message: string): Error {
  const Class = errorClass(kind);
  Object.defineProperty(Class.prototype, 'name', { value: `Runtime.${kind}` });
  return new Class(message);
}

/** In client 4 its name is a field of its own, which logs show too. */
const runtimeError4 = (kind: RuntimeErrorKind, message: string): Error =>
  Object.assign(new (errorClass(classNames4[kind] ?? kind))(message), { name: `Runtime.${kind}` });

const classNames4: { readonly [K in RuntimeErrorKind]?: string } = {
  HandlerNotFound: 'HandlerNotFoundError',
  MalformedHandlerName: 'MalformedHandlerNameError',
  CallbackHandlerDeprecated: 'CallbackHandlerDeprecatedError',
};

const errorClass = (name: string): ErrorConstructor =>
  ({ [name]: class extends Error {} })[name] as unknown as ErrorConstructor;

const exported = { errorBody3, errorBody4, formattedError, runtimeError3, runtimeError4 };
module.exports = exported;

export type Errors = typeof exported;
