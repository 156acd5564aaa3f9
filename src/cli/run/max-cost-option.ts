import { UserError } from '../../model/errors.ts';

/**
 * The most dollars that a run may cost, as it was written; an option that is given twice comes as a list.
 * @throws {UserError} `usage`
 */
export function parseMaxCost(text: unknown): number | undefined {
  if (text === undefined) return undefined;
  const usd = typeof text === 'string' && /^\$?\d+(\.\d+)?$/.test(text) ? Number(text.replace('$', '')) : Number.NaN;
  if (Number.isFinite(usd)) return usd;
  const got = Array.isArray(text) ? text.join(' and ') : `${text}`;
  throw new UserError('usage', `--max-cost: expected dollars, such as 0.50, got "${got}"`);
}
