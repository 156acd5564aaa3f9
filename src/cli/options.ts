import type { Options } from 'yargs';
import { UserError } from '../model/errors.ts';

export const text = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const;
/** One value at a time, so that a positional argument may follow. */
export const texts = (describe: string) => ({ type: 'string', array: true, nargs: 1, describe }) as const;
export const number = (describe: string) => ({ type: 'number', requiresArg: true, describe }) as const;
export const flag = (describe: string) => ({ type: 'boolean', default: false, describe }) as const;
/** Positional arguments. */
export const names = (describe: string) => ({ type: 'string', array: true, demandOption: true, describe }) as const;

/**
 * yargs makes a list of the values of an option that is given twice.
 * @throws {UserError} `usage`
 */
export function refuseRepeated(given: object, options: Readonly<Record<string, Options>>): void {
  for (const [name, option] of Object.entries(options))
    if (!option.array && Array.isArray(Reflect.get(given, name)))
      throw new UserError('usage', `--${name}: expected once`);
}

/**
 * @param name of the option, without dashes.
 * @throws {UserError} `usage`
 */
export function parseExitCode(name: string, text: string): number {
  const code = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (code <= 255) return code;
  throw new UserError('usage', `--${name}: expected a whole number from 0 to 255, got "${text}"`);
}

/** Of a significance level: above 0. */
export const shareOfErrors = { least: Number.MIN_VALUE, below: 0.5 };

/**
 * A percentage as a share.
 * @param name of the option, without dashes.
 * @throws {UserError} `usage`
 */
export function parseShare(name: string, text: string, { least, below }: typeof shareOfErrors): number {
  const [, digits] = /^(\d+(?:\.\d+)?)\s*%$/.exec(text) ?? [];
  const share = Number(digits) / 100;
  if (share >= least && share < below) return share;
  throw new UserError('usage', `--${name}: expected a percentage such as 5%, got "${text}"`);
}
