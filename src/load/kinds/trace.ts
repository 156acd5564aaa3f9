import { UserError } from '../../model/errors.ts';
import type { FieldKit } from '../fields.ts';
import type { ArrivalSource, PhaseModule, PhaseWith } from '../phase-module.ts';
import { openWorkload } from './open.ts';

const fields = ({ z, waitMs, maxInFlight, start }: FieldKit) => ({
  file: z
    .string()
    .min(1)
    .describe(
      'CSV file, relative to the scenario file: the column arrival_ms, or the columns app,func,end_timestamp,duration of the Azure Functions 2021 trace.',
    ),
  timeScale: z
    .number()
    .positive()
    .max(1000)
    .default(1)
    .describe('Instants are multiplied by this: 0.1 is ten times as fast.'),
  fromMs: waitMs.default(0).describe('Only arrivals at least this long after the first, before scaling.'),
  toMs: z
    .number()
    .positive()
    .default(Number.MAX_SAFE_INTEGER)
    .describe('Only arrivals less than this long after the first, before scaling.'),
  app: z.string().optional().describe('Only rows of this app (Azure trace).'),
  func: z.string().optional().describe('Only rows of this function (Azure trace).'),
  maxInFlight,
  start,
});

type TracePhase = PhaseWith<'trace', typeof fields>;
type TracePlan = Pick<TracePhase, 'timeScale' | 'fromMs' | 'toMs' | 'app' | 'func'>;

export const trace = {
  kind: 'trace',
  words: 'Open workload of recorded arrivals.',
  fields,
  files: ['file'],
  peakPerSecond: (phase, source, windowMs) => (busiest(arrivalsOf(phase, source), windowMs) * 1000) / windowMs,
  plannedMs: () => 0,
  calibration: () => [],
  ...openWorkload<TracePhase>(arrivalsOf),
} as const satisfies PhaseModule<TracePhase, 'due'>;

function arrivalsOf(phase: TracePhase, source: ArrivalSource): Float64Array {
  return source.readFile(phase, phase.file, (lines) => traceDue(lines, phase, phase.file));
}

/** The most arrivals within any time of this length, of rising instants. */
function busiest(arrivals: Float64Array, windowMs: number): number {
  let [first, most] = [0, 0];
  for (const [last, at] of arrivals.entries()) {
    while (at - (arrivals[first] ?? at) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/**
 * Due instants of a recorded trace, in ms since its first selected arrival. The header distinguishes two forms:
 * `arrival_ms` (one column, ms on any clock), and `app,func,end_timestamp,duration` in seconds, as in the Azure Functions
 * 2021 trace, where an arrival is end minus duration. Rows may be in any order and are sorted; equal instants stay.
 * @throws {UserError} `trace-invalid`, with the numbers of all rows that cannot be read.
 */
export function traceDue(lines: Iterable<string>, plan: TracePlan, file: string): Float64Array<ArrayBuffer> {
  let read: ((row: Row) => number | 'skipped') | undefined;
  let number = 0;
  const bad: number[] = [];
  const arrivals: number[] = [];
  for (const line of lines) {
    number += 1;
    if (read === undefined) {
      read = readerFor(line.trim(), plan, file);
      continue;
    }
    if (line.trim() === '') continue;
    const arrival = read(line.split(','));
    if (arrival === 'skipped') continue;
    if (Number.isFinite(arrival)) arrivals.push(arrival);
    else bad.push(number);
  }
  if (read === undefined) readerFor('', plan, file);
  if (bad.length > 0) throw badRows(file, bad);
  return select(Float64Array.from(arrivals).sort(), plan, file);
}

type Row = readonly string[];

/** NaN: a row that cannot be read. */
function readerFor(header: string, { app, func }: TracePlan, file: string): (row: Row) => number | 'skipped' {
  if (header === 'arrival_ms') return (row) => (row.length === 1 ? numberOf(row[0]) : Number.NaN);
  if (header === 'app,func,end_timestamp,duration') {
    return (row) => {
      const [rowApp, rowFunc, end, duration] = row;
      const arrivalMs = row.length === 4 ? (numberOf(end) - numberOf(duration)) * 1000 : Number.NaN;
      // Also a row that is not selected must be one, or the file is not what it was taken for.
      if (Number.isNaN(arrivalMs)) return arrivalMs;
      if ((app !== undefined && app !== rowApp) || (func !== undefined && func !== rowFunc)) return 'skipped';
      return arrivalMs;
    };
  }
  const hint = 'expected `arrival_ms` or `app,func,end_timestamp,duration` in the first line';
  throw new UserError('trace-invalid', `${file}:1: unknown columns ${JSON.stringify(header.slice(0, 80))}`, { hint });
}

/** Decimal only: `Number` would read `0x20` as 32. */
const numberOf = (text: string | undefined): number =>
  text !== undefined && /^\s*-?\d+(\.\d+)?(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;

function badRows(file: string, rows: readonly number[]): UserError {
  const shown = rows.slice(0, 20).join(', ');
  const more = rows.length > 20 ? ` and ${rows.length - 20} more` : '';
  return new UserError('trace-invalid', `${file}: rows without a readable instant: ${shown}${more}`, {
    hint: 'mend or remove these rows',
  });
}

function select(
  arrivals: Float64Array<ArrayBuffer>,
  { fromMs, toMs, timeScale }: TracePlan,
  file: string,
): Float64Array<ArrayBuffer> {
  const first = arrivals[0];
  if (first === undefined)
    throw new UserError('trace-invalid', `${file}: no arrival is selected`, { hint: 'check app, func' });
  const selected = arrivals.filter((at) => at - first >= fromMs && at - first < toMs);
  const origin = selected[0];
  if (origin === undefined)
    throw new UserError('trace-invalid', `${file}: no arrival between ${fromMs} and ${toMs} ms`);
  return selected.map((at) => (at - origin) * timeScale);
}
