import { matchedRoute, routePattern } from '../../model/http/route.ts';
import { kindNamed } from '../../target-kinds/target-kinds.ts';
import { engineNamed } from '../engine-kinds.ts';
import { fieldOf } from '../reading/expected.ts';
import { type Path, type Problem, quoted, showPath, showValue } from '../reading/problem.ts';
import { at, engineOf, entriesOf, problem, repeatedNames } from '../written.ts';

/** Rules for the requests of a scenario: every engine sends them unchanged, or the file is refused. */
export const brokenRequestRules = (data: unknown, shown: unknown = data): Problem[] => [
  ...placesOf(data).flatMap((place) => [
    ...headersAt(data, place).flatMap((header) => headerRules.flatMap((rule) => rule(header, data, shown))),
    ...bodyIsText(data, place),
    ...bodyIsJson(data, place),
    ...hasOneBody(data, place),
    ...pathIsOnRoute(data, place),
  ]),
  ...repeatedNames(data, 'requests', 'request'),
  ...engineSendsSeveral(data),
  ...recordedAreWhole(data),
];

/** Of `request`, and of each entry of `requests`. */
const placesOf = (data: unknown): Path[] => [
  ['request'],
  ...entriesOf(data, 'requests').map((_, index) => ['requests', index]),
];

interface Header {
  /** Of its request. */
  readonly place: Path;
  readonly name: string;
  readonly value: unknown;
  /** Name in lower case: HTTP ignores case. */
  readonly key: string;
}

function headersAt(data: unknown, place: Path): Header[] {
  const headers = at(data, ...place, 'headers');
  if (typeof headers !== 'object' || headers === null) return [];
  return Object.entries(headers).map(([name, value]) => ({ place, name, value, key: name.toLowerCase() }));
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

function namesDiffer({ place, name, key }: Header, data: unknown): Problem[] {
  const first = headersAt(data, place).find((other) => other.key === key);
  if (first === undefined || first.name === name) return [];
  return nameProblem(place, name, `${quoted(first.name)} is the same header: names of headers ignore case`);
}

function nameIsFree({ place, name, key }: Header): Problem[] {
  if (!['connection', 'content-length', 'transfer-encoding'].includes(key)) return [];
  return nameProblem(place, name, 'expected another header: rollcall sets this one itself');
}

/** `te: trailers` is the only value that HTTP/2 allows. Source: RFC 9113, section 8.2.2 */
const notOverHttp2 = ['keep-alive', 'proxy-connection', 'upgrade', 'te', 'http2-settings'];

function engineSendsIt({ place, name, key, value }: Header, data: unknown): Problem[] {
  const engine = engineOf(data);
  const isHttp2 = engineNamed(engine)?.speaksHttp2 && at(data, 'engine', 'http2') === true;
  if (isHttp2 && notOverHttp2.includes(key) && !(key === 'te' && value === 'trailers'))
    return nameProblem(place, name, 'expected another header: HTTP/2 does not have this one');
  if (!engineNamed(engine)?.unsent.includes(key)) return [];
  return nameProblem(
    place,
    name,
    `expected another header: the engine ${engine} cannot send this one; the engine socket can`,
  );
}

function valueIsCarried({ place, name, value }: Header): Problem[] {
  if (typeof value !== 'string') return [];
  if (/^[ \t]|[ \t]$/.test(value))
    return [valueProblem(place, name, 'expected a value without leading or trailing spaces: HTTP drops them')];
  return isText(value) ? [] : [valueProblem(place, name, `expected text, got ${halfACharacter}`)];
}

function hostIsAHost({ place, name, key, value }: Header, _: unknown, shown: unknown): Problem[] {
  if (key !== 'host' || typeof value !== 'string' || /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(value)) return [];
  const got = showValue(at(shown, ...place, 'headers', name));
  return [
    valueProblem(place, name, `expected a host, with a port if need be, such as api.example.com:8443, got ${got}`),
  ];
}

function hostReachesTheTarget({ place, name, key }: Header, data: unknown): Problem[] {
  if (key !== 'host') return [];
  const targets = entriesOf(data, 'targets');
  const fixed = targets.map((target) => fieldOf(target, 'kind')).find((kind) => kindNamed(kind)?.isFoundByHost);
  if (fixed !== undefined)
    return nameProblem(place, name, `expected none with a target of kind ${fixed}: AWS finds the function by its host`);
  const isTunnelled = (target: unknown) => /^https:/i.test(String(fieldOf(target, 'url')));
  if (at(data, 'engine', 'proxy') === undefined || targets.every(isTunnelled)) return [];
  return nameProblem(
    place,
    name,
    'expected none with engine.proxy and an http target: a proxy replaces it by the host of the URL',
  );
}

function bodyIsText(data: unknown, place: Path): Problem[] {
  const body = at(data, ...place, 'body');
  if (typeof body !== 'string' || isText(body)) return [];
  return [problem([...place, 'body'], `expected text, got ${halfACharacter}`)];
}

function hasOneBody(data: unknown, place: Path): Problem[] {
  const [body, file] = [at(data, ...place, 'body'), at(data, ...place, 'bodyFile')];
  return body === undefined || file === undefined
    ? []
    : [problem([...place, 'bodyFile'], 'expected none: the request has a `body` already')];
}

/** They are sent as they were recorded. */
function recordedAreWhole(data: unknown): Problem[] {
  if (at(data, 'requestsFile') === undefined) return [];
  return ['requests', 'feed']
    .filter((key) => at(data, key) !== undefined)
    .map((key) => problem([key], 'expected none beside `requestsFile`'));
}

/** Its own requests would not be recorded by their names. */
function engineSendsSeveral(data: unknown): Problem[] {
  const engine = engineOf(data);
  if (!engineNamed(engine)?.firesItself) return [];
  return ['requests', 'requestsFile', 'feed']
    .filter((key) => at(data, key) !== undefined)
    .map((key) =>
      problem([key], `expected none with engine ${engine}, which sends one request; the engine socket sends several`),
    );
}

/** An API would respond 403 to every request without an invocation. */
function pathIsOnRoute(data: unknown, place: Path): Problem[] {
  const path = at(data, ...place, 'path') ?? at(data, 'request', 'path') ?? '/';
  // The entries of a list are checked, with what they have from `request`.
  if (typeof path !== 'string' || (place.length === 1 && entriesOf(data, 'requests').length > 0)) return [];
  const [plain = ''] = path.split(/[?#]/, 1);
  return eventPlaces(data).flatMap((event) => {
    const [kind, route] = [at(data, ...event, 'kind'), at(data, ...event, 'route')];
    if (kind !== 'http-v1' || typeof route !== 'string' || !routePattern.test(route)) return [];
    if (matchedRoute(route, plain) !== undefined) return [];
    const message = `${quoted(plain)} is not on the route ${quoted(route)} of ${showPath(event)}`;
    return [problem([...place, 'path'], message)];
  });
}

/** Lambda would respond 400 to every request without an invocation. A body with variables of a feed is checked with its values. */
function bodyIsJson(data: unknown, place: Path): Problem[] {
  const body = at(data, ...place, 'body');
  const event = eventPlaces(data).find((one) => (at(data, ...one, 'kind') ?? at(data, ...one)) === 'raw');
  if (event === undefined || typeof body !== 'string' || body.includes('${') || isJson(body)) return [];
  return [problem([...place, 'body'], `expected JSON: ${showPath(event)} is \`raw\`, so the body is the event`)];
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

const nameProblem = (place: Path, name: string, message: string): Problem[] => [
  { path: [...place, 'headers', name], at: 'key', message },
];

const valueProblem = (place: Path, name: string, message: string): Problem =>
  problem([...place, 'headers', name], message);
