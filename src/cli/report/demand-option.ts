import { hoursPerMonth } from '../../billing/break-even.ts';
import { UserError } from '../../model/errors.ts';

const secondsPerHour = 3600;
const secondsPer = {
  s: 1,
  min: 60,
  h: secondsPerHour,
  day: 24 * secondsPerHour,
  month: hoursPerMonth * secondsPerHour,
} as const;

/**
 * Requests per second of `12/s`, `500/h`, `20000/day`, `3e6/month` (730 hours). Undefined without the option.
 * @throws {UserError} `usage`: another form, not above 0, or a format that does not use it.
 */
export function demandPerSecond(text: string | undefined, format: string): number | undefined {
  if (text === undefined) return undefined;
  if (format !== 'sheet' && format !== 'sheet-markdown')
    throw new UserError('usage', `--demand: needs --format sheet or sheet-markdown, got ${format}`);
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?(?:e\+?\d{1,2})?)\s*\/\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  const requests = Number(digits);
  if (!isUnit(unit) || !(requests > 0) || requests / secondsPer[unit] > 1e9)
    throw new UserError(
      'usage',
      `--demand: expected a rate such as 12/s, 500/h, 20000/day or 3e6/month, got "${text}"`,
    );
  return requests / secondsPer[unit];
}

const isUnit = (unit: string): unit is keyof typeof secondsPer => Object.hasOwn(secondsPer, unit);
