import { bytesOf } from '../json/wtf8.ts';

/*
 * What each field of a function's answer may be, at a function URL, at a REST API and at a load balancer. AWS documents text and a
 * number for the status; that null is absent (as Go, Java and C# write it), and that numbers and booleans are taken where text is
 * expected, is how the service behaves.
 */

/** An answer that cannot be sent. A function URL answers 502 in its place. The message names the field and its value. */
export class MalformedAnswerError extends Error {
  override readonly name = 'MalformedAnswerError';
}

/** A JSON document as it is written, beside the value that was read from it: `JSON.parse` rounds 12345678901234567891. */
export interface Written {
  /** Absent: the value was read from none. */
  readonly whole?: Buffer;
  /** The value at a path as it is written, one byte per character. Undefined where there is no document. */
  at(path: readonly string[]): string | undefined;
}

export const unwritten: Written = { at: () => undefined };

export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/** An informational status would leave the client waiting for the final one. */
export function statusCodeOf(value: unknown): number {
  const code = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  if (typeof code === 'number' && Number.isInteger(code) && code >= 200 && code <= 599) return code;
  throw malformed('statusCode', 'an integer from 200 to 599', value);
}

/** Of a `statusDescription`, such as `200 OK`, the words behind the status. */
export function reasonOf(value: unknown): string | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'string' || !/^[\t\x20-\x7e]*$/.test(value))
    throw malformed('statusDescription', 'one line of ASCII, such as 200 OK', value);
  return value.replace(/^\d{3} ?/, '');
}

/** They belong to the connection and to the length of the answer, which are the server's. */
const serversOwn = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'upgrade', 'trailer']);

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Values by names in lower case. Of `multiValueHeaders` each is a list. */
export function headersOf(
  field: 'headers' | 'multiValueHeaders',
  value: unknown,
  written: Written,
): Record<string, string[]> {
  if (isAbsent(value)) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw malformed(field, 'an object', value);
  const headers: Record<string, string[]> = {};
  for (const [name, inner] of Object.entries(value)) {
    const texts =
      field === 'headers' ? textsOf([field], [name], [inner], written) : listOf(field, name, inner, written);
    if (texts.length === 0 || serversOwn.has(name.toLowerCase())) continue;
    if (!headerName.test(name)) throw malformed(`a name in ${field}`, 'a name that HTTP allows', name);
    headers[name.toLowerCase()] = texts;
  }
  return headers;
}

const listOf = (field: string, name: string, value: unknown, written: Written): string[] =>
  Array.isArray(value)
    ? textsOf([field, name], Object.keys(value), value, written)
    : textsOf([field], [name], [value], written);

export function cookiesOf(value: unknown, written: Written): string[] {
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) throw malformed('cookies', 'a list', value);
  return textsOf(['cookies'], Object.keys(value), value, written);
}

/** Of those that are not absent. */
function textsOf(
  path: readonly string[],
  keys: readonly string[],
  values: readonly unknown[],
  written: Written,
): string[] {
  return values.flatMap((value, at) => {
    const own = [...path, keys[at] ?? ''];
    return isAbsent(value) ? [] : [textOf(own, value, written)];
  });
}

/** UTF-8, one byte per character. A number as it is written, because ours may be another. */
function textOf(path: readonly string[], value: unknown, written: Written): string {
  if (typeof value === 'number') return written.at(path) ?? String(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') throw malformed(path.join('.'), 'text, a number or a boolean', value);
  const text = bytesOf(value).toString('latin1');
  if (!headerValue.test(text)) throw malformed(path.join('.'), 'one line without control characters', value);
  return text;
}

/** What is no text goes out as its JSON. */
export function bodyOf(value: unknown, isBase64Encoded: boolean, written: Written): Buffer {
  if (isAbsent(value)) return Buffer.alloc(0);
  if (typeof value === 'string') return isBase64Encoded ? fromBase64(value) : Buffer.from(value);
  const token = written.at(['body']);
  return token === undefined ? Buffer.from(jsonOf(value)) : Buffer.from(token, 'latin1');
}

/**
 * Standard alphabet, with padding or without, in one line or several. What API Gateway cannot decode it answers with an error ("Unable to
 * base64 decode the body"); what a function URL does is not documented.
 */
function fromBase64(text: string): Buffer {
  const digits = text.replaceAll(/[\r\n]+/g, '').replace(/={1,2}$/, '');
  // One digit of four has six bits, which are no byte.
  if (digits.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(digits))
    throw malformed('body', 'base64, as isBase64Encoded is true', text);
  return Buffer.from(digits, 'base64');
}

export function base64FlagOf(value: unknown): boolean {
  if (isAbsent(value) || value === false || value === 'false') return false;
  if (value === true || value === 'true') return true;
  throw malformed('isBase64Encoded', 'true or false', value);
}

/**
 * What JSON has no word for, such as undefined, is null on the wire, as with Lambda's own runtime.
 * @throws {MalformedAnswerError} a circle, a bigint
 */
export function jsonOf(result: unknown): string {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (error) {
    throw new MalformedAnswerError(`the result is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

const malformed = (field: string, expected: string, value: unknown): MalformedAnswerError =>
  new MalformedAnswerError(`${field} must be ${expected}, got ${shown(value)}`);

const shown = (value: unknown): string => jsonOf(value).slice(0, 100);
