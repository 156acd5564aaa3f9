import { optional } from '../optional.ts';
import { addedHeaders, carried, firstLabel, type HttpRequest, headerLines, logTime, pathAndQuery } from './request.ts';

/**
 * The event of a function URL, payload format 2.0. Names of headers are in lower case; several values are joined by a comma.
 * What a request does not have is absent.
 * Source: docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function toHttpEvent(request: HttpRequest) {
  const { path, query } = pathAndQuery(request);
  const { cookie, ...headers } = eventHeaders(request);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...optional('cookies', cookie === undefined ? undefined : cookiesIn(cookie)),
    headers,
    ...optional('queryStringParameters', queryParameters(query)),
    requestContext: contextOf(request, path, headers['user-agent'] ?? ''),
    ...bodyOf(request.body, headers['content-type'] ?? ''),
  };
}

function eventHeaders(request: HttpRequest): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [written, value] of headerLines(request)) {
    const name = written.toLowerCase();
    const before = joined[name];
    // Cookie lines are one list already; it is split at its semicolons.
    joined[name] = before === undefined ? value : before + (name === 'cookie' ? '; ' : ',') + value;
  }
  const added = addedHeaders(request);
  return {
    ...joined,
    'x-forwarded-for': added.for,
    'x-forwarded-port': added.port,
    'x-forwarded-proto': added.proto,
    'x-amzn-trace-id': added.traceId,
  };
}

const cookiesIn = (header: string): string[] =>
  header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter(Boolean);

function queryParameters(rawQueryString: string): Record<string, string> | undefined {
  if (rawQueryString === '') return undefined;
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}

function contextOf(request: HttpRequest, path: string, userAgent: string) {
  const domainPrefix = firstLabel(request.domainName);
  return {
    accountId: 'anonymous',
    apiId: domainPrefix,
    domainName: request.domainName,
    domainPrefix,
    http: { method: request.method, path, protocol: 'HTTP/1.1', sourceIp: request.sourceIp, userAgent },
    requestId: request.requestId,
    routeKey: '$default',
    stage: '$default',
    time: logTime(request.nowEpochMs),
    timeEpoch: request.nowEpochMs,
  };
}

const textType = /^(text\/|application\/(.*[+])?(json|xml|javascript|x-www-form-urlencoded)\b)/i;

function bodyOf(body: Buffer, contentType: string): { readonly body?: string; readonly isBase64Encoded: boolean } {
  return body.length === 0 ? { isBase64Encoded: false } : carried(body, textType.test(contentType));
}
