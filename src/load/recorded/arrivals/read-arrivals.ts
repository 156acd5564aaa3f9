import { UserError } from '../../../model/errors.ts';
import type { KnownUnit, TimeUnit } from './instants.ts';

/** Which column holds what, and the unit of its numbers. */
export interface Column {
  readonly name: string;
  readonly unit: TimeUnit;
}

export type ColumnRole = 'start' | 'end' | 'duration' | 'count';
export type Columns = Readonly<Partial<Record<ColumnRole, Column>>>;

export interface ArrivalOptions {
  /** For messages. */
  readonly file: string;
  /** Absent: by the names in the first line. */
  readonly columns?: Columns | undefined;
  /** Only rows of this application, or of this function (Azure). */
  readonly app?: string | undefined;
  readonly func?: string | undefined;
  /** Only requests to this host (access logs). */
  readonly host?: string | undefined;
  /** The metric of a document of CloudWatch that counts the requests, by its label or its id. Absent: by its known label. */
  readonly metric?: string | undefined;
  /** Of the numbers of a list of times. */
  readonly timeUnit?: KnownUnit | undefined;
  /** Of numbers that nothing shows a unit of. Absent: they are refused. */
  readonly defaultUnit?: 'ms';
  /** Of counted requests: length of the times that are counted. Absent: that of the format, or by the times. */
  readonly periodMs?: number | undefined;
  /** Of the places of counted requests within their time. */
  readonly seed?: number;
}

/** A row, or what is said about it. */
export type ArrivalRow =
  | { readonly atMs: number; readonly callMs?: number }
  /** Requests of which only the number in a time is known. */
  | { readonly fromMs: number; readonly count: number }
  /** Not selected, or sound but no request; `why`: such as `of a web socket`. */
  | { readonly skipped: string | undefined };

/** Why a line is no arrival. */
export class BadArrivalError extends Error {}

/** Times of which requests are counted. */
export interface Period {
  readonly bucketMs: number;
  /** Why it is that long, where neither the file nor the plan states it. */
  readonly assumed?: string;
}

/** What states a period, and how: `bin(5m)`. */
export interface StatedPeriod extends Period {
  readonly words: string;
}

/** Fields of a plan that say how its trace is read. */
export const readings = ['columns', 'app', 'func', 'host', 'metric', 'timeUnit'] as const;
export type Reading = (typeof readings)[number];

/** One format: what its lines are. */
export interface ArrivalFormat {
  /** `access log of a load balancer` */
  readonly words: string;
  /** What the plan may say about such a file. */
  readonly takes: readonly Reading[];
  /** Length of the times of which requests are counted, as all files of this format have it. */
  readonly bucketMs?: number;
  /** The same, as this file states it. */
  readonly stated?: StatedPeriod;
  /** Of its numbers, when all lines are read. */
  units?(): readonly UnitOf[];
  /** How the plan states the units. */
  readonly unitHint?: string;
  /** @throws {BadArrivalError} */
  read(line: string): Iterable<ArrivalRow>;
}

/** The unit of numbers of a file. */
export interface UnitOf {
  /** `"start_s"`, or `its times` */
  readonly of: string;
  readonly unit: KnownUnit;
  /** Absent: nothing shows it. */
  readonly by?: string;
  readonly isStated: boolean;
  /** The format alone says it, and nothing in the file. */
  readonly isAssumed?: boolean;
}

/** Lines that are no arrival. */
interface BadLines {
  readonly count: number;
  readonly first: readonly { readonly line: number; readonly why: string }[];
}

/** Requests that were recorded. */
export interface ReadArrivals {
  /** Of its format. */
  readonly words: string;
  /** Ascending, in ms on the clock of the file. */
  readonly atMs: Float64Array<ArrayBuffer>;
  /** In the order of `atMs`. Absent where the file has none. */
  readonly callMs?: Float64Array<ArrayBuffer>;
  /** Of counted requests: they are placed at random within such times. */
  readonly bucketMs?: number;
  /** Of counted requests: when the first of these times begins. */
  readonly firstCountMs?: number;
  /** Why their length is that, where it is not stated. */
  readonly periodAssumed?: string;
  /** From the first to the last request, or to the end of the last counted time. */
  readonly spanMs: number;
  readonly bad: BadLines;
  /** Sound records that are no request, by the reason. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** What else a reader of the arrivals must know, such as metrics that were left out. */
  readonly notes: readonly string[];
  readonly takenAs: readonly TakenAs[];
}

/** What the numbers of a file were taken for: the metric, or the unit of times that have none. */
export interface TakenAs {
  readonly id: string;
  readonly what: string;
  readonly value: string;
  /** Why: the name of a column, for example. */
  readonly source: string;
  /** By the plan. */
  readonly isStated: boolean;
  /** A doubt: another unit would be another load. */
  readonly isAssumed?: boolean;
}

export const arrivalsProblem = (file: string, message: string, hint: string): UserError =>
  new UserError('trace-invalid', `${file}: ${message}`, { hint });
