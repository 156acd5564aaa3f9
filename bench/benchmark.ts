/** One number, or a few that belong together, in words for the table. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  /** Absent: for comparison only. */
  readonly target?: { readonly text: string; readonly met: boolean };
}

export interface Benchmark {
  readonly about: string;
  run(): Promise<readonly Figure[]>;
}
