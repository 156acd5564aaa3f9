import { perSecond } from './format.ts';

/** Without a low end from no request on; without a high end at all higher rates. */
export interface RateRange {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** More are counted. */
const few = 3;

/**
 * `below 72.7/s, between 75/s and 88/s, or above 100/s`; of many `in 12 ranges between 75/s and 940/s`. Every rate is rounded into its range, so that
 * the words hold for all rates that they name.
 */
export function rangesText(ranges: readonly RateRange[]): string {
  const inner = ranges.filter(({ from, to }) => from !== undefined && to !== undefined);
  const [first, last] = [inner[0], inner.at(-1)];
  const many = `in ${inner.length} ranges ${rangeText({ from: first?.from, to: last?.to })}`;
  const isInner = (range: RateRange) => inner.includes(range);
  const words = [
    ...ranges.filter(({ from }) => from === undefined).map(rangeText),
    ...(inner.length > few ? [many] : inner.map(rangeText)),
    ...ranges.filter((range) => range.from !== undefined && !isInner(range)).map(rangeText),
  ];
  const [end] = words.slice(-1);
  return words.length < 3 ? words.join(' or ') : `${words.slice(0, -1).join(', ')}, or ${end}`;
}

function rangeText({ from, to }: RateRange): string {
  if (from === undefined) return to === undefined ? 'at every rate' : `below ${belowText(to)}`;
  if (to === undefined) return `above ${aboveText(from)}`;
  return rounded(from, Math.ceil) < rounded(to, Math.floor)
    ? `between ${aboveText(from)} and ${belowText(to)}`
    : `between ${exact(from)} and ${exact(to)}`;
}

/** Of an end that rates stay below, or above: no further than it. */
export const belowText = (rate: number): string => perSecond(rounded(rate, Math.floor));
export const aboveText = (rate: number): string => perSecond(rounded(rate, Math.ceil));

/** Closer to a number with few digits, a rate is that number. */
const close = 1e-6;

/** To the digits that are shown: three, and all of a whole number. */
function rounded(rate: number, to: (some: number) => number): number {
  const step = 10 ** Math.min(0, Math.floor(Math.log10(rate)) - 2);
  const nearest = Math.round(rate / step) * step;
  return Math.abs(nearest - rate) <= close * rate ? nearest : to(rate / step) * step;
}

/** Of a range that is narrower than what three digits tell apart. */
const exact = (rate: number): string => `${Number(rate.toPrecision(8))}/s`;
