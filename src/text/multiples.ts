import { percent, significant, times } from './format.ts';

/** Of `turnsAt`: `21×`, `3.8%`; near 1 with as many digits as show that it is not 1: `99.96%`, `1.0004×`. */
export function multiple(factor: number): string {
  const off = Math.abs(factor - 1);
  if (off < leastOff) return '1×';
  const decimals = decimalsOf(off);
  if (factor < 1)
    return `${Number(off <= near / 10 + leastOff ? (factor * 100).toFixed(decimals - 2) : (factor * 100).toPrecision(2))}%`;
  return off < near ? `${Number(factor.toFixed(decimals))}×` : `${Number(factor.toPrecision(2)).toLocaleString('en')}×`;
}

/** `1.2 times its value`, `60% of its value`. */
export const ofIts = (multipleText: string, what: string): string =>
  multipleText.endsWith('×') ? `${multipleText.slice(0, -1)} times ${what}` : `${multipleText} of ${what}`;

/** Two digits do not tell a multiple from 1, nor a percentage ten times as near. */
const near = 0.05;
/** The search is no more exact. */
const leastOff = 1e-9;

/** Two significant digits of what a multiple is off 1. */
const decimalsOf = (off: number): number => Math.ceil(-Math.log10(off)) + 1;

/** Of two costs: `3.8×`; near 1 with as many digits as show that they are not the same: `1.04×`, `0.9996×`. */
export function ratio(of: number): string {
  const off = Math.abs(of - 1);
  if (off < leastOff) return '1×';
  return off < near ? `${Number(of.toFixed(decimalsOf(off)))}×` : times(of);
}

/** `3.8× as much`, or `as much`. */
export const asMuch = (of: number): string => (Math.abs(of - 1) < leastOff ? 'as much' : `${ratio(of)} as much`);

/** Of a cost that is this many times another: `12% more`, `0.0043% more`, or `as much`. */
export function more(of: number): string {
  const off = of - 1;
  if (Math.abs(off) < leastOff) return 'as much';
  return `${off < leastPercent ? `${significant(off * 100)}%` : percent(off)} more`;
}

/** `percent` has one decimal. */
const leastPercent = 0.001;
