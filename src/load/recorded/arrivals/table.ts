import { optional } from '../../../model/optional.ts';
import { type Bin, binOf } from './bins.ts';
import { csvFields } from './csv-line.ts';
import { decimal, durationOf, InstantReader, type TimeUnit, unitOfName } from './instants.ts';
import {
  type ArrivalFormat,
  type ArrivalOptions,
  type ArrivalRow,
  arrivalsProblem,
  BadArrivalError,
  type Column,
  type ColumnRole,
  type Columns,
  type StatedPeriod,
} from './read-arrivals.ts';

/** Names that say what their column holds, without the unit at their end, the surest first. */
const knownNames: Readonly<Record<ColumnRole, readonly string[]>> = {
  start: [
    ...['arrival', 'start', 'start_time', 'starttime', 'client_start_time', 'start_timestamp'],
    ...['timestamp', '@timestamp', 'time', 'datetime', 'date'],
  ],
  end: ['end_timestamp', 'end', 'end_time', 'endtime', 'client_end_time'],
  duration: ['duration', 'aws_duration', 'latency'],
  count: ['count', 'requests', 'invocations', 'sum', 'count()', 'count(*)', 'requestcount', 'hits'],
};

/**
 * A CSV table with a head. Columns are those that the options name, or that have a known name: a start, or an end and a duration.
 * With a count, each row is the number of requests from its instant on.
 * @throws {UserError} `trace-invalid` where the head has no instants
 */
export function tableFormat(head: string, options: ArrivalOptions): ArrivalFormat {
  const names = csvFields(head).map((name) => name.trim());
  const columns = options.columns ?? columnsByName(names);
  const at = placesOf(columns, names, options);
  const { app, func } = options;
  const [appAt, funcAt] = [names.indexOf('app'), names.indexOf('func')];
  const read = rowReader(columns, at);
  const { name = '' } = columns.start ?? {};
  const bin = binOf(name);
  return {
    ...(bin && { stated: statedBy(bin, { file: options.file, name, isCounted: at.count !== undefined }) }),
    takes: ['columns', 'app', 'func'],
    words: at.count === undefined ? 'table of requests' : 'table of request counts',
    *read(line): Generator<ArrivalRow> {
      const row = csvFields(line);
      if (row.length !== names.length) throw new BadArrivalError(`expected ${names.length} columns, got ${row.length}`);
      const isOther = (place: number, wanted: string | undefined) => wanted !== undefined && row[place] !== wanted;
      const found = read(row);
      // Also a row that is not selected must be one, or the file is not what it was taken for.
      yield isOther(appAt, app) || isOther(funcAt, func) ? { skipped: undefined } : found;
    },
  };
}

interface BinColumn {
  readonly file: string;
  readonly name: string;
  readonly isCounted: boolean;
}

/** Rows of a rounded time are counts: taken for requests, they would be too few. */
function statedBy({ words, periodMs, assumed }: Bin, { file, name, isCounted }: BinColumn): StatedPeriod {
  if (periodMs === undefined)
    throw arrivalsProblem(
      `${file}:1`,
      `${words} has periods of different lengths`,
      'count by weeks, days or less, such as bin(5m)',
    );
  if (isCounted) return { words, bucketMs: periodMs, ...optional('assumed', assumed) };
  const hint = `name the column of its counts, such as "count(*)" or "count", or: --set 'demand.columns=start=${name},count=NAME'`;
  throw arrivalsProblem(`${file}:1`, `no column is known as the number of requests in each ${words}`, hint);
}

type Places = Readonly<Partial<Record<ColumnRole, number>>>;

function placesOf(columns: Columns, names: readonly string[], { file, app, func }: ArrivalOptions): Places {
  const listed = `its columns: ${names.slice(0, 30).join(', ')}`;
  const places = Object.entries(columns).map(([role, { name }]) => {
    const place = names.findIndex((each) => each.toLowerCase() === name.toLowerCase());
    if (place < 0) throw arrivalsProblem(file, `no column ${JSON.stringify(name)}`, listed);
    return [role, place] as const;
  });
  const at: Places = Object.fromEntries(places);
  for (const [name, wanted] of Object.entries({ app, func }))
    if (wanted !== undefined && !names.includes(name))
      throw arrivalsProblem(file, `no column "${name}" to select ${JSON.stringify(wanted)} by`, listed);
  if (at.start !== undefined || at.end !== undefined) return at;
  const hint = `${listed}; call the one with the start of a request "start", or name it: --set demand.columns=start=NAME,duration=NAME`;
  throw arrivalsProblem(`${file}:1`, `unknown columns ${JSON.stringify(names.join(',').slice(0, 80))}`, hint);
}

/** The Azure Functions 2021 trace has seconds. */
const azure2021 = ['app', 'func', 'end_timestamp', 'duration'].join();

function columnsByName(names: readonly string[]): Columns {
  const unit: TimeUnit | undefined = names.join() === azure2021 ? 's' : undefined;
  const roles = Object.entries(knownNames).flatMap(([role, known]) => {
    const named = known.flatMap((each) => names.find((name) => withoutUnit(name) === each) ?? [])[0];
    const own = named ?? (role === 'start' ? names.find((name) => binOf(name) !== undefined) : undefined);
    return own === undefined ? [] : [[role, { name: own, unit: unit ?? unitOfName(own) ?? 'auto' }] as const];
  });
  return Object.fromEntries(roles);
}

const withoutUnit = (name: string): string => name.toLowerCase().replace(/_(ns|us|ms|s|sec|secs|seconds|millis)$/, '');

type RowReader = (row: readonly string[]) => ArrivalRow;

function rowReader(columns: Columns, at: Places): RowReader {
  const start = columns.start && instant(columns.start, at.start);
  const end = columns.end && instant(columns.end, at.end);
  const took = columns.duration && duration(columns.duration, at.duration);
  const { count } = columns;
  if (count !== undefined)
    return (row) => ({ fromMs: (start ?? end)?.(row) ?? Number.NaN, count: countOf(row[at.count ?? -1] ?? '', count) });
  if (start === undefined)
    return (row) => {
      const callMs = took?.(row) ?? 0;
      return { atMs: (end?.(row) ?? Number.NaN) - callMs, ...(took && { callMs }) };
    };
  return (row) => {
    const atMs = start(row);
    if (took !== undefined) return { atMs, callMs: took(row) };
    if (end === undefined) return { atMs };
    const callMs = end(row) - atMs;
    if (callMs < 0) throw new BadArrivalError('it ends before it starts');
    return { atMs, callMs };
  };
}

function instant({ name, unit }: Column, place = -1): (row: readonly string[]) => number {
  const reader = new InstantReader(unit);
  return (row) => {
    const ms = reader.read(row[place] ?? '');
    if (Number.isNaN(ms))
      throw new BadArrivalError(`"${name}" is no time: ${JSON.stringify((row[place] ?? '').slice(0, 40))}`);
    return ms;
  };
}

const duration =
  ({ name, unit }: Column, place = -1) =>
  (row: readonly string[]): number => {
    const ms = durationOf(row[place] ?? '', unit);
    if (Number.isNaN(ms))
      throw new BadArrivalError(`"${name}" is no duration: ${JSON.stringify((row[place] ?? '').slice(0, 40))}`);
    return ms;
  };

/** An empty cell of an export is a time without a request. */
function countOf(text: string, { name }: Column): number {
  const count = text.trim() === '' ? 0 : decimal(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new BadArrivalError(`"${name}" is no number of requests: ${JSON.stringify(text.slice(0, 40))}`);
}
