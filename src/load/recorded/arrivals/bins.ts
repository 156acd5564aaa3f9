/** The period of a column of times that Logs Insights rounded, such as `bin(5m)` or `datefloor(@timestamp, 1h)`. */
export interface Bin {
  /** `bin(5m)` */
  readonly words: string;
  /** Undefined: it differs from bin to bin, as that of months does. */
  readonly periodMs?: number;
  /** Why it is not as long as it says. */
  readonly assumed?: string;
}

/** Undefined for the name of any other column. */
export function binOf(name: string): Bin | undefined {
  const [words, digits = '', word = ''] = bin.exec(name) ?? [];
  const [unit, facts] = Object.entries(units).find(([, { names }]) => namesOf(names).includes(word)) ?? [];
  if (words === undefined || unit === undefined || facts === undefined) return undefined;
  const { ms, most } = facts;
  if (ms === undefined) return { words };
  const stated = Number(digits);
  if (stated <= most) return { words, periodMs: stated * ms };
  return { words, periodMs: most * ms, assumed: `as Logs Insights takes ${words} for ${most} ${unit}` };
}

const bin = /\b(?:bin|datefloor|dateceil)\s*\((?:.*,)?\s*([1-9]\d*)\s*([a-z]+)\s*\)/;

/** Words of more than one letter also have a plural. */
const namesOf = (names: readonly string[]): string[] =>
  names.flatMap((name) => (name.length === 1 ? [name] : [name, `${name}s`]));

const none = Number.POSITIVE_INFINITY;
const dayMs = 86_400_000;

/**
 * Units of a period, and the most that Logs Insights takes of each: `bin(300s)` has 60 s. Source: "Boolean, comparison, numeric, datetime,
 * and other functions" of CloudWatch Logs, datetime functions.
 */
const units: Readonly<
  Record<string, { readonly names: readonly string[]; readonly ms?: number; readonly most: number }>
> = {
  milliseconds: { names: ['millisecond', 'ms', 'msec'], ms: 1, most: 1000 },
  seconds: { names: ['second', 's', 'sec'], ms: 1000, most: 60 },
  minutes: { names: ['minute', 'm', 'min'], ms: 60_000, most: 60 },
  hours: { names: ['hour', 'h', 'hr'], ms: 3_600_000, most: 24 },
  days: { names: ['day', 'd'], ms: dayMs, most: none },
  weeks: { names: ['week', 'w'], ms: 7 * dayMs, most: none },
  months: { names: ['month', 'mo', 'mon'], most: none },
  quarters: { names: ['quarter', 'q', 'qtr'], most: none },
  years: { names: ['year', 'y', 'yr'], most: none },
};
