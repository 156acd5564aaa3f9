import { parsedJson } from '../model/json/json-object.ts';
import { CsvRows, csvHead } from './csv-rows.ts';
import { InvocationWindow } from './invocation-window.ts';
import { JsonScanner, type JsonTaker } from './json-scanner.ts';
import type { LogContext } from './log-context.ts';
import { LogEvents } from './log-events.ts';
import type { LogFinding } from './log-finding.ts';
import { LogLines } from './log-lines.ts';

/** An event of CloudWatch Logs has at most 1 MB; as JSON or CSV it is longer. */
const longestLine = 1 << 20;
const longestEvent = 1 << 22;

/**
 * Reads the log of Lambda functions in pieces of any size: text lines, JSON records, responses of CloudWatch Logs,
 * exports of its console, results of Logs Insights, with or without a prefix before each line. Memory is bounded by the
 * longest event and by 1,000 invocations that wait for later lines. Invocations are therefore emitted later than read,
 * the last ones by `end`. Ignores unknown text.
 */
export class LogReader {
  private readonly window: InvocationWindow;
  private readonly lines: LogLines;
  private readonly events: LogEvents;
  private readonly taker: JsonTaker;
  /** The incomplete last line. */
  private pending = '';
  private line: 'may-be-json' | 'text' | 'too-long' = 'may-be-json';
  private position: 'file-start' | 'first-line' | 'later' = 'file-start';
  private json: JsonScanner | undefined;
  private csv: CsvRows | undefined;

  constructor(take: (finding: LogFinding) => void) {
    this.window = new InvocationWindow(take);
    this.lines = new LogLines(this.window);
    this.events = new LogEvents(this.window, this.lines);
    this.taker = {
      value: (value) => this.events.value(value),
      notJson: (text) => this.events.message(text, {}),
      tooLong: () => this.window.damaged('', `an event of more than ${longestEvent} characters is skipped`),
    };
  }

  /** The next piece of text; an incomplete line continues in the following piece. */
  add(text: string): void {
    let rest = text;
    while (rest !== '') rest = this.step(rest);
  }

  /** One complete log event, with the facts of its envelope. */
  event(message: string, context: LogContext = {}): void {
    this.endText();
    this.events.message(message, context);
  }

  /** Emits the waiting invocations at the end of the log, and resets the reader. */
  end(): void {
    this.endText();
    this.csv = undefined;
    this.position = 'file-start';
    this.lines.end();
    this.window.end();
  }

  private endText(): void {
    this.csv?.end();
    if (this.json !== undefined) this.leaveJson(this.json);
    if (this.line !== 'too-long') this.readLine(this.pending);
    this.pending = '';
    this.line = 'may-be-json';
  }

  private step(text: string): string {
    if (this.position === 'file-start') return this.start(text);
    if (this.csv !== undefined) {
      this.csv.add(text);
      return '';
    }
    if (this.json !== undefined) return this.stepJson(this.json, text);
    return this.line === 'may-be-json' ? this.stepLineStart(text) : this.stepLine(text);
  }

  private start(text: string): string {
    this.position = 'first-line';
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  /** Up to the first character of the line. */
  private stepLineStart(text: string): string {
    const all = this.pending + text;
    const first = all.search(/\S|\n/);
    this.pending = '';
    if (first === -1) this.pending = all.slice(0, longestLine);
    else if (all[first] === '\n') return all.slice(first + 1);
    else if (all[first] === '{' || all[first] === '[') {
      this.json = new JsonScanner(this.taker, longestEvent);
      return all.slice(first);
    } else {
      this.line = 'text';
      return all;
    }
    return '';
  }

  private stepLine(text: string): string {
    const end = text.indexOf('\n');
    const part = end === -1 ? text : text.slice(0, end);
    if (this.line !== 'too-long') {
      this.pending += part.slice(0, longestLine - this.pending.length);
      if (this.pending.length >= longestLine) {
        this.readLine(this.pending);
        this.pending = '';
        this.line = 'too-long';
      }
    }
    if (end === -1) return '';
    if (this.line !== 'too-long') this.readLine(this.pending);
    this.pending = '';
    this.line = 'may-be-json';
    return text.slice(end + 1);
  }

  private stepJson(json: JsonScanner, text: string): string {
    const { state, used } = json.add(text);
    if (state === 'more') return '';
    if (state === 'invalid') this.leaveJson(json);
    this.json = undefined;
    this.position = 'later';
    return text.slice(used);
  }

  /** It is not JSON, or truncated: its lines are read as text, the last one together with the following text. */
  private leaveJson(json: JsonScanner): void {
    this.json = undefined;
    const lines = json.rest.split('\n');
    this.pending = lines.pop() ?? '';
    // Does not try the first line of the document as JSON again.
    this.line = lines.length === 0 ? 'text' : 'may-be-json';
    for (const line of lines) this.readLine(line);
  }

  private readLine(line: string): void {
    const names = this.position === 'first-line' ? csvHead(line) : undefined;
    if (line.trim() !== '') this.position = 'later';
    if (names === undefined) this.readText(line);
    else {
      const take = (row: readonly string[]) => this.events.value(rowObject(names, row));
      this.csv = new CsvRows(take, this.taker.tooLong, longestEvent);
    }
  }

  private readText(line: string): void {
    const text = line.includes('"') ? jsonString(line.trim().replace(/,$/, '')) : undefined;
    if (text === undefined) this.lines.read(line);
    else this.events.message(text, {});
  }
}

/** A line may be one JSON string from `jq`. */
function jsonString(text: string): string | undefined {
  const value = text.startsWith('"') && text.endsWith('"') ? parsedJson(text) : undefined;
  return typeof value === 'string' ? value : undefined;
}

const rowObject = (names: readonly string[], row: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name, index) => (row[index] ? [[name, row[index]]] : [])));
