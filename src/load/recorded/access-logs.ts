import { BadRecordError, type RecordedRequest, recorded } from './recorded-request.ts';

/** Reads one line; undefined for a line that is no request. */
export type LineReader = (line: string) => RecordedRequest | undefined;

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

/** Fields between spaces, some of them in quotation marks. */
const field = /"((?:[^"\\]|\\.)*)"|\S+/g;
const requestField = 12;
const createdField = 21;

function loadBalancerLine(line: string): RecordedRequest | undefined {
  const fields = [...line.matchAll(field)].map(([whole, inQuotes]) => inQuotes ?? whole);
  if (fields[0] === 'ws' || fields[0] === 'wss') return undefined;
  const [method = '', url = ''] = (fields[requestField] ?? '').split(' ');
  // The load balancer could not read what the client sent.
  if (method === '-') return undefined;
  if (fields.length <= requestField) throw new BadRecordError('expected a line of a load balancer’s log');
  // Logs before 2018 end sooner.
  return recorded({ atMs: Date.parse(fields[createdField] ?? fields[1] ?? ''), method, url });
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
    const [method, stem, query = '-'] = [of('cs-method'), of('cs-uri-stem'), of('cs-uri-query')];
    if (method === undefined || stem === undefined)
      throw new BadRecordError('expected the columns cs-method and cs-uri-stem, as `#Fields:` names them');
    const tookMs = Number(of('time-taken') ?? 0) * 1000;
    const host = of('x-host-header') ?? of('cs(Host)');
    const url = `${host === undefined ? '' : `https://${host}`}${stem}${query === '-' ? '' : `?${query}`}`;
    return recorded({ atMs: Date.parse(`${of('date')}T${of('time')}Z`) - tookMs, method, url });
  };
}

const combined = /^\S+ \S+ .*?\[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\] "((?:[^"\\]|\\.)*)"/;

function combinedLine(line: string): RecordedRequest | undefined {
  const [whole, day, month, year, time, hours, minutes, request = ''] = combined.exec(line) ?? [];
  if (whole === undefined) throw new BadRecordError('expected a line in the format `combined`');
  const [, method, url] = /^([A-Z]+) (\S+) HTTP\/[\d.]+$/.exec(request) ?? [];
  // What the server could not read as HTTP.
  if (method === undefined || url === undefined) return undefined;
  return recorded({ atMs: Date.parse(`${day} ${month} ${year} ${time} GMT${hours}${minutes}`), method, url });
}
