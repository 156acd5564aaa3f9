import { defaultAccountId } from '../platform/defaults.ts';
import {
  addedHeaders,
  carried,
  firstLabel,
  type HttpRequest,
  headerLines,
  listsOf,
  logTime,
  pathAndQuery,
} from './request.ts';
import { type MatchedRoute, matchedRoute } from './route.ts';

type Texts = Readonly<Record<string, string>>;
type Lists = Readonly<Record<string, readonly string[]>>;

/**
 * The event of a REST API with Lambda proxy integration, payload format 1.0. Names of headers stay as they were written.
 * What a request does not have is null.
 * Source: docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * @param route such as `/items/{id}`
 * @returns undefined for a path that is not on this route
 */
export function toRestEvent(request: HttpRequest, route: string) {
  const { path, query } = pathAndQuery(request);
  const matched = matchedRoute(route, path);
  if (matched === undefined) return undefined;
  const headers = listsOf(headersOf(request));
  const parameters = query === '' ? null : listsOf([...new URLSearchParams(query)]);
  return {
    ...{ resource: matched.resource, path, httpMethod: request.method },
    ...{ headers: lastOf(headers), multiValueHeaders: headers },
    queryStringParameters: parameters && lastOf(parameters),
    multiValueQueryStringParameters: parameters,
    ...{ pathParameters: matched.pathParameters, stageVariables: null },
    requestContext: contextOf(request, matched, path),
    // An API takes every body for text unless it lists binary types; what is none could not be sent as it is.
    ...(request.body.length === 0 ? { body: null, isBase64Encoded: false } : carried(request.body, true)),
  };
}

/** AWS's own stand in the place of those of the client. */
function headersOf(request: HttpRequest): [string, string][] {
  const { for: addresses, port, proto, traceId } = addedHeaders(request);
  const added: [string, string][] = [
    ['X-Amzn-Trace-Id', traceId],
    ['X-Forwarded-For', addresses],
    ['X-Forwarded-Port', port],
    ['X-Forwarded-Proto', proto],
  ];
  const names = new Set(added.map(([name]) => name.toLowerCase()));
  return [...headerLines(request).filter(([name]) => !names.has(name.toLowerCase())), ...added];
}

const lastOf = (lists: Lists): Texts =>
  Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? '']));

const stage = 'prod';

function contextOf(request: HttpRequest, { resource }: MatchedRoute, path: string) {
  const domainPrefix = firstLabel(request.domainName);
  return {
    ...{ accountId: defaultAccountId, apiId: domainPrefix, domainName: request.domainName, domainPrefix },
    httpMethod: request.method,
    identity: { ...nobody, sourceIp: request.sourceIp, userAgent: userAgentOf(request) },
    ...{ path: `/${stage}${path}`, protocol: 'HTTP/1.1', requestId: request.requestId },
    ...{ requestTime: logTime(request.nowEpochMs), requestTimeEpoch: request.nowEpochMs },
    ...{ resourceId: 'local', resourcePath: resource, stage },
  };
}

const userAgentOf = (request: HttpRequest): string | null =>
  headerLines(request).find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? null;

/** An API without authorization. */
const nobody = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  user: null,
  userArn: null,
};
