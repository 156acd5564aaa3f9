import { functionErrorPrefix } from '../../src/model/platform/lambda.ts';

/** Different errors of one function: more of them are in its log only. */
const mostErrors = 20;

/** Prints each error of a function once: its type, its message, and the first line of its stack that is not of Node or the runtime. */
export class ErrorLines {
  readonly #print: (line: string) => void;
  readonly #printed = new Map<string, Set<string>>();

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** @param payload Lambda's JSON of the error */
  add(functionName: string, payload: Buffer): void {
    const printed = this.#printed.get(functionName) ?? new Set();
    const line = errorLine(payload);
    if (printed.has(line) || printed.size >= mostErrors) return;
    this.#printed.set(functionName, printed.add(line));
    this.#print(functionErrorPrefix(functionName) + line);
  }
}

export function errorLine(payload: Buffer): string {
  const { errorType, errorMessage, trace, stackTrace } = fieldsOf(payload);
  const [message = ''] = String(errorMessage ?? payload.toString())
    .replace(requestId, '')
    .split('\n');
  const lines = [trace ?? stackTrace ?? []].flat().map((line) => String(line).trim().split('\n')[0] ?? '');
  const place = lines.find((line) => isPlace.test(line) && !/\(?node:|\/targets\/lambda\/runtimes\//.test(line));
  const what = errorType === undefined || errorType === 'Error' ? message : `${String(errorType)}: ${message}`;
  return (place === undefined ? what : `${what} (${place})`) + hintOn(message);
}

/** A frame of Node or of Python, or the line of a syntax error. */
const isPlace = /^(?:at|File) |^(?:file:\/\/)?\/\S+:\d+$/;

/**
 * The SDK is part of Lambda's runtimes.
 * Source: docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html and python-package.html
 */
function hintOn(message: string): string {
  const [, npm, pip] =
    /Cannot find (?:module|package) '(@aws-sdk\/[^'/]+)|No module named '(boto3|botocore)'/.exec(message) ?? [];
  const install = npm === undefined ? pip && `pip install ${pip}` : `npm install ${npm}`;
  return install === undefined ? '' : `; Lambda's runtime contains it, this machine does not: ${install}`;
}

/** It would make every error another one. */
const requestId = /^RequestId: [0-9a-f-]+ Error: /;

function fieldsOf(payload: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(payload.toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}
