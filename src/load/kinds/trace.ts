import { UserError } from '../../model/errors.ts';
import type { FieldKit } from '../fields.ts';
import type { ArrivalSource, PhaseModule, PhaseWith } from '../phase-module.ts';
import { type Recording, recordingOf } from '../recorded/recording.ts';
import { openWorkload } from './open.ts';

const fields = ({ z, waitMs, maxInFlight, start }: FieldKit) => ({
  file: z
    .string()
    .min(1)
    .describe(
      'File, relative to the scenario file. Arrivals as CSV: the column arrival_ms, or the columns app,func,end_timestamp,duration of the Azure Functions 2021 trace. Or recorded requests, which are sent again: HAR, or the access log of an Application Load Balancer, of CloudFront or of nginx (combined).',
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
  host: z.string().optional().describe('Only requests to this host (recorded requests).'),
  app: z.string().optional().describe('Only rows of this app (Azure trace).'),
  func: z.string().optional().describe('Only rows of this function (Azure trace).'),
  maxInFlight,
  start,
});

type TracePhase = PhaseWith<'trace', typeof fields>;
type TracePlan = Pick<TracePhase, 'timeScale' | 'fromMs' | 'toMs' | 'app' | 'func' | 'host'>;

export const trace = {
  kind: 'trace',
  words: 'Open workload of recorded arrivals.',
  fields,
  files: ['file'],
  peakPerSecond: (phase, source, windowMs) => (busiest(arrivalsOf(phase, source), windowMs) * 1000) / windowMs,
  plannedMs: () => 0,
  calibration: () => [],
  requestsIn: (lines, phase) => traceRequests(lines, phase, phase.file),
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
 * @param lines can be read again
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
      read = readerFor(line.trim(), plan);
      if (read === undefined) break;
      continue;
    }
    if (line.trim() === '') continue;
    const arrival = read(line.split(','));
    if (arrival === 'skipped') continue;
    if (Number.isFinite(arrival)) arrivals.push(arrival);
    else bad.push(number);
  }
  if (read === undefined) return recordedTrace(lines, plan, file).dueMs;
  if (bad.length > 0) throw badRows(file, bad);
  return select(Float64Array.from(arrivals).sort(), plan, file);
}

type Row = readonly string[];

/** NaN: a row that cannot be read. Undefined for a file of recorded requests. */
function readerFor(header: string, { app, func }: TracePlan): ((row: Row) => number | 'skipped') | undefined {
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
  return undefined;
}

/** The requests of a trace that has any, in the order in which they are due. */
function traceRequests(lines: Iterable<string>, plan: TracePlan, file: string): Recording | undefined {
  const [first = ''] = lines;
  return readerFor(first.trim(), plan) === undefined ? recordedTrace(lines, plan, file) : undefined;
}

interface RecordedTrace extends Recording {
  readonly dueMs: Float64Array<ArrayBuffer>;
}

function recordedTrace(lines: Iterable<string>, plan: TracePlan, file: string): RecordedTrace {
  const all = [...lines];
  const recording = recordingOf(all, { file, host: plan.host });
  if (recording === undefined) {
    const hint =
      'expected `arrival_ms` or `app,func,end_timestamp,duration` in the first line, a HAR file, or an access log (ALB, CloudFront, nginx combined)';
    throw new UserError('trace-invalid', `${file}:1: unknown columns ${JSON.stringify((all[0] ?? '').slice(0, 80))}`, {
      hint,
    });
  }
  const { requests, leftOut } = recording;
  const timed = requests.flatMap(({ atMs, ...request }) => (atMs === undefined ? [] : [{ ...request, atMs }]));
  if (timed.length < requests.length)
    throw new UserError('trace-invalid', `${file}: these targets have no times`, {
      hint: 'name the file in `requestsFile` of the scenario, and send it by another kind of phase',
    });
  timed.sort((a, b) => a.atMs - b.atMs);
  const { fromMs, toMs } = plan;
  const [{ atMs: origin } = { atMs: 0 }] = timed;
  const selected = timed.filter(({ atMs }) => atMs - origin >= fromMs && atMs - origin < toMs);
  return {
    dueMs: select(
      Float64Array.from(timed, ({ atMs }) => atMs),
      plan,
      file,
    ),
    requests: selected,
    leftOut,
  };
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
