import { coldShareAt, instancesAliveAt } from '../../../concurrency/steady-poisson.ts';
import { csvFields } from '../../../load/recorded/arrivals/csv-line.ts';
import { decimal } from '../../../load/recorded/arrivals/instants.ts';
import { UserError } from '../../../model/errors.ts';
import type { MeanErrors, ReplayedAverages } from '../../../model/plan/validation.ts';
import { seededRandom } from '../../../model/random.ts';
import { standardNormal } from '../../../simulator/distributions.ts';

/** Means of an experiment at a steady rate. */
interface Experiment {
  readonly perSecond: number;
  readonly warmMs: number;
  readonly environments: number;
  readonly coldShare: number;
  readonly coldShareError: number;
}

const columns = {
  perSecond: 'ArrivalRate',
  warmMs: 'ServiceTimeWarm',
  environments: 'AverageInstanceCount',
  coldShare: 'ColdStartProbability',
  coldShareError: 'ColdStartProbabilitySE',
} as const satisfies Record<keyof Experiment, string>;

/** Whether a table has the columns of pacslab/simfaas for experiments. */
export const isAverages = (head: string): boolean => {
  const names = csvFields(head);
  return Object.values(columns).every((name) => names.includes(name));
};

/** @throws {UserError} `recording-invalid` for a cell that is no number above 0 */
export function replayAverages(file: string, lines: readonly string[], keepAliveMs: number): ReplayedAverages {
  const all = readExperiments(file, lines);
  const halves = [0, 1].map((half) => all.filter((_, index) => index % 2 === half));
  const [even = [], odd = []] = halves;
  const fitted = ([fit, score]: readonly [readonly Experiment[], readonly Experiment[]]) => {
    const best = fittedKeepAliveMs(fit);
    return { keepAliveMs: best, errors: errorsOf(score, best), chance: chanceOf(score, best) };
  };
  return {
    ...{ kind: 'averages', file, experiments: all.length, errors: errorsOf(all, keepAliveMs) },
    coldStartFloor: meanOf(all, perfectError),
    fitted: all.length < 4 ? [] : [fitted([even, odd]), fitted([odd, even])],
  };
}

function readExperiments(file: string, [head = '', ...rows]: readonly string[]): Experiment[] {
  const names = csvFields(head);
  return rows.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const row = csvFields(line);
    const entries = Object.entries(columns).map(([key, name]) => {
      const value = decimal(row[names.indexOf(name)] ?? '');
      if (value > 0) return [key, value] as const;
      throw new UserError('recording-invalid', `${file}:${index + 2}: expected a number above 0 in ${name}`, {
        hint: 'mend or remove this row',
      });
    });
    return [Object.fromEntries(entries) as unknown as Experiment];
  });
}

const draws = 2000;

/** Scores of the closed form if it were right, and the recorded shares differed from it by their standard errors only. */
function chanceOf(some: readonly Experiment[], keepAliveMs: number): [number, number] {
  const random = seededRandom(1);
  const truths = some.map((experiment) => ({ share: coldShareAt(arrivalsOf(experiment, keepAliveMs)), ...experiment }));
  const scores = Float64Array.from({ length: draws }, () =>
    meanOf(truths, ({ share, coldShareError }) =>
      Math.abs(share / Math.max(leastShare, share + coldShareError * standardNormal(random)) - 1),
    ),
  ).sort();
  return [scores[draws * 0.05] ?? Number.NaN, scores[draws * 0.95] ?? Number.NaN];
}

/** No share that was recorded is 0. */
const leastShare = 1e-6;

/** The mean distance of a normal error with this standard deviation from 0 is sqrt(2 / pi) of it. */
const perfectError = ({ coldShare, coldShareError }: Experiment): number =>
  (Math.sqrt(2 / Math.PI) * coldShareError) / coldShare;

function errorsOf(some: readonly Experiment[], keepAliveMs: number): MeanErrors {
  const errors = some.map((experiment) => {
    const { environments, coldShare } = experiment;
    const arrivals = arrivalsOf(experiment, keepAliveMs);
    return {
      environments: Math.abs(instancesAliveAt(arrivals) / environments - 1),
      coldStarts: Math.abs(coldShareAt(arrivals) / coldShare - 1),
    };
  });
  return {
    environments: meanOf(errors, (error) => error.environments),
    coldStarts: meanOf(errors, (error) => error.coldStarts),
  };
}

const arrivalsOf = ({ perSecond, warmMs }: Experiment, keepAliveMs: number) => ({
  ...{ perSecond, busySeconds: warmMs / 1000, keepAliveSeconds: keepAliveMs / 1000 },
});

/** From 5 to 15 min in steps of 1 s: that with the least mean error of cold starts. */
function fittedKeepAliveMs(some: readonly Experiment[]): number {
  let best = { keepAliveMs: 0, error: Number.POSITIVE_INFINITY };
  for (let keepAliveMs = 300_000; keepAliveMs <= 900_000; keepAliveMs += 1000) {
    const error = errorsOf(some, keepAliveMs).coldStarts;
    if (error < best.error) best = { keepAliveMs, error };
  }
  return best.keepAliveMs;
}

const meanOf = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0) / items.length;
