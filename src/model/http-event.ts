import { isUtf8 } from 'node:buffer';
import { optional } from './optional.ts';

/**
 * The event of a function URL, payload format 2.0. What a request does not have is absent.
 * Source: docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export interface HttpEvent {
  readonly version: '2.0';
  readonly routeKey: '$default';
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  /** Names in lower case; several values joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly accountId: 'anonymous';
    readonly apiId: string;
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: '$default';
    readonly stage: '$default';
    /** As in web server logs: `12/Mar/2020:19:03:58 +0000`. */
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

export interface HttpRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly rawUrl: string;
  /** Names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Names and values in turn; with them repeated headers are joined as AWS does, not as Node does. */
  readonly rawHeaders?: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly nowEpochMs: number;
  readonly domainName: string;
}

export function toHttpEvent(request: HttpRequest): HttpEvent {
  const queryAt = request.rawUrl.indexOf('?');
  const rawPath = queryAt < 0 ? request.rawUrl : request.rawUrl.slice(0, queryAt);
  const rawQueryString = queryAt < 0 ? '' : request.rawUrl.slice(queryAt + 1);
  const { cookie, ...headers } = joinedHeaders(request);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...optional('cookies', cookie === undefined ? undefined : cookiesIn(cookie)),
    headers,
    ...optional('queryStringParameters', queryParameters(rawQueryString)),
    requestContext: contextOf(request, rawPath, headers['user-agent'] ?? ''),
    ...bodyOf(request.body, headers['content-type'] ?? ''),
  };
}

function joinedHeaders({ headers, rawHeaders }: HttpRequest): Record<string, string> {
  const joined: Record<string, string> = {};
  const add = (name: string, value: string) => {
    const before = joined[name];
    // Cookie lines are one list already; it is split at its semicolons.
    joined[name] = before === undefined ? value : before + (name === 'cookie' ? '; ' : ',') + value;
  };
  if (rawHeaders === undefined) {
    for (const [name, value] of Object.entries(headers)) for (const one of [value ?? []].flat()) add(name, one);
  } else {
    for (let i = 0; i < rawHeaders.length; i += 2) add((rawHeaders[i] ?? '').toLowerCase(), rawHeaders[i + 1] ?? '');
  }
  return joined;
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

function contextOf(request: HttpRequest, path: string, userAgent: string): HttpEvent['requestContext'] {
  const domainPrefix = request.domainName.split('.', 1)[0] ?? '';
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

/** `Thu, 12 Mar 2020 19:03:58 GMT` as `12/Mar/2020:19:03:58 +0000`. */
function logTime(epochMs: number): string {
  const [, day, month, year, time] = new Date(epochMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

const textType = /^(text\/|application\/(.*[+])?(json|xml|javascript|x-www-form-urlencoded)\b)/i;

/** Text travels as it is. All else, and what says that it is text but is not, travels in base64. */
function bodyOf(body: Buffer, contentType: string): Pick<HttpEvent, 'body' | 'isBase64Encoded'> {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = textType.test(contentType) && isUtf8(body);
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}
