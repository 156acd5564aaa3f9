import type { InferredOptionTypes, Options } from 'yargs';
import { hoursPerMonth } from '../../billing/month/month-cost.ts';
import { UserError } from '../../model/errors.ts';
import type { SheetOptions } from '../../report/sheet/question.ts';
import { text } from '../options.ts';

/** What a decision sheet is asked; the scenario says the rest. */
export const sheetOptions = {
  demand: text('With --format sheet: request rate in production, such as 12/s, 10/min, 500/h, 20000/day or 3e6/month'),
  burst: text('With --format sheet: requests that arrive at once in production, on top of the demand'),
  'account-concurrency': text('With --format sheet: concurrent executions of the AWS account, instead of 1000'),
  connections: text('With --format sheet: connections that the downstream service allows'),
} satisfies Record<string, Options>;

type Given = Partial<InferredOptionTypes<typeof sheetOptions>>;

/** @throws {UserError} `usage`: not a rate, not a whole number above 0, or a format that does not use the option. */
export function sheetOptionsOf(given: Given, format: string): SheetOptions {
  const isSheet = format === 'sheet' || format === 'sheet-markdown';
  for (const name of Object.keys(sheetOptions) as (keyof typeof sheetOptions)[])
    if (given[name] !== undefined && !isSheet)
      throw new UserError('usage', `--${name}: needs --format sheet or sheet-markdown, got ${format}`);
  return {
    perSecond: perSecondOf(given.demand),
    burst: countOf('burst', given.burst),
    accountConcurrency: countOf('account-concurrency', given['account-concurrency']),
    connections: countOf('connections', given.connections),
  };
}

const secondsPerHour = 3600;
const secondsPer = {
  s: 1,
  min: 60,
  h: secondsPerHour,
  day: 24 * secondsPerHour,
  month: hoursPerMonth * secondsPerHour,
} as const;

/** Requests per second of `12/s`, `1,000/s`, `10/min`, `500/h`, `20000/day`, `3e6/month` (730 hours). */
export function perSecondOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, digits, unit = ''] = /^(.+?)\s*\/\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  const requests = numberOf(digits);
  if (!isUnit(unit) || !(requests > 0) || requests / secondsPer[unit] > most)
    throw new UserError(
      'usage',
      `--demand: expected a rate such as 12/s, 10/min, 500/h, 20000/day or 3e6/month, got "${text}"`,
    );
  return requests / secondsPer[unit];
}

/** `1000`, `1,000`, `1.5`, `3e6`; NaN for what is none. */
function numberOf(text = ''): number {
  const digits = /^\d{1,3}(,\d{3})+$/.test(text) ? text.replaceAll(',', '') : text;
  return /^\d+(?:\.\d+)?(?:e\+?\d{1,2})?$/i.test(digits) ? Number(digits) : Number.NaN;
}

const isUnit = (unit: string): unit is keyof typeof secondsPer => Object.hasOwn(secondsPer, unit);

const most = 1e9;

export function countOf(name: keyof typeof sheetOptions, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = numberOf(text.trim());
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new UserError('usage', `--${name}: expected a whole number from 1 to ${most}, got "${text}"`);
  return number;
}
