import { type HttpAnswer, MalformedAnswerError, toHttpAnswer } from './http-answer.ts';

interface ProxyResult {
  readonly statusCode?: unknown;
  readonly headers?: unknown;
  readonly multiValueHeaders?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

/**
 * The HTTP answer that a handler's result stands for behind a REST API (payload format 1.0) or a load balancer. It has to state its
 * `statusCode`, nothing is inferred; `headers` and `multiValueHeaders` are merged, and the second win. That the status may be a text of three
 * digits is what gateways accept, not what AWS documents.
 * Sources: docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html,
 * docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 * @throws {MalformedAnswerError} as `toHttpAnswer` does, and where there is no status
 */
export function toProxyAnswer(result: unknown): HttpAnswer {
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = Object(result) as ProxyResult;
  if (statusCode === undefined || statusCode === null)
    throw new MalformedAnswerError('statusCode is missing, which a REST API and a load balancer ask for');
  return toHttpAnswer({
    statusCode: typeof statusCode === 'string' && /^\d{3}$/.test(statusCode) ? Number(statusCode) : statusCode,
    headers: { ...joined(headers), ...joined(multiValueHeaders) },
    body: body ?? '',
    isBase64Encoded,
  });
}

/** Names in lower case, so that one kind of headers can replace the other. Values of a wrong type stay, for `toHttpAnswer` to refuse. */
const joined = (headers: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(Object(headers)).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
