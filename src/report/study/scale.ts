import { isWide } from '../charts/axes.ts';

/** Places of values on an axis. */
export interface Scale {
  readonly ticks: readonly number[];
  at(value: number): number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** From 0, or logarithmic where the largest value is 30 times the smallest. */
export function linearOrLog(values: readonly number[], span: Span): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return isWide(low, high) ? logarithmic(low, high, span) : linear(Math.min(0, low), Math.max(0, high), span);
}

/** Between two values, with 0 among the ticks if it lies between them. */
export function linear(low: number, high: number, { from, to }: Span): Scale {
  const extent = high - low || 1;
  const step = niceStep(extent / 5);
  const first = Math.ceil(low / step) * step;
  const ticks = Array.from(
    { length: Math.floor((high - first) / step + 1e-9) + 1 },
    (_, index) => first + index * step,
  );
  return { ticks, at: (value) => from + ((value - low) / extent) * (to - from) };
}

/** 1, 2 or 5 of a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
}

function logarithmic(low: number, high: number, { from, to }: Span): Scale {
  const [first, last] = [Math.log10(low), Math.log10(high)];
  const powers = Array.from(
    { length: Math.floor(last) - Math.ceil(first) + 1 },
    (_, index) => 10 ** (Math.ceil(first) + index),
  );
  return { ticks: powers, at: (value) => from + ((Math.log10(value) - first) / (last - first)) * (to - from) };
}
