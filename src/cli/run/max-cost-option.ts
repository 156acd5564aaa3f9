import { UserError } from '../../model/errors.ts';

/**
 * The cost limit of a run, unparsed. An option that is given twice is a list.
 * @throws {UserError} `usage`
 */
export function parseMaxCost(text: unknown): number | undefined {
  if (text === undefined) return undefined;
  const usd = typeof text === 'string' && /^\$?\d+(\.\d+)?$/.test(text) ? Number(text.replace('$', '')) : Number.NaN;
  if (Number.isFinite(usd)) return usd;
  const got = Array.isArray(text) ? text.join(' and ') : `${text}`;
  throw new UserError('usage', `--max-cost: expected dollars, such as 0.50, got "${got}"`);
}
