/** The route of a REST API, and what of a path stands in its place holders. */
export interface MatchedRoute {
  /** As the route is written: `/items/{id}`. */
  readonly resource: string;
  /** As they were sent, not decoded. Null where the route has none. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/** Takes every path, as an API does that leaves routing to its function. */
export const anyRoute = '/{proxy+}';

/** The route of an HTTP API for all requests that are on no other one. */
export const defaultRoute = '$default';

/** Segments of text and of `{name}`, the last of which may be `{name+}`: it takes the rest of the path. */
export const routePattern = /^(?:\/|(?:\/(?:[\w.:~-]+|\{[\w.:-]+\}))*(?:\/(?:[\w.:~-]+|\{[\w.:-]+\+?\})))$/;

/**
 * A path on a route; undefined if it is on another one. The root, which `{proxy+}` does not take, is a resource of its own beside it.
 * Source: docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 */
export function matchedRoute(route: string, path: string): MatchedRoute | undefined {
  if (path === '/' && (route === '/' || route === anyRoute)) return { resource: '/', pathParameters: null };
  const names: string[] = [];
  const pattern = route.replace(/\{([^}+]+)(\+?)\}|[.~]/g, (text, name?: string, greedy?: string) => {
    if (name === undefined) return `\\${text}`;
    names.push(name);
    return greedy === '+' ? '(.+)' : '([^/]+)';
  });
  const values = path.match(new RegExp(`^${pattern}$`))?.slice(1);
  if (values === undefined) return undefined;
  const pairs = names.map((name, at): [string, string] => [name, values[at] ?? '']);
  return { resource: route, pathParameters: pairs.length === 0 ? null : Object.fromEntries(pairs) };
}

/** What API Gateway answers to a request that is on no route. Source: its gateway response MISSING_AUTHENTICATION_TOKEN */
export const noRoute = {
  status: 403,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'MissingAuthenticationTokenException' },
  body: '{"message":"Missing Authentication Token"}',
} as const;
