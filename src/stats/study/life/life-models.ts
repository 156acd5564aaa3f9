import { optional } from '../../../model/optional.ts';
import type { lifeModels } from '../../../model/study/idle-life.ts';
import { endOf, type LifeInterval } from './life-interval.ts';

export type LifeModelKind = (typeof lifeModels)[number];

/**
 * How long environments may idle. `fixed`: all the same time. `exponential`: with a mean, as if each moment were as likely as any other.
 * `halving`: after each period half of those that are left go, as M. Copik et al. found in 2020 (SeBS, arXiv:2012.14132: 380 s).
 */
export interface FittedLife {
  readonly kind: LifeModelKind;
  /** The time, the mean, or the period. */
  readonly ms: number;
  /** 95%, by the likelihood ratio; of `fixed` all times that the data allow. An end that the data do not bound is absent. */
  readonly interval: { readonly lowMs?: number; readonly highMs?: number };
  readonly logLikelihood: number;
  /** H. Akaike, IEEE Trans. Automatic Control 19 (1974): 2 - 2 log likelihood, as each model has one parameter. */
  readonly aic: number;
  /** Its chance against the other models that fit: exp(-AIC / 2), of the sum of all of them. */
  readonly weight: number;
}

/** Models that the data allow, the likeliest first. None if no environment was gone, or if all were: then nothing bounds the time. */
export function fittedLives(lives: readonly LifeInterval[]): FittedLife[] {
  if (lives.every(isThere) || lives.every(({ survivedMs }) => survivedMs === 0)) return [];
  const fits = [fixed(lives), exponential(lives), halving(lives)].filter((fit) => fit !== undefined);
  const sum = fits.reduce((total, { logLikelihood }) => total + Math.exp(logLikelihood), 0);
  return fits
    .map((fit) => ({ ...fit, aic: 2 - 2 * fit.logLikelihood, weight: Math.exp(fit.logLikelihood) / sum }))
    .sort((a, b) => a.aic - b.aic);
}

/** The share of environments that outlive `atMs`. */
export const survivingShare =
  (kind: LifeModelKind, ms: number) =>
  (atMs: number): number => {
    if (atMs === Number.POSITIVE_INFINITY) return 0;
    if (kind === 'fixed') return atMs < ms ? 1 : 0;
    return kind === 'exponential' ? Math.exp(-atMs / ms) : 2 ** -Math.floor(atMs / ms);
  };

type Fit = Omit<FittedLife, 'aic' | 'weight'>;

/** Half of the 95% point of the chi-squared distribution with one degree of freedom. */
const within95 = 3.841459 / 2;

/** Every time after the last look that found an environment, and before the first that found none, has the likelihood 1. */
function fixed(lives: readonly LifeInterval[]): Fit | undefined {
  const lowMs = Math.max(...lives.map(({ survivedMs }) => survivedMs));
  const highMs = Math.min(...lives.map(endOf));
  if (lowMs >= highMs) return undefined;
  return { kind: 'fixed', ms: (lowMs + highMs) / 2, interval: { lowMs, highMs }, logLikelihood: 0 };
}

/** The log likelihood is concave in 1 / mean: one maximum, and one crossing on either side of it. */
function exponential(lives: readonly LifeInterval[]): Fit {
  const at = (logMean: number) => logLikelihood(lives, survivingShare('exponential', Math.exp(logMean)));
  const looks = finiteEnds(lives);
  const range = [Math.log(Math.min(...looks) / 1e3), Math.log(Math.max(...looks) * 1e6)] as const;
  const best = highest(at, ...range);
  const limit = at(best) - within95;
  const [low, high] = range.map((edge) => (at(edge) > limit ? undefined : Math.exp(crossing(at, limit, edge, best))));
  return {
    ...{ kind: 'exponential', ms: Math.exp(best), logLikelihood: at(best) },
    interval: { ...optional('lowMs', low), ...optional('highMs', high) },
  };
}

/** Most periods in the longest wait: of the 20th on, fewer than one in a million is left. */
const mostPeriods = 20;
const mostCandidates = 4000;

/**
 * An environment outlives w ms if it outlives floor(w / period) halvings. So the likelihood is constant between two quotients of a wait
 * and a whole number, and all of them are tried.
 */
function halving(lives: readonly LifeInterval[]): Fit | undefined {
  const steps = [...new Set(finiteEnds(lives).flatMap(quotients))].sort((a, b) => a - b);
  const every = Math.ceil(steps.length / mostCandidates);
  const edges = steps.filter((_, index) => index % every === 0 || index === steps.length - 1);
  const tried = edges.map((highMs, index) => ({
    highMs,
    lowMs: edges[index - 1] ?? highMs / 2,
    logLikelihood: logLikelihood(lives, survivingShare('halving', (highMs + (edges[index - 1] ?? highMs)) / 2)),
  }));
  const most = Math.max(...tried.map((one) => one.logLikelihood));
  if (most === Number.NEGATIVE_INFINITY) return undefined;
  const best = tried.filter((one) => one.logLikelihood === most);
  const allowed = tried.filter((one) => one.logLikelihood >= most - within95);
  return {
    ...{ kind: 'halving', ms: middle(best), logLikelihood: most },
    interval: { lowMs: allowed[0]?.lowMs ?? 0, highMs: allowed.at(-1)?.highMs ?? Number.POSITIVE_INFINITY },
  };
}

const middle = (best: readonly { readonly lowMs: number; readonly highMs: number }[]): number =>
  ((best[0]?.lowMs ?? 0) + (best.at(-1)?.highMs ?? 0)) / 2;

const quotients = (ms: number): number[] => Array.from({ length: mostPeriods }, (_, index) => ms / (index + 1));

const finiteEnds = (lives: readonly LifeInterval[]): number[] =>
  lives.flatMap((life) => [life.survivedMs, endOf(life)]).filter((ms) => ms > 0 && Number.isFinite(ms));

function logLikelihood(lives: readonly LifeInterval[], surviving: (atMs: number) => number): number {
  return lives.reduce((sum, life) => sum + Math.log(surviving(life.survivedMs) - surviving(endOf(life))), 0);
}

const isThere = ({ goneByMs }: LifeInterval): boolean => goneByMs === undefined;

/** Golden section search, after J. Kiefer, Sequential Minimax Search for a Maximum (1953). */
function highest(of: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  while (high - low > 1e-6) {
    const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (of(left) < of(right)) low = left;
    else high = right;
  }
  return (low + high) / 2;
}

/** Where the function, lower at `below` and higher at `above`, crosses the limit: by bisection. */
function crossing(of: (x: number) => number, limit: number, below: number, above: number): number {
  let [low, high] = [below, above];
  while (Math.abs(high - low) > 1e-6) {
    const half = (low + high) / 2;
    if (of(half) < limit) low = half;
    else high = half;
  }
  return (low + high) / 2;
}
