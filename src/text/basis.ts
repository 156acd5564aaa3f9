import type { Basis } from '../model/plan/figure.ts';
import type { Format } from './format.ts';
import { percent } from './format.ts';

/** A letter beside each number of a plan says where it comes from. */
export const basisLetters: Readonly<Record<Basis, string>> = {
  measured: 'm',
  given: 'g',
  predicted: 'p',
  extrapolated: 'x',
};

/** Below, no plan counts requests as throttled. */
const fewest = 1e-4;

/** Shares of up to a thousandth, and cold starts that are rarer. */
export const smallShare: Format = (value) =>
  value > 0 && value < 5e-9
    ? '<0.000001%'
    : value > 0 && value < 0.00095
      ? `${Number((value * 100).toPrecision(2))}%`
      : percent(value);

/** `51% throttled`: what a figure leaves out. Undefined: nothing that matters. */
export const throttledWords = (share: number | undefined): string | undefined =>
  share === undefined || share < fewest ? undefined : `${smallShare(share)} throttled`;
