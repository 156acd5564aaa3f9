import type { InferredOptionTypes, Options } from 'yargs';
import { UserError } from '../../model/errors.ts';
import { plainNumber, ratePerSecond } from '../../model/schema/units.ts';
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

/** Requests per second of a rate, which may have spaces beside its slash. */
export function perSecondOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const perSecond = ratePerSecond(text.trim().replace(/\s*\/\s*/, '/'));
  if (perSecond === undefined || !(perSecond > 0) || perSecond > most)
    throw new UserError(
      'usage',
      `--demand: expected a rate such as 12/s, 10/min, 500/h, 20000/day or 3e6/month, got "${text}"`,
    );
  return perSecond;
}

const most = 1e9;

export function countOf(name: keyof typeof sheetOptions, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = plainNumber(text.trim()) ?? Number.NaN;
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new UserError('usage', `--${name}: expected a whole number from 1 to ${most}, got "${text}"`);
  return number;
}
