import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';

/** Messages of the library name its options. */
export function inOptions(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const message = error.message.replace(/^failOn\b/, '--fail-on').replace(/^primary\b/, '--primary');
  return new UserError(error.code, message, { ...optional('hint', error.hint), cause: error });
}
