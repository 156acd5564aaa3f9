import type { Invocation } from '../../model/platform/invocation.ts';
import type { Forcing } from '../../model/study/study-sample.ts';

/** The functions of the cells of a study, by the ids of the cells. Disposing it undoes and stops all that it changed and started. */
export interface CellFunctions extends AsyncDisposable {
  /**
   * Makes the next call of a cell start an environment.
   * @returns what is to be called: a version; undefined if it is what is called otherwise
   */
  force(cell: string, forcing: Exclude<Forcing, 'wait'>): Promise<string | undefined>;
  /** What is to be called of a cell whose cold starts come by waiting. */
  settled(cell: string): Promise<string | undefined>;
  /** Never rejects: a call that fails says so. */
  call(cell: string, call: CellCall): Promise<Called>;
}

export interface CellCall {
  readonly qualifier: string | undefined;
  /** JSON. */
  readonly payload: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Called {
  readonly sentAtEpochMs: number;
  /** From the send to the last byte of the answer. */
  readonly clientMs: number;
  readonly requestId?: string;
  readonly answer: Buffer;
  /** Why there is no answer of the function, or that it failed. */
  readonly failure?: string;
  /** What the platform reports about it; undefined if it does not. */
  invocation(): Promise<Invocation | undefined>;
}

/** The error type that a function, its runtime or the platform gave; its message is the function's own, and may hold anything. */
export function functionFailure(answer: Buffer): string {
  try {
    const { errorType } = JSON.parse(answer.toString('utf8')) as { readonly errorType?: unknown };
    return typeof errorType === 'string' ? errorType.slice(0, 100) : 'an error of unknown type';
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return 'an error of unknown type';
  }
}
