import { matchedRoute, routePattern } from '../../model/http/route.ts';
import { kindNamed } from '../../target-kinds/target-kinds.ts';
import { fieldOf } from '../reading/expected.ts';
import { type Path, type Problem, quoted, showPath, showValue } from '../reading/problem.ts';
import { at, engineOf, entriesOf, problem } from '../written.ts';

/** Rules for the request of a scenario: every engine sends it unchanged, or the file is refused. */
export const brokenRequestRules = (data: unknown, shown: unknown = data): Problem[] => [
  ...headersOf(data).flatMap((header) => headerRules.flatMap((rule) => rule(header, data, shown))),
  ...bodyIsText(data),
  ...bodyIsJson(data),
  ...pathIsOnRoute(data),
];

interface Header {
  readonly name: string;
  readonly value: unknown;
  /** Name in lower case: HTTP ignores case. */
  readonly key: string;
}

function headersOf(data: unknown): Header[] {
  const headers = at(data, 'request', 'headers');
  if (typeof headers !== 'object' || headers === null) return [];
  return Object.entries(headers).map(([name, value]) => ({ name, value, key: name.toLowerCase() }));
}

type HeaderRule = (header: Header, data: unknown, shown: unknown) => Problem[];

const headerRules: readonly HeaderRule[] = [
  namesDiffer,
  nameIsFree,
  engineSendsIt,
  valueIsCarried,
  hostIsAHost,
  hostReachesTheTarget,
];

function namesDiffer({ name, key }: Header, data: unknown): Problem[] {
  const first = headersOf(data).find((other) => other.key === key);
  if (first === undefined || first.name === name) return [];
  return nameProblem(name, `${quoted(first.name)} is the same header: names of headers ignore case`);
}

function nameIsFree({ name, key }: Header): Problem[] {
  if (!['connection', 'content-length', 'transfer-encoding'].includes(key)) return [];
  return nameProblem(name, 'expected another header: rollcall sets this one itself');
}

/** `te: trailers` is the only value that HTTP/2 allows. Source: RFC 9113, section 8.2.2 */
const notOverHttp2 = ['keep-alive', 'proxy-connection', 'upgrade', 'te', 'http2-settings'];
const notByUndici = ['expect', 'keep-alive', 'upgrade'];

function engineSendsIt({ name, key, value }: Header, data: unknown): Problem[] {
  if (engineOf(data) !== 'undici') return [];
  if (at(data, 'engine', 'http2') === true && notOverHttp2.includes(key) && !(key === 'te' && value === 'trailers'))
    return nameProblem(name, 'expected another header: HTTP/2 does not have this one');
  if (!notByUndici.includes(key)) return [];
  return nameProblem(name, 'expected another header: the engine undici cannot send this one; the engine socket can');
}

function valueIsCarried({ name, value }: Header): Problem[] {
  if (typeof value !== 'string') return [];
  if (/^[ \t]|[ \t]$/.test(value))
    return [valueProblem(name, 'expected a value without leading or trailing spaces: HTTP drops them')];
  return isText(value) ? [] : [valueProblem(name, `expected text, got ${halfACharacter}`)];
}

function hostIsAHost({ name, key, value }: Header, _: unknown, shown: unknown): Problem[] {
  if (key !== 'host' || typeof value !== 'string' || /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(value)) return [];
  const got = showValue(at(shown, 'request', 'headers', name));
  return [valueProblem(name, `expected a host, with a port if need be, such as api.example.com:8443, got ${got}`)];
}

function hostReachesTheTarget({ name, key }: Header, data: unknown): Problem[] {
  if (key !== 'host') return [];
  const targets = entriesOf(data, 'targets');
  const fixed = targets.map((target) => fieldOf(target, 'kind')).find((kind) => kindNamed(kind)?.isFoundByHost);
  if (fixed !== undefined)
    return nameProblem(name, `expected none with a target of kind ${fixed}: AWS finds the function by its host`);
  const isTunnelled = (target: unknown) => /^https:/i.test(String(fieldOf(target, 'url')));
  if (at(data, 'engine', 'proxy') === undefined || targets.every(isTunnelled)) return [];
  return nameProblem(
    name,
    'expected none with engine.proxy and an http target: a proxy replaces it by the host of the URL',
  );
}

function bodyIsText(data: unknown): Problem[] {
  const body = at(data, 'request', 'body');
  if (typeof body !== 'string' || isText(body)) return [];
  return [problem(['request', 'body'], `expected text, got ${halfACharacter}`)];
}

/** An API would respond 403 to every request without an invocation. */
function pathIsOnRoute(data: unknown): Problem[] {
  const path = at(data, 'request', 'path') ?? '/';
  if (typeof path !== 'string') return [];
  const [plain = ''] = path.split(/[?#]/, 1);
  return eventPlaces(data).flatMap((place) => {
    const [kind, route] = [at(data, ...place, 'kind'), at(data, ...place, 'route')];
    if (kind !== 'http-v1' || typeof route !== 'string' || !routePattern.test(route)) return [];
    if (matchedRoute(route, plain) !== undefined) return [];
    const message = `${quoted(plain)} is not on the route ${quoted(route)} of ${showPath(place)}`;
    return [problem(['request', 'path'], message)];
  });
}

/** Lambda would respond 400 to every request without an invocation. A body with variables of a feed is checked with its values. */
function bodyIsJson(data: unknown): Problem[] {
  const body = at(data, 'request', 'body');
  const place = eventPlaces(data).find((place) => (at(data, ...place, 'kind') ?? at(data, ...place)) === 'raw');
  if (place === undefined || typeof body !== 'string' || body.includes('${') || isJson(body)) return [];
  return [problem(['request', 'body'], `expected JSON: ${showPath(place)} is \`raw\`, so the body is the event`)];
}

const eventPlaces = (data: unknown): Path[] => [
  ['request', 'event'],
  ...entriesOf(data, 'targets').map((_, index) => ['targets', index, 'event']),
];

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return false;
  }
}

/** Half of a surrogate pair has no UTF-8 encoding. */
const isText = (value: string): boolean => !/\p{Surrogate}/u.test(value);
const halfACharacter = 'half of a surrogate pair, which cannot be sent as UTF-8';

const nameProblem = (name: string, message: string): Problem[] => [
  { path: ['request', 'headers', name], at: 'key', message },
];

const valueProblem = (name: string, message: string): Problem => problem(['request', 'headers', name], message);
