import { isUtf8 } from 'node:buffer';
import { withoutByteOrderMark } from '../json/byte-order-mark.ts';
import { type HttpAnswer, MalformedAnswerError, toHttpAnswer } from './answer.ts';
import { jsonOf, type Written } from './answer-fields.ts';
import type { AnswerFormat } from './event-format.ts';
import { toAlbAnswer, toProxyAnswer } from './proxy-answer.ts';
import { WrittenJson } from './written.ts';

/** Source: docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html, "Limits" */
const mostAlbBytes = 2 ** 20;

/**
 * The HTTP answer that whoever makes events of this format makes of a function's result. How AWS encodes headers that are not ASCII
 * is not documented: here they are UTF-8.
 * @param result as the function wrote it; an empty one is null
 * @throws {MalformedAnswerError} a result that is no answer, no JSON or not UTF-8
 */
export function readHttpAnswer(result: Buffer, format: AnswerFormat): HttpAnswer {
  if (format === 'raw') return rawAnswer(result);
  if (isOfAlb(format)) refuseBeyondAlb(result.length);
  if (!isUtf8(result)) throw new MalformedAnswerError('the result is not UTF-8');
  const json = result.length === 0 ? Buffer.from('null') : withoutByteOrderMark(result);
  return readers[format](parsed(json), new WrittenJson(json));
}

/** The same for a result that was never written as JSON. */
export function answerOf(result: unknown, format: AnswerFormat): HttpAnswer {
  if (isOfAlb(format)) refuseBeyondAlb(Buffer.byteLength(jsonOf(result)));
  return readers[format](result);
}

const isOfAlb = (format: AnswerFormat): boolean => format.startsWith('alb');

function refuseBeyondAlb(bytes: number): void {
  if (bytes > mostAlbBytes)
    throw new MalformedAnswerError(`the result has ${bytes} bytes; a load balancer takes ${mostAlbBytes}`);
}

const readers: Readonly<Record<AnswerFormat, (result: unknown, written?: Written) => HttpAnswer>> = {
  '2.0': toHttpAnswer,
  '1.0': toProxyAnswer,
  alb: (result, written) => toAlbAnswer(result, 'headers', written),
  'alb-lists': (result, written) => toAlbAnswer(result, 'multiValueHeaders', written),
  raw: (result) => rawAnswer(Buffer.from(jsonOf(result))),
};

const rawAnswer = (body: Buffer): HttpAnswer => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body,
});

function parsed(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new MalformedAnswerError(`the result is no JSON: ${error.message}`);
  }
}
