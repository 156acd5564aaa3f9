import { optional } from '../../../model/optional.ts';
import { type Bin, binOf } from './bins.ts';
import { csvFields } from './csv-line.ts';
import { DurationReader, decimal, InstantReader, type KnownUnit, unitOfName } from './instants.ts';
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
  type UnitOf,
} from './read-arrivals.ts';
import { unitRead } from './taken-units.ts';

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
  const columns = withUnits(options.columns ?? columnsByName(names), names);
  const at = placesOf(columns, names, options);
  const { app, func } = options;
  const [appAt, funcAt] = [names.indexOf('app'), names.indexOf('func')];
  const readers = readersOf(columns);
  const read = rowReader(readers, columns, at);
  const { name = '' } = columns.start ?? {};
  const bin = binOf(name);
  return {
    ...(bin && { stated: statedBy(bin, { file: options.file, name, isCounted: at.count !== undefined }) }),
    takes: ['columns', 'app', 'func'],
    units: () => unitsOf(readers, columns),
    unitHint: `name it after the column, such as: --set 'demand.columns=${hintOf(columns)}'`,
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

function columnsByName(names: readonly string[]): Columns {
  const roles = Object.entries(knownNames).flatMap(([role, known]) => {
    const named = known.flatMap((each) => names.find((name) => withoutUnit(name) === each) ?? [])[0];
    const own = named ?? (role === 'start' ? names.find((name) => binOf(name) !== undefined) : undefined);
    return own === undefined ? [] : [[role, { name: own, unit: unitOfName(own) ?? 'auto' }] as const];
  });
  return Object.fromEntries(roles);
}

/** The columns of the Azure Functions trace 2021, in any order: all in s. */
const azure2021 = ['app', 'func', 'end_timestamp', 'duration'];

/** Of the recordings with environment ids, as `rollcall validate --recording` reads them. */
const recorded: Readonly<Record<string, KnownUnit>> = {
  ...{ client_start_time: 's', client_end_time: 's', aws_duration: 'ms' },
};

interface ColumnOfUnit extends Column {
  /** What shows the unit. Absent: the numbers may. */
  readonly unitBy?: string;
}

type ColumnsOfUnits = Readonly<Partial<Record<ColumnRole, ColumnOfUnit>>>;

function withUnits(columns: Columns, names: readonly string[]): ColumnsOfUnits {
  const isAzure = azure2021.every((name) => names.includes(name));
  const byName = 'the name of the column';
  const known = ({ name, unit }: Column): ColumnOfUnit => {
    if (unit !== 'auto') return { name, unit, unitBy: unit === unitOfName(name) ? byName : 'demand.columns' };
    if (isAzure && azure2021.includes(name)) return { name, unit: 's', unitBy: 'the Azure Functions trace 2021' };
    const ofRecording = recorded[name.toLowerCase()];
    return ofRecording === undefined ? { name, unit } : { name, unit: ofRecording, unitBy: byName };
  };
  return Object.fromEntries(Object.entries(columns).map(([role, column]) => [role, known(column)]));
}

const withoutUnit = (name: string): string => name.toLowerCase().replace(/_(ns|us|ms|s|sec|secs|seconds|millis)$/, '');

type RowReader = (row: readonly string[]) => ArrivalRow;

interface Readers {
  readonly start?: InstantReader;
  readonly end?: InstantReader;
  readonly duration?: DurationReader;
}

const readersOf = ({ start, end, duration }: Columns): Readers => ({
  ...(start && { start: new InstantReader(start.unit) }),
  ...(end && { end: new InstantReader(end.unit) }),
  ...(duration && { duration: new DurationReader(duration.unit) }),
});

const unitsOf = (readers: Readers, columns: ColumnsOfUnits): UnitOf[] =>
  (['start', 'end', 'duration'] as const).flatMap((role) => {
    const { name, unitBy } = columns[role] ?? {};
    return unitRead(`"${name}"`, readers[role]?.unit, unitBy);
  });

/** With a unit where it is not known. */
const hintOf = (columns: Columns): string =>
  Object.entries(columns)
    .map(([role, { name, unit }]) => `${role}=${name}${role === 'count' || unit !== 'auto' ? '' : ':s'}`)
    .join();

function rowReader(readers: Readers, columns: Columns, at: Places): RowReader {
  const start = readers.start && cellReader(readers.start, columns.start?.name, { place: at.start, what: 'time' });
  const end = readers.end && cellReader(readers.end, columns.end?.name, { place: at.end, what: 'time' });
  const took =
    readers.duration && cellReader(readers.duration, columns.duration?.name, { place: at.duration, what: 'duration' });
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

interface Cell {
  readonly place: number | undefined;
  readonly what: 'time' | 'duration';
}

function cellReader(reader: InstantReader | DurationReader, name = '', { place = -1, what }: Cell) {
  return (row: readonly string[]): number => {
    const text = row[place] ?? '';
    const ms = reader.read(text);
    if (Number.isNaN(ms)) throw new BadArrivalError(`"${name}" is no ${what}: ${JSON.stringify(text.slice(0, 40))}`);
    return ms;
  };
}

/** An empty cell of an export is a time without a request. */
function countOf(text: string, { name }: Column): number {
  const count = text.trim() === '' ? 0 : decimal(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new BadArrivalError(`"${name}" is no number of requests: ${JSON.stringify(text.slice(0, 40))}`);
}
