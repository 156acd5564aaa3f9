export interface HttpAnswer {
  readonly statusCode: number;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
  /** Values of Set-Cookie. */
  readonly cookies: string[];
  readonly body: Buffer;
}

/** A result that cannot be sent as an HTTP answer. Lambda answers 502 in its place. */
export class MalformedAnswerError extends Error {
  override readonly name = 'MalformedAnswerError';
}

/**
 * The HTTP answer that a handler's result (not yet as JSON) stands for, payload format 2.0. An object with a
 * `statusCode` says it all itself; any other result is inferred to be the body of a 200 of type application/json: a
 * string as it is, all else as JSON.
 * Source: docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 * @throws {MalformedAnswerError} a status that is no integer from 100 to 599; headers, cookies or a body of a wrong
 * type; a header that HTTP cannot carry; a result that JSON cannot carry.
 * @param written the JSON that the result was read from, if there is any: as a body it stays as it is, whose numbers may be too long for ours
 */
export function toHttpAnswer(result: unknown, written?: Buffer): HttpAnswer {
  return isStated(result) ? statedAnswer(result) : inferredAnswer(result, written);
}

interface StatedAnswer {
  readonly statusCode: unknown;
  readonly headers?: unknown;
  readonly cookies?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a result is an HTTP answer, rather than the body of one. */
const isStated = (result: unknown): result is StatedAnswer => isObject(result) && result['statusCode'] !== undefined;

const inferredAnswer = (result: unknown, written: Buffer | undefined): HttpAnswer => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: typeof result === 'string' ? Buffer.from(result) : (written ?? Buffer.from(jsonOf(result))),
});

/** What JSON has no word for, such as undefined, is null on the wire, as with Lambda's own runtime. */
function jsonOf(result: unknown): string {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (error) {
    throw new MalformedAnswerError(`the result is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function statedAnswer(answer: StatedAnswer): HttpAnswer {
  const { statusCode } = answer;
  if (typeof statusCode !== 'number' || !Number.isInteger(statusCode) || statusCode < 100 || statusCode > 599) {
    throw new MalformedAnswerError(`statusCode must be an integer from 100 to 599, got ${shown(statusCode)}`);
  }
  return { statusCode, headers: headersOf(answer), cookies: cookiesOf(answer), body: bodyOf(answer) };
}

/** They belong to the connection and to the length of the answer, which are the server's. */
const serversOwn = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'upgrade', 'trailer']);

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

function headersOf({ headers = {} }: StatedAnswer): Record<string, string> {
  if (!isObject(headers)) throw new MalformedAnswerError(`headers must be an object, got ${shown(headers)}`);
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || serversOwn.has(name.toLowerCase())) continue;
    if (!headerName.test(name)) throw new MalformedAnswerError(`${shown(name)} is no name of a header`);
    sent[name.toLowerCase()] = textOf(name, value);
  }
  return sent;
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string' && headerValue.test(value)) return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new MalformedAnswerError(`header ${name} must be one line of Latin-1 text, got ${shown(value)}`);
}

function cookiesOf({ cookies = [] }: StatedAnswer): string[] {
  if (!Array.isArray(cookies)) throw new MalformedAnswerError(`cookies must be a list, got ${shown(cookies)}`);
  return cookies.map((cookie) => textOf('set-cookie', cookie));
}

function bodyOf({ body = '', isBase64Encoded = false }: StatedAnswer): Buffer {
  if (typeof body !== 'string') throw new MalformedAnswerError(`body must be text, got ${shown(body)}`);
  return Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8');
}

const shown = (value: unknown): string => jsonOf(value).slice(0, 100);
