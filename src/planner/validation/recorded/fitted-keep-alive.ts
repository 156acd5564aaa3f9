import type { MeanErrors, ReplayedAverages, ScoreSpread } from '../../../model/plan/validation.ts';
import type { Random } from '../../../model/random.ts';

/** Errors of each row at each keep-alive, from 5 to 15 min in steps of 1 s. */
export type ErrorsAt = readonly { readonly keepAliveMs: number; readonly errors: readonly MeanErrors[] }[];

export const errorsAtEach = (errorsOf: (keepAliveMs: number) => readonly MeanErrors[]): ErrorsAt =>
  Array.from({ length: 601 }, (_, step) => {
    const keepAliveMs = 300_000 + 1000 * step;
    return { keepAliveMs, errors: errorsOf(keepAliveMs) };
  });

/** The keep-alive with the least mean error of cold starts in some rows, and its errors in others. */
export function fittedOn(errorsAt: ErrorsAt, fit: readonly number[], score: readonly number[]) {
  let best = { keepAliveMs: 0, error: Number.POSITIVE_INFINITY, errors: errorsAt[0]?.errors ?? [] };
  for (const { keepAliveMs, errors } of errorsAt) {
    const error = meanErrors(errors, fit).coldStarts;
    if (error < best.error) best = { keepAliveMs, error, errors };
  }
  return { keepAliveMs: best.keepAliveMs, errors: meanErrors(best.errors, score) };
}

const meanErrors = (errors: readonly MeanErrors[], rows: readonly number[]): MeanErrors => {
  let [environments, coldStarts] = [0, 0];
  for (const row of rows) {
    environments += errors[row]?.environments ?? Number.NaN;
    coldStarts += errors[row]?.coldStarts ?? Number.NaN;
  }
  return { environments: environments / rows.length, coldStarts: coldStarts / rows.length };
};

const splits = 2000;

/**
 * Fitted on random halves of the rows and scored on the rest.
 * @param chanceOf the score of a perfect model on some rows, drawn at random
 */
export function fittedSplits(
  errorsAt: ErrorsAt,
  chanceOf: (rows: readonly number[], keepAliveMs: number) => number,
  random: Random,
): NonNullable<ReplayedAverages['splits']> {
  const rows = (errorsAt[0]?.errors ?? []).map((_, row) => row);
  const best = fittedOn(errorsAt, rows, rows);
  const half = Math.floor(rows.length / 2);
  const scores = Array.from({ length: splits }, () => {
    const mixed = shuffled(rows, random);
    const [fit, score] = [mixed.slice(0, half), mixed.slice(half)];
    return { ...fittedOn(errorsAt, fit, score).errors, chance: chanceOf(score, best.keepAliveMs) };
  });
  return {
    count: splits,
    environments: spreadOf(scores.map(({ environments }) => environments)),
    coldStarts: spreadOf(scores.map(({ coldStarts }) => coldStarts)),
    chance: spreadOf(scores.map(({ chance }) => chance)),
    best,
  };
}

/** Fisher and Yates. */
function shuffled(rows: readonly number[], random: Random): number[] {
  const mixed = [...rows];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other] ?? 0, mixed[last] ?? 0];
  }
  return mixed;
}

export function spreadOf(values: readonly number[]): ScoreSpread {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, low: at(0.05), high: at(0.95) };
}
