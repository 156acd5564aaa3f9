import { type HttpAnswer, MalformedAnswerError, toHttpAnswer } from '../../../src/model/http/answer.ts';

/** The content type of an answer that begins with a prelude: JSON `{statusCode, headers, cookies}`, 8 NULs, the body. */
const preludeType = 'application/vnd.awslambda.http-integration-response';

export const hasPrelude = (contentType: string): boolean => contentType.toLowerCase().split(';')[0] === preludeType;

/** Far more than the headers of an answer may be; without a bound, an answer that never ends would be kept in memory. */
const longestBytes = 1024 * 1024;

const end = Buffer.alloc(8);

export class PreludeReader {
  #read = Buffer.alloc(0);

  /**
   * Status, headers and cookies, and as body what has come of it; undefined as long as the prelude has not ended.
   * @throws {MalformedAnswerError} a prelude that is none.
   */
  add(piece: Buffer): HttpAnswer | undefined {
    // The end may lie across two pieces.
    const from = Math.max(0, this.#read.length - end.length + 1);
    this.#read = Buffer.concat([this.#read, piece]);
    const endAt = this.#read.indexOf(end, from);
    if (endAt < 0 && this.#read.length > longestBytes) throw new MalformedAnswerError('the prelude does not end');
    return endAt < 0 ? undefined : answerWith(this.#read.subarray(0, endAt), this.#read.subarray(endAt + end.length));
  }
}

/** @throws {MalformedAnswerError} an answer without a prelude. */
export function answerWithPrelude(payload: Buffer): HttpAnswer {
  const answer = new PreludeReader().add(payload);
  if (answer === undefined) throw new MalformedAnswerError('the prelude does not end');
  return answer;
}

function answerWith(prelude: Buffer, body: Buffer): HttpAnswer {
  const { statusCode, headers, cookies } = objectIn(prelude);
  const answer = toHttpAnswer({ statusCode: statusCode ?? 200, headers, cookies });
  return { ...answer, headers: { 'content-type': 'application/octet-stream', ...answer.headers }, body };
}

function objectIn(prelude: Buffer): { statusCode?: unknown; headers?: unknown; cookies?: unknown } {
  try {
    const value: unknown = JSON.parse(prelude.toString());
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new MalformedAnswerError('the prelude is no JSON object');
}
