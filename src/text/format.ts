/** How a number is shown to a person: with its unit, and with no more digits than it can bear. */
export type Format = (value: number) => string;

/** Shown where nothing was measured. */
export const absent = '–';

export const shown = (value: number | undefined, format: Format): string =>
  value === undefined ? absent : format(value);

/** `1,000` */
export const count: Format = (value) => digits(value, 0);

/** About three digits: `0.42 ms`, `95.3 ms`, `2,281 ms`, `12.3 s`. */
export const ms: Format = (value) => {
  const size = Math.abs(value);
  if (size >= 600_000) return `${digits(value / 60_000, 1)} min`;
  if (size >= 10_000) return `${digits(value / 1000, 1)} s`;
  return `${digits(value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0)} ms`;
};

/** What goes on, without digits that nobody can read: `9.3 s`; minutes from 10 on: `12 min 05 s`. */
export const elapsed: Format = (value) => {
  if (value < 600_000) return `${(value / 1000).toFixed(1)} s`;
  const whole = Math.floor(value / 1000);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
};

/** In the unit of the largest, so that they can be compared at a glance: `3.5 min` beside `10.0 min`, not `208.3 s`. */
export function msLike(values: readonly (number | undefined)[]): Format {
  const largest = Math.max(0, ...values.map((value) => Math.abs(value ?? 0)));
  if (largest < 10_000) return ms;
  const [unitMs, unit] = largest >= 600_000 ? [60_000, 'min'] : [1000, 's'];
  return (value) => `${digits(value / unitMs, Math.abs(value) < unitMs ? 3 : 1)} ${unit}`;
}

/** `3.2 MB`, `87 MB`, `12.5 GB`, where 1 GB is 1024 MB. */
export const mb: Format = (value) => {
  if (Math.abs(value) >= 10_240) return `${digits(value / 1024, 1)} GB`;
  return `${digits(value, Math.abs(value) < 9.95 ? 1 : 0)} MB`;
};

/** `512 B`, `1.2 KB`, `3.2 MB`, where 1 KB is 1024 bytes. */
export const bytes: Format = (value) => {
  if (value < 1024) return `${digits(value, 0)} B`;
  const kb = value / 1024;
  return kb < 1024 ? `${digits(kb, kb < 9.95 ? 1 : 0)} KB` : mb(kb / 1024);
};

/**
 * To the cent below $1,000, and to the dollar above; below ten cents three significant digits: `$8.53`, `$1,235`,
 * `$0.0000852`.
 */
export const usd: Format = (value) => {
  const size = Math.abs(value);
  if (size === 0 || size >= 0.1) return `$${digits(value, size >= 1000 ? 0 : 2)}`;
  return `$${digits(value, Math.min(20, 2 - Math.floor(Math.log10(size))))}`;
};

/** `9.8×`; a ratio that is whole is shown whole: `10×`. */
export const times: Format = (value) =>
  `${digits(value, Number.isInteger(value) || Math.abs(value) >= 99.95 ? 0 : 1)}×`;

/** Of a share: `percent(0.031)` is `3.1%`, `percent(0.5)` is `50%`. What is not all of it is not `100%`: `percent(0.9999)` is `99.9%`. */
export function percent(share: number): string {
  const size = Math.abs(share);
  if (size >= 0.995 && size < 1) return `${digits(Math.sign(share) * Math.min(99.9, size * 100), 0, 1)}%`;
  return `${digits(share * 100, 0, size < 0.0995 ? 1 : 0)}%`;
}

/** A level as it was requested: `5%`, `2.5%`. */
export const exactPercent: Format = (share) => `${Number((share * 100).toPrecision(6))}%`;

/** At least three significant digits, without trailing zeros: `0.0348`, `7.31`, `1,235`. */
export const significant: Format = (value) => {
  const size = Math.abs(value);
  return digits(value, 0, size === 0 || size >= 100 ? 0 : Math.min(20, 2 - Math.floor(Math.log10(size))));
};

/** `7.3/s`, `0.0348/s` */
export const perSecond: Format = (value) => `${significant(value)}/s`;

/** Of a number of bytes per second: `1.25 MB/s`, with 1 MB of 1,000,000 bytes, as networks are measured. */
export const bytesPerSecond: Format = (value) => `${significant(value / 1e6)} MB/s`;

/** `1.65 GB-s`, `1,650 GB-s` */
export const gbSeconds: Format = (value) => `${significant(value)} GB-s`;

/** Numbers without a unit: `10`, `0.512`. */
export const plain: Format = (value) => digits(value, Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 3);

/** `one(1, 'request')` is `1 request`; `counted(10, 'request')` is `10 requests`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** `2026-11-21 14:03:59 UTC`; another form is shown as it is. */
export const when = (iso: string): string =>
  iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC');

const formats = new Map<number, Intl.NumberFormat>();

/** Between `fewest` and `most` fraction digits. */
function digits(value: number, fewest: number, most = fewest): string {
  const key = 100 * fewest + most;
  const format =
    formats.get(key) ?? new Intl.NumberFormat('en-US', { minimumFractionDigits: fewest, maximumFractionDigits: most });
  formats.set(key, format);
  return format.format(value);
}
