import type { ValidationRow } from '../../../model/plan/validation.ts';

/** All of a row but its prediction. */
export type RowFacts = Omit<ValidationRow, 'given' | 'predicted' | 'sampling'>;

const draws = 40;
/** 95% of a normal distribution. */
export const deviations = 1.96;

/** The mean of a figure over runs of one schedule that differ in their seeds only, and how far one of them may be off by chance. */
export function overDraws(figureAt: (seed: number) => number): Pick<ValidationRow, 'given' | 'predicted' | 'sampling'> {
  const figures = Array.from({ length: draws }, (_, index) => figureAt(index + 1));
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / draws;
  const variance = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / (draws - 1);
  return { given: 'schedule', predicted: mean, sampling: (deviations * Math.sqrt(variance)) / mean };
}
