import { UserError } from '../../model/errors.ts';
import type { ThresholdResult } from '../../model/run-result.ts';
import { parseThreshold, type Threshold } from '../../scenario/thresholds/threshold.ts';
import { type Format, mb, ms, percent, perSecond, plain, usd } from '../../text/format.ts';

/** `is 2,533 ms`, with the limit where that is a figure too: `is 2,533 ms, limit 4,210 ms`. */
export function shownSides({ expression, value, limit, perRepeat, reason }: ThresholdResult): string {
  const format = formatOf(expression);
  const show = (side: number | undefined) => (side === undefined ? 'not measured' : format(side));
  const where = worstWords({ perRepeat });
  const is = value === undefined ? `not measured${where}` : `is ${format(value)}${where}`;
  const margin = marginText({ expression, value, limit });
  const sides = hasComputedLimit(expression) ? `${is}, limit ${show(limit)}` : is;
  return [sides, margin, reason].filter((part) => part !== undefined).join(', ');
}

/** Which repeat the value is of, where each was judged by itself. */
export const worstWords = ({ perRepeat }: Pick<ThresholdResult, 'perRepeat'>): string =>
  perRepeat === true ? ' in the worst repeat' : '';

/** How far the value is from its limit, as a share of that: `12% below its limit`. Nothing to say of a limit of 0, and of `==`. */
export function marginText({
  expression,
  value,
  limit,
}: Pick<ThresholdResult, 'expression' | 'value' | 'limit'>): string | undefined {
  const operator = readable(expression)?.operator;
  if (value === undefined || limit === undefined || limit === 0) return undefined;
  if (operator === undefined || operator === '==' || operator === '!=') return undefined;
  if (value === limit) return 'at its limit';
  return `${percent(Math.abs(value - limit) / Math.abs(limit))} ${value < limit ? 'below' : 'above'} its limit`;
}

function hasComputedLimit(expression: string): boolean {
  const right = readable(expression)?.right ?? [];
  return right.length > 1 || right.some((factor) => 'metric' in factor);
}

/** How both sides of a threshold are shown: in their unit. A plain number where the expression cannot be read any more. */
export function formatOf(expression: string): Format {
  const unit = readable(expression)?.unit;
  return unit === undefined ? plain : { ms, MB: mb, USD: usd, '/s': perSecond, share: percent }[unit];
}

/** A result may be older than the language, or tampered with. */
export function readable(expression: string): Threshold | undefined {
  try {
    return parseThreshold(expression);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
