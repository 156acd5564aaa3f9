/** One thing that AWS's client for Python does, as its source has it: version 4.0.1, commit 46e4c6a, folder `awslambdaric`. */
export interface Expectation {
  readonly behavior: string;
  /** File and lines. */
  readonly source: `${string}.py:${number}${'' | `-${number}`}`;
  /** In the package `test/fixtures/lambda/python-client`. */
  readonly handler: string;
  /** Absent: null. */
  readonly event?: unknown;
  readonly clientContext?: object;
  /** The JSON format of the log, and its level for the application. Absent: text. */
  readonly json?: { readonly level?: 'TRACE' };
  /** The whole payload of a call that succeeds. */
  readonly answer?: string;
  readonly error?: {
    readonly errorType: string;
    readonly errorMessage: string;
    /** What each entry says, from its first character. */
    readonly stack?: readonly RegExp[];
  };
  /** Each is in the log of the call. */
  readonly log?: readonly RegExp[];
  readonly notInLog?: RegExp;
  /** A JSON line of the log with exactly these fields; `ANY` where its value is of the moment. */
  readonly record?: Readonly<Record<string, unknown>>;
}

export const ANY = Symbol('any value');
