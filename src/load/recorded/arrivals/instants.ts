export const timeUnits = ['ns', 'us', 'ms', 's'] as const;
export type KnownUnit = (typeof timeUnits)[number];
/** Of numbers. `auto`: by their size, which is open where they are no times since 1970. */
export type TimeUnit = 'auto' | KnownUnit;

/** `end_s`, `duration_ms`, `latencyMs`: the unit that a name ends with; undefined for other names. */
export function unitOfName(name: string): KnownUnit | undefined {
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
  readonly #stated: TimeUnit;
  #unit: TimeUnit;
  #isOpen = false;
  #hasNumbers = false;

  constructor(unit: TimeUnit) {
    this.#stated = unit;
    this.#unit = unit;
  }

  /** Of the numbers so far; undefined without any. */
  get unit(): ReadUnit | undefined {
    if (this.#unit === 'auto' || !this.#hasNumbers) return undefined;
    return { unit: this.#unit, by: this.#isOpen ? 'nothing' : this.#stated === 'auto' ? 'size' : 'column' };
  }

  /** In ms; NaN for what is no instant. */
  read(text: string): number {
    const number = decimal(text);
    if (Number.isNaN(number)) return dated(text);
    this.#hasNumbers = true;
    if (this.#unit === 'auto') {
      this.#isOpen = number < leastSinceEpoch;
      this.#unit = unitBySize(number);
    }
    const ms = toTheUs(inMs(number, this.#unit));
    return Math.abs(ms) <= furthestMs ? ms : Number.NaN;
  }
}

/** Of a date of ECMAScript: in the year 275760. */
const furthestMs = 8.64e15;

/** The unit of numbers, and what shows it. `nothing`: it is open, and taken to be ms. */
export interface ReadUnit {
  readonly unit: KnownUnit;
  readonly by: 'column' | 'size' | 'nothing';
}

const unitsPerMs: Readonly<Record<Exclude<KnownUnit, 's'>, number>> = { ns: 1e6, us: 1e3, ms: 1 };

const inMs = (number: number, unit: KnownUnit): number => (unit === 's' ? number * 1000 : number / unitsPerMs[unit]);

/** Doubles of today's ns are 256 ns apart. */
const toTheUs = (ms: number): number => Math.round(ms * 1000) / 1000;

/** In s: 1973. */
const leastSinceEpoch = 1e8;

function unitBySize(number: number): KnownUnit {
  if (number > 1e17) return 'ns';
  if (number > 1e14) return 'us';
  return number > 1e11 || number < leastSinceEpoch ? 'ms' : 's';
}

/** Reads durations, which have no size that would show their unit. */
export class DurationReader {
  readonly #unit: TimeUnit;
  #hasNumbers = false;

  constructor(unit: TimeUnit) {
    this.#unit = unit;
  }

  get unit(): ReadUnit | undefined {
    if (!this.#hasNumbers) return undefined;
    return this.#unit === 'auto' ? { unit: 'ms', by: 'nothing' } : { unit: this.#unit, by: 'column' };
  }

  /** In ms; NaN for what is no time of 0 or more. */
  read(text: string): number {
    const ms = inMs(decimal(text), this.#unit === 'auto' ? 'ms' : this.#unit);
    if (!(ms >= 0 && ms <= furthestMs)) return Number.NaN;
    // Nothing is nothing in any unit.
    this.#hasNumbers ||= ms > 0;
    return ms;
  }
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
