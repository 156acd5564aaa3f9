/** One launch of a command. */
export interface LaunchOrder {
  /** A program and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Lines that are written to its stdin, one after another, each answered by a line on stdout. */
  readonly lines: number;
  /** It is killed after this time. */
  readonly timeoutMs: number;
}

export type LaunchReading =
  /** From the spawn to the first byte of output; then of each line, from its write to the first byte of the answer. */
  | { readonly kind: 'launched'; readonly timesNs: readonly number[] }
  /** There is no such program. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly reason: string };
