import { optional } from '../optional.ts';
import { type HttpAnswer, joined } from './answer.ts';
import {
  base64FlagOf,
  bodyOf,
  headersOf,
  isAbsent,
  MalformedAnswerError,
  reasonOf,
  statusCodeOf,
  unwritten,
} from './answer-fields.ts';

interface ProxyResult {
  readonly statusCode?: unknown;
  readonly statusDescription?: unknown;
  readonly headers?: unknown;
  readonly multiValueHeaders?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

/**
 * The HTTP answer that a handler's result stands for behind a REST API (payload format 1.0). It has to state its `statusCode`, nothing
 * is inferred; `headers` and `multiValueHeaders` are merged, and the second win. A field that is null is absent.
 * Source: docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * @throws {MalformedAnswerError} as `toHttpAnswer` does, and where there is no status
 */
export function toProxyAnswer(result: unknown, written = unwritten): HttpAnswer {
  const { headers, multiValueHeaders } = Object(result) as ProxyResult;
  const all = {
    ...headersOf('headers', headers, written),
    ...headersOf('multiValueHeaders', multiValueHeaders, written),
  };
  return statedAnswer(result, all, written);
}

/**
 * The same behind a load balancer, which reads only one of the fields with headers, and the words of the status line.
 * Source: docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 * @param field `multiValueHeaders` if the target group has multi-value headers, else `headers`
 */
export function toAlbAnswer(result: unknown, field: 'headers' | 'multiValueHeaders', written = unwritten): HttpAnswer {
  const stated = Object(result) as ProxyResult;
  const answer = statedAnswer(result, headersOf(field, stated[field], written), written);
  return { ...answer, ...optional('reason', reasonOf(stated.statusDescription)) };
}

function statedAnswer(
  result: unknown,
  headers: Readonly<Record<string, readonly string[]>>,
  written: typeof unwritten,
): HttpAnswer {
  const { statusCode, body, isBase64Encoded } = Object(result) as ProxyResult;
  if (isAbsent(statusCode))
    throw new MalformedAnswerError('statusCode is missing, which a REST API and a load balancer ask for');
  const { 'set-cookie': cookies = [], ...others } = headers;
  return {
    statusCode: statusCodeOf(statusCode),
    headers: joined(others),
    cookies: [...cookies],
    body: bodyOf(body, base64FlagOf(isBase64Encoded), written),
  };
}
