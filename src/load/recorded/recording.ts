import { isObject, parsedJson } from '../../model/json/json-object.ts';
import { isToTheSecond, logReader } from './access-logs.ts';
import { BadRecordError, type RecordedRequest, recordProblem } from './recorded-request.ts';
import { type BodyFiles, harRecords, httpTargets, jsonTargets, type Records, targetLine } from './targets.ts';

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
export function recordingOf(lines: readonly string[], options: RecordingOptions): RecordedRequest[] | undefined {
  const found = recordsIn(lines, options.bodyOf ?? noBodies);
  if (found === undefined) return undefined;
  const requests = ofHost(readAll(found.records, options.file), options);
  return found.isToTheSecond ? spread(requests) : requests;
}

interface Found {
  readonly records: Records;
  readonly isToTheSecond?: boolean;
}

function recordsIn(lines: readonly string[], bodyOf: BodyFiles): Found | undefined {
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

function readAll(records: Records, file: string): RecordedRequest[] {
  const requests: RecordedRequest[] = [];
  let first: { readonly line: number; readonly message: string } | undefined;
  let bad = 0;
  for (const { line, read } of records) {
    try {
      const request = read();
      if (request !== undefined) requests.push(request);
    } catch (error) {
      if (!(error instanceof BadRecordError)) throw error;
      first ??= { line, message: error.message };
      bad += 1;
    }
  }
  if (first !== undefined) throw recordProblem(file, first.line, first.message, bad - 1);
  return requests;
}

function ofHost(requests: readonly RecordedRequest[], { file, host }: RecordingOptions): RecordedRequest[] {
  const hosts = [...new Set(requests.flatMap((request) => request.host ?? []))];
  if (host === undefined && hosts.length > 1) {
    const shown = hosts.slice(0, 5).join(', ');
    throw recordProblem(
      file,
      undefined,
      `it has requests to ${hosts.length} hosts (${shown}); expected one: name it in \`host\``,
    );
  }
  const own = host === undefined ? [...requests] : requests.filter((request) => request.host === host);
  if (own.length === 0)
    throw recordProblem(file, undefined, host === undefined ? 'it has no request' : `it has no request to ${host}`);
  return own;
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

function noBodies(file: string): string {
  throw new BadRecordError(`the body file ${file} cannot be read here`);
}
