import { optional } from '../model/optional.ts';
import { own } from './log-context.ts';
import type { FailedInit, LoggedInvocation, Restore } from './log-finding.ts';
import { attempt, Damage, type Parsed, type ReportFacts, statusFrom } from './parsed.ts';

/** Far above the length of any REPORT line. */
const longestReport = 4000;

/** `REPORT RequestId: ...` with fields in any order, separated by tabs or spaces. Ignores unknown fields. */
export function reportOf(text: string): Parsed<ReportFacts> {
  const whole = text.slice(0, longestReport).replaceAll('\\t', '\t').replaceAll('\\n', '\n');
  const requestId = /^REPORT RequestId:\s*([\w-]+)(?=\s|$)/.exec(whole)?.[1];
  if (requestId === undefined) return { damaged: 'it has no request ID' };
  return attempt(() => reportFacts(own(requestId), new Fields(whole.slice('REPORT RequestId:'.length))));
}

function reportFacts(requestId: string, fields: Fields): ReportFacts {
  return {
    requestId,
    durationMs: fields.required('Duration', 'ms'),
    billedMs: fields.required('Billed Duration', 'ms'),
    memorySizeMb: fields.required('Memory Size', 'MB'),
    maxMemoryUsedMb: fields.required('Max Memory Used', 'MB'),
    ...optional('initMs', fields.number('Init Duration', 'ms')),
    ...optional('restoreMs', fields.number('Restore Duration', 'ms')),
    ...optional('billedRestoreMs', fields.number('Billed Restore Duration', 'ms')),
    ...optional('status', fields.status()),
    ...optional('errorType', fields.word('Error Type')),
    ...optional('xrayTraceId', fields.word('XRAY TraceId')),
  };
}

/** `INIT_REPORT Init Duration: 10007.33 ms\tPhase: init\tStatus: timeout`; a successful init has no such line. */
export const initReportOf = (text: string): Parsed<FailedInit | undefined> =>
  attempt(() => {
    const fields = new Fields(text.slice('INIT_REPORT'.length, longestReport));
    const durationMs = fields.required('Init Duration', 'ms');
    const status = fields.status() ?? 'success';
    if (status === 'success') return undefined;
    const phase = fields.word('Phase');
    return { kind: 'failed-init', durationMs, status, ...optional('phase', phase), ...errorTypeOf(fields) };
  });

/** `RESTORE_REPORT Restore Duration: 1236.04 ms\tStatus: timeout`; without a Status it succeeded. */
export const restoreReportOf = (text: string): Parsed<Restore> =>
  attempt(() => {
    const fields = new Fields(text.slice('RESTORE_REPORT'.length, longestReport));
    const durationMs = fields.required('Restore Duration', 'ms');
    return { kind: 'restore', durationMs, status: fields.status() ?? 'success', ...errorTypeOf(fields) };
  });

const errorTypeOf = (fields: Fields) => optional('errorType', fields.word('Error Type'));

/** Whether a line continues a REPORT that is split into several lines: it starts with a new field. */
export function continuesReport(line: string, report: string): boolean {
  const key = fieldStart.exec(line)?.[1];
  if (key === undefined || report.length > longestReport) return false;
  return ![...report.matchAll(field)].some((match) => match[1] === key);
}

const keys = [
  ...['Duration', 'Billed Duration', 'Memory Size', 'Max Memory Used', 'Init Duration', 'Restore Duration'],
  ...['Billed Restore Duration', 'Status', 'Error Type', 'XRAY TraceId', 'SegmentId', 'Sampled'],
];
const fieldStart = new RegExp(`^\\s*(${keys.join('|')}):`);

/** A name of capitalized words, a colon, a value, and its unit if it has one. */
const field = /(?<![\w.])([A-Z][A-Za-z]{0,40}(?: [A-Z][A-Za-z]{0,40}){0,5}): ?(\S+(?: (?:ms|MB)(?!\w))?)/g;

/** `Duration: 2.90 ms\tBilled Duration: 3 ms`, by name. */
class Fields {
  private readonly values = new Map<string, string>();

  /** @throws {Damage} if the text ends within a known name. */
  constructor(text: string) {
    let end = 0;
    for (const match of text.matchAll(field)) {
      this.set(match[1] ?? '', match[2] ?? '');
      end = match.index + match[0].length;
    }
    const rest = text.slice(end).trim();
    const cut = rest === '' ? undefined : [...keys, 'Phase'].find((key) => `${key}:`.startsWith(rest));
    if (cut !== undefined) throw new Damage(`it ends within "${cut}"`);
  }

  private set(key: string, value: string): void {
    const known = this.values.get(key);
    if (known !== undefined && known !== value && keys.includes(key))
      throw new Damage(`it has two values for "${key}"`);
    this.values.set(key, value);
  }

  required(key: string, unit: 'ms' | 'MB'): number {
    const value = this.number(key, unit);
    if (value === undefined) throw new Damage(`it has no "${key}"`);
    return value;
  }

  number(key: string, unit: 'ms' | 'MB'): number | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    const [, digits, foundUnit] = /^(\d{1,15}(?:\.\d{1,9})?) ?(\w*)$/.exec(value) ?? [];
    if (digits === undefined || foundUnit !== unit) throw new Damage(`"${key}" is not a number of ${unit}`);
    return Number(digits);
  }

  status(): LoggedInvocation['status'] | undefined {
    return statusFrom(this.values.get('Status'));
  }

  word(key: string): string | undefined {
    const word = /^[\w.:$-]+/.exec(this.values.get(key) ?? '')?.[0];
    return word === undefined ? undefined : own(word);
  }
}
