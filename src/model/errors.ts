/**
 * An error that the user can fix: invalid input, a port in use, a target that never becomes ready. The message names the place,
 * the expected value and the action. Any other error is a bug and shows its stack.
 */
export class UserError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.code = code;
    this.hint = options.hint;
  }
}
