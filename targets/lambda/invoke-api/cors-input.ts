import { optional } from '../../../src/model/optional.ts';
import type { Cors } from '../functions/function-url-settings.ts';
import { violation } from '../functions/service-error.ts';
import type { JsonInput } from './json-input.ts';

/**
 * CORS settings of a function URL, within the bounds of the service model.
 * Source: docs.aws.amazon.com/lambda/latest/api/API_Cors.html
 * @throws {ServiceError} a value that the service does not take
 */
export const corsIn = (input: JsonInput): Cors => ({
  ...optional('AllowCredentials', input.boolean('AllowCredentials')),
  ...optional('AllowHeaders', texts(input, 'AllowHeaders', { most: 100, shortest: 0, longest: 1024 })),
  ...optional('AllowMethods', texts(input, 'AllowMethods', { most: 6, shortest: 0, longest: 6 })),
  ...optional('AllowOrigins', texts(input, 'AllowOrigins', { most: 100, shortest: 1, longest: 253 })),
  ...optional('ExposeHeaders', texts(input, 'ExposeHeaders', { most: 100, shortest: 0, longest: 1024 })),
  ...optional('MaxAge', maxAge(input.integer('MaxAge'))),
});

interface Bounds {
  readonly most: number;
  readonly shortest: number;
  readonly longest: number;
}

function texts(input: JsonInput, name: string, { most, shortest, longest }: Bounds): string[] | undefined {
  const values = input.strings(name);
  if (values === undefined) return undefined;
  const member = `cors.${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  if (values.length > most)
    throw violation(`[${values}]`, member, `Member must have length less than or equal to ${most}`);
  for (const value of values) {
    if (value.length >= shortest && value.length <= longest) continue;
    const bounds = `[Member must have length less than or equal to ${longest}, Member must have length greater than or equal to ${shortest}]`;
    throw violation(`[${values}]`, member, `Member must satisfy constraint: ${bounds}`);
  }
  return values;
}

const longestAgeS = 86_400;

function maxAge(seconds: number | undefined): number | undefined {
  if (seconds === undefined || (seconds >= 0 && seconds <= longestAgeS)) return seconds;
  const bound = seconds < 0 ? 'greater than or equal to 0' : `less than or equal to ${longestAgeS}`;
  throw violation(seconds, 'cors.maxAge', `Member must have value ${bound}`);
}
