import { defaultAccountId, defaultRegion } from '../platform/defaults.ts';
import { addedHeaders, carried, type HttpRequest, headerLines, listsOf, pathAndQuery } from './request.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

/**
 * The event of an Application Load Balancer. Names of headers are in lower case. Parameters are as they were sent, not decoded. Of
 * several values of one name the last counts, unless the target group has multi-value headers: then all are in lists, in fields of
 * other names.
 * Source: docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export function toAlbEvent(request: HttpRequest, multiValueHeaders: boolean) {
  const { path, query } = pathAndQuery(request);
  const [headers, parameters] = [headersOf(request), parametersIn(query)];
  const contentType = headers.findLast(([name]) => name === 'content-type')?.[1] ?? '';
  return {
    requestContext: { elb: { targetGroupArn } },
    ...{ httpMethod: request.method, path },
    ...(multiValueHeaders
      ? { multiValueQueryStringParameters: listsOf(parameters), multiValueHeaders: listsOf(headers) }
      : { queryStringParameters: Object.fromEntries(parameters), headers: Object.fromEntries(headers) }),
    ...(request.body.length === 0
      ? { body: '', isBase64Encoded: false }
      : carried(request.body, textType.test(contentType))),
  };
}

const targetGroupArn = `arn:aws:elasticloadbalancing:${defaultRegion}:${defaultAccountId}:targetgroup/local/0123456789abcdef`;

const textType = /^(?:text\/|application\/(?:json|javascript|xml)\b)/i;

/** Those of the load balancer are in place of the client's own. */
function headersOf(request: HttpRequest): Pairs {
  const added = addedHeaders(request);
  const own: Pairs = [
    ['x-amzn-trace-id', added.traceId],
    ['x-forwarded-for', added.for],
    ['x-forwarded-port', added.port],
    ['x-forwarded-proto', added.proto],
  ];
  const names = new Set(own.map(([name]) => name));
  const sent = headerLines(request).map(([name, value]) => [name.toLowerCase(), value] as const);
  return [...sent.filter(([name]) => !names.has(name)), ...own];
}

const parametersIn = (query: string): Pairs =>
  query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equalsAt = part.indexOf('=');
      return equalsAt < 0 ? [part, ''] : [part.slice(0, equalsAt), part.slice(equalsAt + 1)];
    });
