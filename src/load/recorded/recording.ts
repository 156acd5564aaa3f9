import { isObject, parsedJson } from '../../model/json/json-object.ts';
import { isToTheSecond, logReader } from './access-logs.ts';
import { harRecords } from './har.ts';
import { BadRecordError, type RecordedRequest, recordProblem } from './recorded-request.ts';
import { type BodyFiles, httpTargets, jsonTargets, type Records, targetLine } from './targets.ts';

/** The requests of a file. */
export interface Recording {
  readonly requests: readonly RecordedRequest[];
  /** How many records are no requests that can be sent again, by the reason: `of a web socket`. */
  readonly leftOut: ReadonlyMap<string, number>;
}

export interface RecordingOptions {
  /** For messages. */
  readonly file: string;
  /** Only requests of this host. Without it a file with several hosts is refused. */
  readonly host?: string | undefined;
  readonly bodyOf?: BodyFiles;
}

/**
 * The requests of a file in one of the known formats, in its order; undefined if it has none of them. In logs whose times are whole
 * seconds, the requests of a second are spread evenly over it.
 * @throws {UserError} `recording-invalid`, with file and line
 */
export function recordingOf(lines: readonly string[], options: RecordingOptions): Recording | undefined {
  const found = recordsIn(lines, options.bodyOf ?? noBodies);
  if (found === undefined) return undefined;
  const { requests, leftOut } = readAll(found.records, options.file);
  const own = ofHost(requests, options);
  return { requests: found.isToTheSecond ? spread(own) : own, leftOut };
}

/** Whether a file with this first line may have requests that can be sent again: HAR, an access log, targets after their comments. */
export const mayBeRecording = (first: string): boolean =>
  /^[{#]/.test(first) || logReader(first) !== undefined || targetLine.test(first);

interface DetectedRecords {
  readonly records: Records;
  readonly isToTheSecond?: boolean;
}

function recordsIn(lines: readonly string[], bodyOf: BodyFiles): DetectedRecords | undefined {
  const first = lines.find((line) => line.trim() !== '')?.trim() ?? '';
  const reader = logReader(first);
  if (reader !== undefined) {
    const numbered = lines.map((line, index) => ({ line: index + 1, text: line }));
    const records = numbered
      .filter(({ text }) => text.trim() !== '')
      .map(({ line, text }) => ({ line, read: () => reader(text) }));
    return { records, isToTheSecond: isToTheSecond(reader) };
  }
  const object = parsedJson(first);
  if (isObject(object) && Object.hasOwn(object, 'method')) return { records: jsonTargets(lines) };
  if (first.startsWith('{')) {
    const records = harRecords(lines.join('\n'));
    return records && { records };
  }
  const target = lines.find((line) => line.trim() !== '' && !line.trim().startsWith('#')) ?? '';
  return targetLine.test(target.trim()) ? { records: httpTargets(lines, bodyOf) } : undefined;
}

function readAll(records: Records, file: string): Recording {
  const requests: RecordedRequest[] = [];
  const leftOut = new Map<string, number>();
  let first: { readonly line: number; readonly message: string } | undefined;
  let bad = 0;
  for (const { line, read } of records) {
    try {
      const record = read();
      if (record === undefined) continue;
      if ('why' in record) leftOut.set(record.why, (leftOut.get(record.why) ?? 0) + 1);
      else requests.push(record);
    } catch (error) {
      if (!(error instanceof BadRecordError)) throw error;
      first ??= { line, message: error.message };
      bad += 1;
    }
  }
  if (first !== undefined) throw recordProblem(file, first.line, { message: first.message, more: bad - 1 });
  return { requests, leftOut };
}

function ofHost(requests: readonly RecordedRequest[], { file, host }: RecordingOptions): readonly RecordedRequest[] {
  const hosts = [...new Set(requests.flatMap((request) => request.host ?? []))];
  if (host === undefined && hosts.length > 1) {
    const message = `it has requests to ${hosts.length} hosts (${hosts.slice(0, 5).join(', ')}), expected one`;
    throw recordProblem(file, undefined, { message, hint: 'name it in `host`' });
  }
  const own = host === undefined ? requests : requests.filter((request) => request.host === host);
  if (own.length > 0) return own;
  const message = host === undefined ? 'it has no request' : `it has no request to ${host}`;
  throw recordProblem(file, undefined, {
    message,
    hint: hosts.length > 0 ? `its hosts: ${hosts.slice(0, 5).join(', ')}` : 'name another file',
  });
}

function spread(requests: readonly RecordedRequest[]): RecordedRequest[] {
  const inSecond = new Map<number, number>();
  const secondOf = ({ atMs = 0 }: RecordedRequest) => Math.floor(atMs / 1000);
  for (const request of requests) inSecond.set(secondOf(request), (inSecond.get(secondOf(request)) ?? 0) + 1);
  const before = new Map<number, number>();
  return requests.map((request) => {
    const second = secondOf(request);
    const position = before.get(second) ?? 0;
    before.set(second, position + 1);
    return { ...request, atMs: second * 1000 + (position * 1000) / (inSecond.get(second) ?? 1) };
  });
}

function noBodies(file: string): never {
  throw new BadRecordError(`the body file ${file} cannot be read here`);
}
