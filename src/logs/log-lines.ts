import { isObject, parsedJson } from '../model/json/json-object.ts';
import type { InvocationWindow } from './invocation-window.ts';
import { contextOfPrefix, isQuotedBy, type LogContext, own } from './log-context.ts';
import { readPlatformRecord } from './platform-record.ts';
import { continuesReport, initReportOf, reportOf, restoreReportOf } from './report-line.ts';

/** The starts of platform lines, which may follow each other without a line break. */
const words = [
  ...['REPORT RequestId:', 'START RequestId:', 'END RequestId:', 'INIT_START Runtime Version:'],
  ...['INIT_REPORT Init Duration:', 'RESTORE_START Runtime Version:', 'RESTORE_REPORT Restore Duration:'],
];
const anyWord = new RegExp(words.join('|'));
const beforeWord = new RegExp(`(?=${words.join('|')})`);

/** Maximum number of parts of a platform line. */
const mostContinuations = 12;

/** Reads lines of the text format, and JSON records with a prefix. */
export class LogLines {
  private readonly window: InvocationWindow;
  /** A REPORT line that may continue in the next line. */
  private open: { text: string; readonly context: LogContext; continuations: number } | undefined;
  /** The request whose error type may follow in the next line. */
  private failed: string | undefined;

  constructor(window: InvocationWindow) {
    this.window = window;
  }

  read(text: string, outer: LogContext = {}): void {
    const line = plain(text);
    if (line.trim() === '' || this.continues(line)) return;
    this.end();
    if (anyWord.test(line)) this.readWords(line, outer);
    else if (this.failed !== undefined || telling.test(line)) this.readOther(line, outer);
  }

  /** The open REPORT line is complete. */
  end(): void {
    const open = this.open;
    this.open = undefined;
    if (open === undefined) return;
    this.window.accept(open.text, reportOf(open.text), (facts) => this.window.report(facts, open.context));
  }

  private continues(line: string): boolean {
    const open = this.open;
    if (open === undefined || open.continuations >= mostContinuations || !continuesReport(line, open.text))
      return false;
    open.text += `\t${line.trim()}`;
    open.continuations += 1;
    return true;
  }

  private readWords(line: string, outer: LogContext): void {
    const [first = '', ...others] = line.split(beforeWord);
    const prefix = anyWord.test(first) ? '' : first;
    if (isQuotedBy(prefix)) return;
    this.failed = undefined;
    const context = contextOfPrefix(prefix, outer);
    for (const part of prefix === '' ? [first, ...others] : others) this.readWord(part, context);
  }

  private readWord(part: string, context: LogContext): void {
    this.end();
    const { window } = this;
    if (part.startsWith('REPORT ')) this.open = { text: part, context, continuations: 0 };
    else if (part.startsWith('START ')) window.started(idIn(part) ?? '');
    else if (part.startsWith('INIT_REPORT '))
      window.accept(part, initReportOf(part), (init) => init && window.found(init, context));
    else if (part.startsWith('RESTORE_REPORT '))
      window.accept(part, restoreReportOf(part), (restore) => window.found(restore, context));
    else if (!part.startsWith('END ')) this.initialized(part, context);
  }

  private initialized(part: string, context: LogContext): void {
    const runtime = /Runtime Version: ?([\w.:-]+)/.exec(part)?.[1];
    const arn = /Runtime Version ARN: ?(\S+)/.exec(part)?.[1];
    if (runtime !== undefined) this.window.initialized(own(runtime), arn, context);
  }

  private readOther(line: string, outer: LogContext): void {
    const errorType = this.failed === undefined ? undefined : bareErrorType.exec(line)?.[1];
    if (this.failed !== undefined && errorType !== undefined)
      this.window.failed(this.failed, { status: 'error', errorType: own(errorType) });
    this.failed = undefined;
    if (errorType === undefined) this.readFailure(line) || this.readRecord(line, outer) || this.readStump(line);
  }

  private readFailure(line: string): boolean {
    const timedOut = timeout.exec(line)?.[1];
    if (timedOut !== undefined) this.window.failed(own(timedOut), { status: 'timeout' });
    const exited = failure.exec(line);
    const requestId = exited?.[2];
    if (requestId === undefined || isQuotedBy(exited?.[1] ?? '')) return timedOut !== undefined;
    this.failed = own(requestId);
    this.window.failed(this.failed, { status: 'error' });
    return true;
  }

  private readRecord(line: string, outer: LogContext): boolean {
    const start = line.indexOf('{');
    const type = start === -1 ? undefined : recordType.exec(line)?.[1];
    if (type === undefined || isQuotedBy(line.slice(0, start))) return false;
    const event = parsedJson(line.slice(start).trimEnd());
    if (isObject(event)) readPlatformRecord(event, contextOfPrefix(line.slice(0, start), outer), this.window);
    else if (reported.has(type)) this.window.damaged(line, 'it is not complete JSON');
    return true;
  }

  private readStump(line: string): void {
    if (/^\s*REPORT R[A-Za-z]*\s*$/.test(line)) this.window.damaged(line, 'it has no request ID');
  }
}

/** A timeout line has an older and a newer form. Both contain the elapsed time, not the configured timeout. */
const timeout = /(?:^|\s)([\w-]{4,64}) Task timed out after \d+(?:\.\d+)? seconds\s*["',|]*\s*$/;
const failure = /^(.{0,200}?)(?:^|[\s"])RequestId: ([\w-]+) (?:Error: |Process exited before completing request)/;
/** Most lines are none of these. */
const telling = /RequestId: |Task timed out|platform\.|REPORT R/;
const bareErrorType = /^\s*((?:Runtime|Function|Extension|Sandbox)\.[A-Za-z]+)\s*$/;
const recordType = /"type"\s*:\s*"(platform\.\w+)"/;
const reported = new Set(['platform.report', 'platform.initReport', 'platform.restoreReport']);

const idIn = (part: string): string | undefined => /RequestId:\s*([\w-]+)/.exec(part)?.[1];

/** Without the colors that some tools add. */
const plain = (line: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it removes control characters
  line.includes('\u001b') ? line.replace(/\u001b\[[0-9;]*m/g, '') : line;
