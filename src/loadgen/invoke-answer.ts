import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import type { InvokeDelivery } from '../aws/delivery.ts';
import { MalformedAnswerError, toHttpAnswer } from '../model/http-answer.ts';
import type { Ending } from './exchange.ts';

interface AnswerBounds {
  readonly payload: InvokeDelivery['payload'];
  readonly keepBodyBytes: number;
}

/** What a function that failed is at its URL, so that a scenario counts the same at both. */
const badGateway = 502;

/** What Invoke answered, as the HTTP answer that the function's URL would have given. */
export function endingOf(output: InvokeCommandOutput, { payload, keepBodyBytes }: AnswerBounds): Ending {
  const bytes = Buffer.from(output.Payload ?? []);
  const requestId = output.$metadata.requestId;
  const answer = (status: number, headers: Readonly<Record<string, string>>, body: Buffer) => ({
    status,
    headers: new Map([
      ...Object.entries(headers),
      ...(requestId === undefined ? [] : ([['x-amzn-requestid', requestId]] as const)),
    ]),
    body: body.subarray(0, keepBodyBytes),
    keepAlive: true,
  });
  if (output.FunctionError !== undefined)
    return { kind: 'answer', answer: answer(badGateway, {}, bytes), reason: `function error: ${errorTypeOf(bytes)}` };
  if (payload === 'body') return { kind: 'answer', answer: answer(200, {}, bytes) };
  try {
    const { statusCode, headers, body } = toHttpAnswer(JSON.parse(bytes.toString('utf8') || 'null'));
    return { kind: 'answer', answer: answer(statusCode, headers, body) };
  } catch (error) {
    if (!(error instanceof MalformedAnswerError || error instanceof SyntaxError)) throw error;
    return { kind: 'answer', answer: answer(badGateway, {}, bytes), reason: `no HTTP answer: ${error.message}` };
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
