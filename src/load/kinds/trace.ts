import { UserError } from '../../model/errors.ts';
import type { FieldKit } from '../fields.ts';
import type { ArrivalSource, PhaseModule, PhaseWith } from '../phase-module.ts';
import { ArrivalReader } from '../recorded/arrivals/arrivals.ts';
import { mayBeRecording, type Recording, recordingOf } from '../recorded/recording.ts';
import { openWorkload } from './open.ts';

const fields = ({ z, waitMs, maxInFlight, start }: FieldKit) => ({
  file: z
    .string()
    .min(1)
    .describe(
      'File, relative to the scenario file. Arrivals: one time a line, a CSV table with a column such as arrival_ms or timestamp, the Azure Functions traces of 2019 and 2021, or request counts of CloudWatch as JSON. Or recorded requests, which are sent again: HAR, or the access log of an Application Load Balancer, of CloudFront or of nginx (combined).',
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
  shares: ['maxInFlight'],
  files: ['file'],
  peakPerSecond: (phase, source, windowMs) => (busiest(arrivalsOf(phase, source), windowMs) * 1000) / windowMs,
  plannedMs: () => 0,
  calibration: () => [],
  requestsIn: (lines, phase): Recording | undefined => recordedTrace(lines, phase, phase.file),
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
 * Due instants of a recorded trace, in ms since its first selected arrival: arrivals in any format of `ArrivalReader`, or recorded requests.
 * Rows may be in any order and are sorted; equal instants stay.
 * @param lines can be read again
 * @throws {UserError} `trace-invalid`, with the numbers of the rows that cannot be read.
 */
export function traceDue(lines: Iterable<string>, plan: TracePlan, file: string): Float64Array<ArrayBuffer> {
  const recorded = recordedTrace(lines, plan, file);
  return recorded === undefined ? select(arrivalsIn(lines, plan, file), plan, file) : recorded.dueMs;
}

/** Every row is sent, so every row must be one. */
function arrivalsIn(lines: Iterable<string>, { app, func }: TracePlan, file: string): Float64Array<ArrayBuffer> {
  const reader = new ArrivalReader({ file, app, func, defaultUnit: 'ms' });
  for (const line of lines) reader.add(line);
  const { atMs, bad } = reader.end();
  if (bad.count === 0) return atMs;
  const shown = bad.first.map(({ line }) => line).join(', ');
  const more = bad.count > bad.first.length ? ` and ${bad.count - bad.first.length} more` : '';
  throw new UserError('trace-invalid', `${file}: rows without a readable instant: ${shown}${more}`, {
    hint: 'mend or remove these rows',
  });
}

interface RecordedTrace extends Recording {
  readonly dueMs: Float64Array<ArrayBuffer>;
}

/** The requests of a trace that has any, in the order in which they are due. Undefined for a file of arrivals. */
function recordedTrace(lines: Iterable<string>, plan: TracePlan, file: string): RecordedTrace | undefined {
  if (!mayBeRecording(firstOf(lines))) return undefined;
  const recording = recordingOf([...lines], { file, host: plan.host });
  if (recording === undefined) return undefined;
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

function firstOf(lines: Iterable<string>): string {
  for (const line of lines) if (line.trim() !== '') return line.trim();
  return '';
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
