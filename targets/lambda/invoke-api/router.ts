import { ServiceError, violation } from '../functions/service-error.ts';
import { type Route, routes } from './routes.ts';
import { unoffered } from './unoffered.ts';

export interface RoutedRequest {
  readonly route: Route;
  /** `{FunctionName}` of the path, decoded. Empty where the path has none. */
  readonly name: string;
  readonly query: URLSearchParams;
}

/** @param rawUrl path and query, as in the request line. @throws {ServiceError} 501 for what is not offered. */
export function routed(method: string, rawUrl: string): RoutedRequest {
  const [path = '', queryText = ''] = rawUrl.split(/\?(.*)/s);
  const query = new URLSearchParams(queryText);
  for (const { route, pattern } of offeredPatterns) {
    const match = route.method === method ? matched(pattern, path, query) : undefined;
    if (match !== undefined) return { route, name: decoded(match[1] ?? ''), query };
  }
  throw notOffered(method, path, query);
}

interface Pattern {
  readonly path: RegExp;
  readonly query: readonly (readonly [string, string])[];
}

const byQuery = (a: { readonly pattern: Pattern }, b: { readonly pattern: Pattern }): number =>
  b.pattern.query.length - a.pattern.query.length;

/** Of two that match, the one that asks for a query is meant: those come first. */
const offeredPatterns = routes.map((route) => ({ route, pattern: patternOf(route.path) })).sort(byQuery);
const unofferedPatterns = Object.entries(unoffered)
  .map(([path, names]) => ({ names, pattern: patternOf(path) }))
  .sort(byQuery);

/** The AWS CLI ends some paths with a slash. */
function patternOf(text: string): Pattern {
  const [path = '', query = ''] = text.split('?');
  return { path: new RegExp(`^${path.replace(/\{\w*\}/g, '([^/]+)')}/?$`), query: [...new URLSearchParams(query)] };
}

function matched(pattern: Pattern, path: string, query: URLSearchParams): RegExpMatchArray | undefined {
  const hasQuery = pattern.query.every(([name, value]) => query.get(name) === value);
  return hasQuery ? (path.match(pattern.path) ?? undefined) : undefined;
}

/** Of the 5xx the SDKs try 500, 502, 503 and 504 again, but not 501. */
function notOffered(method: string, path: string, query: URLSearchParams): ServiceError {
  const meant = unofferedPatterns.find(
    ({ names, pattern }) => names[method] !== undefined && matched(pattern, path, query),
  );
  const operation = meant?.names[method] ?? `${method} ${path}`;
  const offered = routes.map((route) => route.operation).join(', ');
  return new ServiceError(
    'UnknownOperationException',
    `The embedded Lambda does not offer ${operation}. It offers: ${offered}.`,
  );
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw violation(segment, 'functionName', 'Member must be percent-encoded UTF-8');
  }
}
