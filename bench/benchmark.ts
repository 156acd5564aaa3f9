export interface Aim {
  readonly text: string;
  readonly met: boolean;
}

/** One number, or a few that belong together, in words for the table. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  /** Absent: for comparison only. */
  readonly target?: Aim;
}

export interface Benchmark {
  readonly about: string;
  run(): Promise<readonly Figure[]>;
}

export const atMost = (value: number, bound: number, unit = ''): Aim => ({
  text: `<= ${bound}${unit}`,
  met: value <= bound,
});
