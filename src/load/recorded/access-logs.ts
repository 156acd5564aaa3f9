import {
  BadRecordError,
  type LeftOut,
  notSent,
  type Read,
  type RecordedRequest,
  recorded,
} from './recorded-request.ts';

/** Reads one line; undefined for a line of the head. */
export type LineReader = (line: string) => Read;

/**
 * The reader of an access log, by its first line; undefined for any other text. A log has methods and paths, no bodies.
 * - Application Load Balancer: `type time elb client:port … "GET https://host:443/path HTTP/1.1" …`, with the creation time of the request.
 * - CloudFront: tabs between the columns that `#Fields:` names; `time` is that of the answer, to the second.
 * - nginx and Apache in their format `combined`: `address - user [time] "GET /path HTTP/1.1" …`, to the second.
 * Sources: ELB user guide (access log entries), CloudFront developer guide (standard logging reference), nginx
 * (ngx_http_log_module).
 */
export function logReader(first: string): LineReader | undefined {
  if (/^(https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT/.test(first)) return loadBalancerLine;
  if (/^#(Version|Fields):/.test(first)) return cloudFrontReader();
  return combined.test(first) ? combinedLine : undefined;
}

/** Whether times are of whole seconds. */
export const isToTheSecond = (reader: LineReader): boolean => reader !== loadBalancerLine;

const webSocket: LeftOut = { why: 'of a web socket' };
const unreadable: LeftOut = { why: 'that the server could not read' };

const logged = (atMs: number, method: string, url: string): RecordedRequest | LeftOut =>
  notSent(method, url) ?? recorded({ atMs, method, url });

/** Fields between spaces, some of them in quotation marks. */
const field = /"((?:[^"\\]|\\.)*)"|\S+/g;
const requestField = 12;
const createdField = 21;
/** Time to read the request, of the target, and to send the response, in s; -1: none. */
const neededFields = { first: 5, last: 7 };

function loadBalancerLine(line: string): Read {
  const fields = [...line.matchAll(field)].map(([whole, inQuotes]) => inQuotes ?? whole);
  if (fields[0] === 'ws' || fields[0] === 'wss') return webSocket;
  const [method = '', url = ''] = (fields[requestField] ?? '').split(' ');
  if (method === '-') return unreadable;
  if (fields.length <= requestField) throw new BadRecordError('expected a line of a load balancer’s log');
  return logged(createdAt(fields), method, url);
}

/** Logs before 2018 end sooner, and a request that was cut off may have no creation time: then it is that of the response, less what was needed for it. */
function createdAt(fields: readonly string[]): number {
  const created = fields[createdField];
  if (created !== undefined && created !== '-') return Date.parse(created);
  const neededS = fields
    .slice(neededFields.first, neededFields.last + 1)
    .map(Number)
    .filter((seconds) => seconds > 0);
  return Date.parse(fields[1] ?? '') - neededS.reduce((sum, seconds) => sum + seconds, 0) * 1000;
}

function cloudFrontReader(): LineReader {
  let columns: readonly string[] = [];
  return (line) => {
    if (line.startsWith('#')) {
      const [, names] = /^#Fields:\s*(.*)$/.exec(line) ?? [];
      if (names !== undefined) columns = names.trim().split(/\s+/);
      return undefined;
    }
    const values = line.split('\t');
    const of = (name: string) => values[columns.indexOf(name)];
    if (/^wss?$/.test(of('cs-protocol') ?? '')) return webSocket;
    const [method, stem, query = '-'] = [of('cs-method'), of('cs-uri-stem'), of('cs-uri-query')];
    if (method === undefined || stem === undefined)
      throw new BadRecordError('expected the columns cs-method and cs-uri-stem, as `#Fields:` names them');
    const tookMs = Number(of('time-taken') ?? 0) * 1000;
    const host = of('x-host-header') ?? of('cs(Host)');
    const path = asRequested(`${stem}${query === '-' ? '' : `?${query}`}`);
    const url = `${host === undefined ? '' : `https://${host}`}${path}`;
    return logged(Date.parse(`${of('date')}T${of('time')}Z`) - tookMs, method, url);
  };
}

/**
 * CloudFront encodes these characters once more than the client did, the percent sign among them: `/a%20b` is logged as `/a%2520b`.
 * A number sign stays encoded, as it would begin a fragment.
 */
const asRequested = (text: string): string =>
  text.replace(/%(3C|3E|22|25|7B|7D|7C|5C|5E|7E|5B|5D|60|27)/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );

const combined = /^\S+ \S+ .*?\[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\] "((?:[^"\\]|\\.)*)"/;

function combinedLine(line: string): Read {
  const [whole, day, month, year, time, hours, minutes, request = ''] = combined.exec(line) ?? [];
  if (whole === undefined) throw new BadRecordError('expected a line in the format `combined`');
  const [, method, url] = /^([A-Z]+) (\S+) HTTP\/[\d.]+$/.exec(request) ?? [];
  if (method === undefined || url === undefined) return unreadable;
  return logged(
    Date.parse(`${day} ${month} ${year} ${time} GMT${hours}${minutes}`),
    method,
    url.replace(escaped, encoded),
  );
}

/** Both servers write quotation marks, backslashes and what is no printable ASCII as `\x22` or `\"`. */
const escaped = /\\(?:x([0-9a-f]{2})|(.))/gi;
const encoded = (_: string, hex: string | undefined, character = ''): string =>
  hex === undefined ? encodeURIComponent(character) : `%${hex.toUpperCase()}`;
