import { isUtf8 } from 'node:buffer';
import { withoutByteOrderMark } from '../json/byte-order-mark.ts';
import { type HttpAnswer, MalformedAnswerError, toHttpAnswer } from './answer.ts';
import type { HttpEventFormat } from './event-format.ts';
import { toProxyAnswer } from './proxy-answer.ts';
import { WrittenJson } from './written.ts';

/**
 * The HTTP answer that whoever makes events of this format makes of a function's result. How AWS encodes headers that are not ASCII
 * is not documented: here they are UTF-8.
 * @param result as the function wrote it; an empty one is null
 * @throws {MalformedAnswerError} a result that is no answer, no JSON or not UTF-8
 */
export function readHttpAnswer(result: Buffer, format: HttpEventFormat): HttpAnswer {
  if (!isUtf8(result)) throw new MalformedAnswerError('the result is not UTF-8');
  const json = result.length === 0 ? Buffer.from('null') : withoutByteOrderMark(result);
  const read = format === '2.0' ? toHttpAnswer : toProxyAnswer;
  return read(parsed(json), new WrittenJson(json));
}

function parsed(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new MalformedAnswerError(`the result is no JSON: ${error.message}`);
  }
}
