import { isUtf8 } from 'node:buffer';
import { type HttpAnswer, MalformedAnswerError, toHttpAnswer } from '../../../model/http-answer.ts';
import type { HttpEventFormat } from '../../../model/http-event-format.ts';
import { toProxyAnswer } from '../../../model/proxy-answer.ts';
import { withoutByteOrderMark } from '../../identity/byte-order-mark.ts';
import { bytesOf } from '../../identity/exact-text.ts';
import { tokenAt } from '../../identity/json-token.ts';

/**
 * The HTTP answer that whoever makes events of this format would make of a function's result. Values of headers are one byte per
 * character, those of their text in UTF-8: how AWS encodes what is not ASCII is not documented.
 * @param result as the function wrote it; an empty one is null
 * @throws {MalformedAnswerError} a result that is no answer; {SyntaxError} one that is no JSON
 */
export function answerAtDoor(result: Buffer, format: HttpEventFormat): HttpAnswer {
  if (!isUtf8(result)) throw new MalformedAnswerError('the result is not UTF-8');
  const json = result.length === 0 ? Buffer.from('null') : withoutByteOrderMark(result);
  const value = withCarriedHeaders(JSON.parse(json.toString('utf8')), json);
  return format === '2.0' ? toHttpAnswer(value, json) : toProxyAnswer(value);
}

interface Headed {
  readonly headers?: unknown;
  readonly multiValueHeaders?: unknown;
}

function withCarriedHeaders(value: unknown, json: Buffer): unknown {
  const { headers, multiValueHeaders } = Object(value) as Headed;
  if (headers === undefined && multiValueHeaders === undefined) return value;
  const carrying = new Carrying(json);
  return {
    ...(value as Headed),
    headers: carrying.carried(headers, ['headers']),
    multiValueHeaders: carrying.carried(multiValueHeaders, ['multiValueHeaders']),
  };
}

/** Texts and numbers of headers as HTTP carries them. */
class Carrying {
  private readonly json: string;

  constructor(json: Buffer) {
    this.json = json.toString('latin1');
  }

  /** Of all headers, of one, and of each value of one that has several. A number as it is written, because ours may be another. */
  carried(value: unknown, path: readonly string[]): unknown {
    if (typeof value === 'string') return bytesOf(value).toString('latin1');
    if (typeof value === 'number') return tokenAt(this.json, path) ?? value;
    if (typeof value !== 'object' || value === null || path.length > 2) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, this.carried(inner, [...path, key])]);
    return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
  }
}
