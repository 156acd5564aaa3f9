import {
  base64FlagOf,
  bodyOf,
  cookiesOf,
  headersOf,
  isAbsent,
  jsonOf,
  statusCodeOf,
  unwritten,
  type Written,
} from './answer-fields.ts';

export { MalformedAnswerError } from './answer-fields.ts';

export interface HttpAnswer {
  /** From 200 to 599. */
  readonly statusCode: number;
  /** Names in lower case, without Set-Cookie. Values are UTF-8, one byte per character. */
  readonly headers: Record<string, string>;
  /** Values of Set-Cookie, as those of headers. */
  readonly cookies: string[];
  readonly body: Buffer;
  /** The words of the status line, if the function states them. */
  readonly reason?: string;
}

/**
 * The HTTP answer that a handler's result stands for, payload format 2.0. An object with a `statusCode` says it all itself; any
 * other result is inferred to be the body of a 200 of type application/json: a string as it is, all else as JSON. A field that
 * is null is absent.
 * Source: docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html; `answer-fields.ts` says what each field may be.
 * @param written the JSON that the result was read from, if there is any: what goes on as JSON or as a number stays as it is written
 * @throws {MalformedAnswerError} a field that cannot be sent, with its name and value; a result that JSON cannot carry
 */
export function toHttpAnswer(result: unknown, written = unwritten): HttpAnswer {
  return isStated(result) ? statedAnswer(result, written) : inferredAnswer(result, written);
}

interface StatedAnswer {
  readonly statusCode: unknown;
  readonly headers?: unknown;
  readonly cookies?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

/** Whether a result is an HTTP answer, rather than the body of one. */
const isStated = (result: unknown): result is StatedAnswer =>
  typeof result === 'object' &&
  result !== null &&
  !Array.isArray(result) &&
  !isAbsent((result as StatedAnswer).statusCode);

const inferredAnswer = (result: unknown, { whole }: Written): HttpAnswer => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: typeof result === 'string' ? Buffer.from(result) : (whole ?? Buffer.from(jsonOf(result))),
});

function statedAnswer(answer: StatedAnswer, written: Written): HttpAnswer {
  const { 'set-cookie': own = [], ...headers } = headersOf('headers', answer.headers, written);
  return {
    statusCode: statusCodeOf(answer.statusCode),
    headers: joined(headers),
    cookies: [...own, ...cookiesOf(answer.cookies, written)],
    body: bodyOf(answer.body, base64FlagOf(answer.isBase64Encoded), written),
  };
}

/** Whether an answer of this status has no body, and therefore no length. Source: RFC 9110, section 8.6 */
export const isBodiless = (statusCode: number): boolean => statusCode === 204 || statusCode === 304;

/** Several values of one header are one line, parted by commas. Source: RFC 9110, section 5.3 */
export const joined = (headers: Readonly<Record<string, readonly string[]>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(', ')]));
