import { isObject, type JsonObject, parsedJson } from '../model/json/json-object.ts';
import { optional } from '../model/optional.ts';
import type { InvocationWindow } from './invocation-window.ts';
import { functionOfGroup, instantOf, type LogContext, own } from './log-context.ts';
import type { LogLines } from './log-lines.ts';
import { attempt, Damage, type ReportFacts } from './parsed.ts';
import { largest, readPlatformRecord } from './platform-record.ts';

/** Members of a document whose elements are log events, or lists of them. */
export const eventLists: ReadonlySet<string> = new Set(['events', 'logEvents', 'results', 'records', 'messages']);

/**
 * Reads log events in JSON: responses of CloudWatch Logs (`events` with `message` and `timestamp`), results of Logs Insights,
 * platform records, lists of any of them, and single messages.
 */
export class LogEvents {
  private readonly window: InvocationWindow;
  private readonly lines: LogLines;

  constructor(window: InvocationWindow, lines: LogLines) {
    this.window = window;
    this.lines = lines;
  }

  /** The message of one event: one line or several, or JSON. */
  message(text: string, context: LogContext): void {
    const value = /^\s*[{[]/.test(text) ? parsedJson(text) : undefined;
    if (value !== undefined) this.value(value, context);
    else for (const line of text.split('\n')) this.lines.read(line, context);
  }

  value(value: unknown, outer: LogContext = {}): void {
    if (typeof value === 'string') this.message(value, outer);
    else if (Array.isArray(value)) this.list(value, outer);
    else if (isObject(value)) this.object(value, outer);
  }

  private list(list: readonly unknown[], outer: LogContext): void {
    const cells = list.filter((each) => isObject(each) && typeof each['field'] === 'string') as JsonObject[];
    if (cells.length > 0) {
      this.object(Object.fromEntries(cells.map((cell) => [String(cell['field']), cell['value']])), outer);
      return;
    }
    // A row of `--query 'events[].[timestamp,message]'`.
    const at = list.map(instantOf).find((instant) => instant !== undefined);
    const context = { ...outer, ...optional('atEpochMs', at ?? outer.atEpochMs) };
    for (const each of list) this.value(each, context);
  }

  private object(object: JsonObject, outer: LogContext): void {
    if (typeof object['type'] === 'string' && object['type'].startsWith('platform.')) {
      this.lines.end();
      readPlatformRecord(object, outer, this.window);
      return;
    }
    const message = object['@message'] ?? object['message'];
    const context = contextOf(object, outer);
    if (message !== undefined) {
      // JSON output of a function has a level, and may quote anything.
      if (object['level'] === undefined) this.value(message, context);
    } else if (isDiscovered(object)) this.discovered(object, context);
    else for (const key of eventLists) if (Array.isArray(object[key])) this.list(object[key], context);
  }

  /** The fields that Logs Insights extracts from REPORT lines, if `@message` is not selected. Memory is in bytes, with 10^6 per MB. */
  private discovered(object: JsonObject, context: LogContext): void {
    this.lines.end();
    this.window.accept(
      () => JSON.stringify(object),
      attempt(() => discoveredFacts(object)),
      (facts) => this.window.report(facts, context),
    );
  }
}

function contextOf(object: JsonObject, outer: LogContext): LogContext {
  const at = instantOf(object['@timestamp'] ?? object['timestamp'] ?? object['time']);
  const stream = object['@logStream'] ?? object['logStreamName'] ?? object['logStream'];
  const group = object['@log'] ?? object['logGroup'] ?? object['logGroupName'];
  return {
    ...optional('atEpochMs', at ?? outer.atEpochMs),
    ...optional(
      'functionName',
      typeof group === 'string' && group !== '' ? functionOfGroup(group) : outer.functionName,
    ),
    ...optional('stream', typeof stream === 'string' ? own(stream) : outer.stream),
  };
}

const isDiscovered = (object: JsonObject): boolean =>
  filled(object['@requestId']) && filled(object['@duration']) && (object['@type'] ?? 'REPORT') === 'REPORT';

const filled = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

function discoveredFacts(object: JsonObject): ReportFacts {
  const durationMs = amount(object, '@duration');
  if (durationMs === undefined) throw new Damage('it has no "@duration"');
  const mb = (key: string) => {
    const bytes = amount(object, key);
    return bytes === undefined ? undefined : bytes / 1e6;
  };
  const traceId = object['@xrayTraceId'];
  return {
    requestId: own(String(object['@requestId'])),
    durationMs,
    ...optional('billedMs', amount(object, '@billedDuration')),
    ...optional('initMs', amount(object, '@initDuration')),
    ...optional('memorySizeMb', mb('@memorySize')),
    ...optional('maxMemoryUsedMb', mb('@maxMemoryUsed')),
    ...optional('xrayTraceId', typeof traceId === 'string' && traceId !== '' ? own(traceId) : undefined),
  };
}

/** Insights returns numbers as text, large ones as `1.28E8`. */
function amount(object: JsonObject, key: string): number | undefined {
  const value = object[key];
  if (!filled(value)) return undefined;
  const number = typeof value === 'string' && !/^[\d.]+(?:E\+?\d+)?$/i.test(value) ? Number.NaN : Number(value);
  if (!(number >= 0 && number < largest)) throw new Damage(`"${key}" is not a number`);
  return number;
}
