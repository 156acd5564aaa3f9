import { defaultAccountId } from '../platform/defaults.ts';
import { toHttpEvent } from './event.ts';
import type { MadeEvent, NoEvent } from './event-format.ts';
import { type HttpRequest, pathAndQuery } from './request.ts';
import { toRestEvent } from './rest-event.ts';
import { anyRoute, defaultRoute, matchedRoute, noRoute } from './route.ts';

/** A route of an API. `path`: such as `/items/{id}`, or `$default`. */
export interface ApiRoute {
  readonly method: string;
  readonly path: string;
  /** http-v1: of a REST API. http-v2: of an HTTP API. */
  readonly event: 'http-v1' | 'http-v2';
}

/**
 * The route of a request: the path that matches most specifically, segment by segment, and on it the route with the method before the
 * route with ANY. A REST API looks for the method only on the best path; an HTTP API goes on to less specific paths.
 * Source: "Routing API requests" in docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function routeOf<Route extends ApiRoute>(
  routes: readonly Route[],
  { method, rawUrl }: Pick<HttpRequest, 'method' | 'rawUrl'>,
): Route | undefined {
  const { path } = pathAndQuery({ rawUrl });
  const onPath = routes.filter((route) => matches(route.path, path)).toSorted(mostSpecificFirst);
  const resource = onPath.find(({ event }) => event === 'http-v1')?.path;
  return onPath.find(
    (route) =>
      (route.method === method || route.method === 'ANY') && (route.event === 'http-v2' || route.path === resource),
  );
}

/** What a request on no route is answered: by a REST API, or by an HTTP API. */
export const unmatched = (routes: readonly ApiRoute[]): NoEvent =>
  routes.some(({ event }) => event === 'http-v1') ? noRoute : notFound;

const notFound: NoEvent = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"Not Found"}',
};

/** The event of a request on its route, and how the result is read. */
export function apiEvent(request: HttpRequest, route: ApiRoute): MadeEvent {
  if (route.event === 'http-v2') return { event: toApiEvent(request, route), format: '2.0' };
  return { event: toRestEvent(request, route.path === defaultRoute ? anyRoute : route.path), format: '1.0' };
}

function toApiEvent(request: HttpRequest, { method, path }: ApiRoute): object {
  const routeKey = path === defaultRoute ? defaultRoute : `${method} ${path}`;
  const { requestContext, ...rest } = toHttpEvent(request);
  const parameters = matchedRoute(path, rest.rawPath)?.pathParameters;
  return {
    ...rest,
    routeKey,
    ...(parameters && { pathParameters: decoded(parameters) }),
    requestContext: { ...requestContext, accountId: defaultAccountId, routeKey },
  };
}

/** HTTP APIs decode parameters; one that cannot be decoded stays. */
const decoded = (parameters: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      try {
        return [name, decodeURIComponent(value)];
      } catch (error) {
        if (!(error instanceof URIError)) throw error;
        return [name, value];
      }
    }),
  );

/** The root is a resource of its own, which `{proxy+}` does not take. */
const matches = (route: string, path: string): boolean =>
  route === defaultRoute || (path === '/' ? route === path : matchedRoute(route, path) !== undefined);

function mostSpecificFirst(a: ApiRoute, b: ApiRoute): number {
  const [left, right] = [ranks(a.path), ranks(b.path)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

/** Of each segment: text before `{name}`, before `{name+}`, before `$default`. */
const ranks = (path: string): number[] =>
  path
    .split('/')
    .slice(path.startsWith('/') ? 1 : 0)
    .map(rankOf);

function rankOf(segment: string): number {
  if (segment === defaultRoute) return 3;
  if (!segment.startsWith('{')) return 0;
  return segment.endsWith('+}') ? 2 : 1;
}
