import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { MalformedAnswerError } from '../../../model/http/answer.ts';
import type { AnswerFormat } from '../../../model/http/event-format.ts';
import { readHttpAnswer } from '../../../model/http/read-answer.ts';
import type { Ending } from '../../exchange.ts';
import { trimmed } from '../../http/http-head.ts';

interface AnswerBounds {
  /** Of the event that was sent. */
  readonly format: AnswerFormat;
  readonly keepBodyBytes: number;
}

/** What a function that failed is at its URL, so that a scenario counts the same at both. */
const badGateway = 502;

/** What Invoke answered, as the HTTP answer that the function's URL, API or load balancer would have given. */
export function endingOf(output: InvokeCommandOutput, { format, keepBodyBytes }: AnswerBounds): Ending {
  const bytes = Buffer.from(output.Payload ?? []);
  const requestId = output.$metadata.requestId;
  const answer = (status: number, headers: Readonly<Record<string, string>>, body: Buffer) => ({
    status,
    headers: new Map([
      ...Object.entries(headers).map(([name, value]) => [name, trimmed(value)] as const),
      ...(requestId === undefined ? [] : ([['x-amzn-requestid', requestId]] as const)),
    ]),
    body: body.subarray(0, keepBodyBytes),
    isBodyCut: body.length > keepBodyBytes,
    keepAlive: true,
  });
  if (output.FunctionError !== undefined)
    return { kind: 'answer', answer: answer(badGateway, {}, bytes), reason: `function error: ${errorTypeOf(bytes)}` };
  try {
    const { statusCode, headers, body } = readHttpAnswer(bytes, format);
    return { kind: 'answer', answer: answer(statusCode, headers, body) };
  } catch (error) {
    if (!(error instanceof MalformedAnswerError)) throw error;
    return {
      kind: 'answer',
      answer: answer(badGateway, {}, bytes),
      reason: `not a valid HTTP answer: ${error.message}`,
    };
  }
}

/** Its type is the platform's or the runtime's word; its message is the function's own, and may hold anything. */
function errorTypeOf(payload: Buffer): string {
  try {
    const { errorType } = JSON.parse(payload.toString('utf8')) as { readonly errorType?: unknown };
    if (typeof errorType === 'string') return errorType.slice(0, 100);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  return 'of unknown type';
}
