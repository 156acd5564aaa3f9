/** Exit codes are part of the command's contract (README). */
export const exitCode = {
  ...{ good: 0, thresholdFailed: 1, badInput: 2, invalidRun: 3 },
  /** No limit of a comparison is shown to be exceeded, but not all are shown to hold. */
  undecided: 4,
  ...{ bug: 70, interrupted: 130 },
} as const;
