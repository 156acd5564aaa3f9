import { type HttpAnswer, joined } from './answer.ts';
import {
  base64FlagOf,
  bodyOf,
  headersOf,
  isAbsent,
  MalformedAnswerError,
  statusCodeOf,
  unwritten,
} from './answer-fields.ts';

interface ProxyResult {
  readonly statusCode?: unknown;
  readonly headers?: unknown;
  readonly multiValueHeaders?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

/**
 * The HTTP answer that a handler's result stands for behind a REST API (payload format 1.0) or a load balancer. It has to state its
 * `statusCode`, nothing is inferred; `headers` and `multiValueHeaders` are merged, and the second win. A field that is null is absent.
 * Sources: docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html,
 * docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 * @throws {MalformedAnswerError} as `toHttpAnswer` does, and where there is no status
 */
export function toProxyAnswer(result: unknown, written = unwritten): HttpAnswer {
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = Object(result) as ProxyResult;
  if (isAbsent(statusCode))
    throw new MalformedAnswerError('statusCode is missing, which a REST API and a load balancer ask for');
  const { 'set-cookie': cookies = [], ...others } = {
    ...headersOf('headers', headers, written),
    ...headersOf('multiValueHeaders', multiValueHeaders, written),
  };
  return {
    statusCode: statusCodeOf(statusCode),
    headers: joined(others),
    cookies,
    body: bodyOf(body, base64FlagOf(isBase64Encoded), written),
  };
}
