import type { PlanLimit } from '../model/plan/option-result.ts';
import { perSecond } from './format.ts';
import { withInterval } from './interval.ts';

type Reached = Pick<
  PlanLimit,
  | 'reachedAtPerSecond'
  | 'reachedAtPerSecondLow'
  | 'reachedAtPerSecondHigh'
  | 'reachedInYears'
  | 'reachedInYearsLow'
  | 'reachedInYearsHigh'
>;

const never = Number.POSITIVE_INFINITY;

/** `1,250/s (1,000/s to 1,400/s)`: at which average rate a limit is used up. Undefined: at none. */
export function rateWords(limit: Reached): string | undefined {
  const { reachedAtPerSecond: rate, reachedAtPerSecondLow: low, reachedAtPerSecondHigh: high } = limit;
  if (low === undefined) return rate === undefined ? undefined : perSecond(rate);
  if (rate === undefined) return `${perSecond(low)} and more`;
  return withInterval({ value: rate, low, high: high ?? never }, perSecond);
}

/** `3.8 years (3.5 to 4.2)`, at the growth of the demand. */
export function yearsWords(limit: Reached): string | undefined {
  const { reachedInYears: years, reachedInYearsLow: low, reachedInYearsHigh: high } = limit;
  if (years === undefined) return undefined;
  const [text = '', ...interval] = withInterval(
    { value: years, low, high: low === undefined ? years : (high ?? never) },
    (value) => value.toFixed(1),
  ).split(' (');
  return [`${text} years`, ...interval].join(' (');
}
