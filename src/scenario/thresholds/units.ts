import type { MetricUnit } from './metrics.ts';

/** The dimension of a unit, and its factor to the unit of the result. */
const units = {
  us: { of: 'ms', factor: 0.001 },
  // The micro sign, and the Greek letter that some keyboards give.
  '\u00b5s': { of: 'ms', factor: 0.001 },
  '\u03bcs': { of: 'ms', factor: 0.001 },
  ms: { of: 'ms', factor: 1 },
  s: { of: 'ms', factor: 1000 },
  MB: { of: 'MB', factor: 1 },
  GB: { of: 'MB', factor: 1024 },
  USD: { of: 'USD', factor: 1 },
  '/s': { of: '/s', factor: 1 },
  '/min': { of: '/s', factor: 1 / 60 },
  '%': { of: undefined, factor: 0.01 },
} as const satisfies Readonly<Record<string, { of: MetricUnit | undefined; factor: number }>>;

export type Unit = keyof typeof units;

/** A unit as it is written: letters, both characters of micro, `%`, or per a time. A part of a regular expression. */
export const unitForm = '/s|/min|[A-Za-z\\u00b5\\u03bc]*|%';

export const isUnit = (word: string): word is Unit => Object.hasOwn(units, word);

export const unitFactor = (unit: Unit | undefined): number => (unit === undefined ? 1 : units[unit].factor);

/** The units that messages name, or those of one dimension. */
export const unitsOf = (dimension?: string): string[] =>
  Object.entries(units).flatMap(([unit, { of }]) =>
    /^[\w%/]+$/.test(unit) && (dimension === undefined || of === dimension) ? [unit] : [],
  );

/** The unit of a product: `ms`, `USD/ms`, or an empty text if there is none or all cancel. */
export function dimensionOf(
  factors: readonly { readonly unit: Unit | undefined; readonly divides: boolean }[],
): string {
  const powers = new Map<string, number>();
  for (const { unit, divides } of factors) {
    const of = unit === undefined ? undefined : units[unit].of;
    if (of !== undefined) powers.set(of, (powers.get(of) ?? 0) + (divides ? -1 : 1));
  }
  const named = [...powers].sort(([a], [b]) => (a < b ? -1 : 1));
  const above = named.flatMap(([of, power]) => Array<string>(Math.max(0, power)).fill(of)).join(' ');
  const below = named.map(([of, power]) => `/${of}`.repeat(Math.max(0, -power))).join('');
  return below === '' ? above : `${above || '1'}${below}`;
}
