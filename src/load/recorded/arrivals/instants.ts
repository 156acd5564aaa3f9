/** Of numbers. `auto`: by their size, and ms where they are no time since 1970. */
export type TimeUnit = 'auto' | 'ns' | 'us' | 'ms' | 's';

export const timeUnits: readonly TimeUnit[] = ['ns', 'us', 'ms', 's'];

/** `end_s`, `duration_ms`, `latencyMs`: the unit that a name ends with; undefined for other names. */
export function unitOfName(name: string): TimeUnit | undefined {
  const [, snake, camel = ''] =
    /(?:_(ns|us|ms|s|sec|secs|seconds|millis)|[a-z](Ns|Us|Ms|Sec|Seconds|Millis))$/.exec(name) ?? [];
  const word = (snake ?? camel).toLowerCase();
  if (word === 'millis') return 'ms';
  return word.startsWith('sec') ? 's' : timeUnits.find((unit) => unit === word);
}

/**
 * Reads instants of one file: ISO 8601 and similar, or numbers of one unit, which the first of them shows. Numbers of more than 10^17 are ns
 * since 1970, of more than 10^14 µs, of more than 10^11 ms (1973), and of more than 10^8 s (1973).
 */
export class InstantReader {
  #unit: TimeUnit;

  constructor(unit: TimeUnit) {
    this.#unit = unit;
  }

  /** In ms; NaN for what is no instant. */
  read(text: string): number {
    const number = decimal(text);
    if (Number.isNaN(number)) return dated(text);
    if (this.#unit === 'auto') this.#unit = unitBySize(number);
    const ms = toTheUs(inMs(number, this.#unit));
    return Math.abs(ms) <= furthestMs ? ms : Number.NaN;
  }
}

/** Of a date of ECMAScript: in the year 275760. */
const furthestMs = 8.64e15;

type KnownUnit = Exclude<TimeUnit, 'auto'>;

const unitsPerMs: Readonly<Record<Exclude<KnownUnit, 's'>, number>> = { ns: 1e6, us: 1e3, ms: 1 };

const inMs = (number: number, unit: KnownUnit): number => (unit === 's' ? number * 1000 : number / unitsPerMs[unit]);

/** Doubles of today's ns are 256 ns apart. */
const toTheUs = (ms: number): number => Math.round(ms * 1000) / 1000;

function unitBySize(number: number): KnownUnit {
  if (number > 1e17) return 'ns';
  if (number > 1e14) return 'us';
  return number > 1e11 || number < 1e8 ? 'ms' : 's';
}

/** In ms; NaN for what is no time of 0 or more. */
export function durationOf(text: string, unit: TimeUnit): number {
  const ms = inMs(decimal(text), unit === 'auto' ? 'ms' : unit);
  return ms >= 0 && ms <= furthestMs ? ms : Number.NaN;
}

/** Decimal only: `Number` would read `0x20` as 32, and an empty text as 0. */
export const decimal = (text: string): number =>
  /^\s*-?\d+(\.\d*)?(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;

const iso = /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?$/;

/** Without a time zone it is UTC, as in all exports of AWS. */
function dated(text: string): number {
  const [, year, month, day, time = '', zone = 'Z'] = iso.exec(text.trim()) ?? [];
  if (year === undefined) return Number.NaN;
  return Date.parse(`${year}-${month}-${day}T${time.replace(',', '.')}${zone === 'UTC' ? 'Z' : zone}`);
}
