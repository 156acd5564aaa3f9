import { csvFields } from '../../../load/recorded/arrivals/csv-line.ts';
import { decimal, InstantReader } from '../../../load/recorded/arrivals/instants.ts';
import { UserError } from '../../../model/errors.ts';

/** A request of a recording that names the environment of each. */
export interface RecordedCall {
  /** From the first request of the recording. */
  readonly startMs: number;
  readonly endMs: number;
  readonly environmentId: string;
  readonly isCold: boolean;
}

export interface Recording {
  readonly file: string;
  /** By their starts. */
  readonly calls: readonly RecordedCall[];
  /** Lines that are no request. */
  readonly bad: readonly { readonly line: number; readonly why: string }[];
}

const columns = ['is_cold', 'exist_id', 'client_start_time', 'client_end_time'] as const;

/**
 * A recording as the experiments of pacslab/serverless-performance-modeling write it: times of the client in s since 1970, the id that
 * the environment gave itself, and whether it was new.
 * @throws {UserError} `recording-invalid` without these columns, or without a request
 */
export function readRecording(file: string, lines: readonly string[]): Recording {
  const [head = '', ...rows] = lines;
  const names = csvFields(head);
  const missing = columns.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw invalid(`${file}:1: no column ${missing.join(', ')}`, `expected a CSV table with ${columns.join(', ')}`);
  const rowOf = rowReader(names);
  const bad: { line: number; why: string }[] = [];
  const calls: RecordedCall[] = [];
  for (const [index, line] of rows.entries()) {
    if (line.trim() === '') continue;
    const call = rowOf(csvFields(line));
    if (typeof call === 'string') bad.push({ line: index + 2, why: call });
    else calls.push(call);
  }
  if (calls.length === 0) throw invalid(`${file}: no request can be read`, bad[0]?.why ?? 'the file has no rows');
  calls.sort((a, b) => a.startMs - b.startMs);
  const origin = calls[0]?.startMs ?? 0;
  const fromOrigin = (call: RecordedCall) => ({ ...call, startMs: call.startMs - origin, endMs: call.endMs - origin });
  return { file, calls: calls.map(fromOrigin), bad };
}

const invalid = (message: string, hint: string): UserError => new UserError('recording-invalid', message, { hint });

/** A call, or why the row has none. */
function rowReader(names: readonly string[]): (row: readonly string[]) => RecordedCall | string {
  const instants = new InstantReader('s');
  return (row) => {
    const of = (name: (typeof columns)[number]) => row[names.indexOf(name)] ?? '';
    const [startMs, endMs] = [instants.read(of('client_start_time')), instants.read(of('client_end_time'))];
    const numbers = [decimal(of('client_start_time')), decimal(of('client_end_time')), startMs, endMs];
    if (numbers.some(Number.isNaN)) return 'expected times in s in client_start_time and client_end_time';
    if (endMs < startMs) return 'it ends before it starts';
    const cold = of('is_cold').toLowerCase();
    if (cold !== 'true' && cold !== 'false') return 'expected True or False in is_cold';
    if (of('exist_id') === '') return 'expected an id in exist_id';
    return { startMs, endMs, environmentId: of('exist_id'), isCold: cold === 'true' };
  };
}
