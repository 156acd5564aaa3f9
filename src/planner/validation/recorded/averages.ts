import { coldShareAt, instancesAliveAt } from '../../../concurrency/steady-poisson.ts';
import { csvFields } from '../../../load/recorded/arrivals/csv-line.ts';
import { decimal } from '../../../load/recorded/arrivals/instants.ts';
import { UserError } from '../../../model/errors.ts';
import type { MeanErrors, ReplayedAverages } from '../../../model/plan/validation.ts';
import { type Random, seededRandom } from '../../../model/random.ts';
import { standardNormal } from '../../../simulator/distributions.ts';
import { errorsAtEach, fittedOn, fittedSplits, spreadOf } from './fitted-keep-alive.ts';
import { verdictsOfMeans } from './verdicts.ts';

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

const mostOf: Readonly<Partial<Record<string, number>>> = { coldShare: 1, coldShareError: 1 };
/** Of no account of AWS are more known. The closed form takes the longer the more are in flight. */
const mostInFlight = 100_000;

/** Whether a table has the columns of pacslab/simfaas for experiments. */
export const isAverages = (head: string): boolean => {
  const names = csvFields(head);
  return Object.values(columns).every((name) => names.includes(name));
};

/** @throws {UserError} `recording-invalid` for a cell that is no number above 0 */
export function replayAverages(file: string, lines: readonly string[], keepAliveMs: number): ReplayedAverages {
  const all = readExperiments(file, lines);
  if (all.length === 0)
    throw new UserError('recording-invalid', `${file}: no experiment can be read`, { hint: 'the file has no rows' });
  const errors = meanErrorsOf(all, keepAliveMs);
  const coldStartFloor = meanOf(all, perfectError);
  return {
    ...{ kind: 'averages', file, experiments: all.length, errors, coldStartFloor },
    verdicts: verdictsOfMeans({ errors, coldStartFloor }),
    ...(all.length < 4 ? { fitted: [] } : fittedHalves(all)),
  };
}

function fittedHalves(all: readonly Experiment[]): Pick<ReplayedAverages, 'fitted' | 'splits'> {
  const errorsAt = errorsAtEach((keepAliveMs) => all.map((experiment) => errorsOf(experiment, keepAliveMs)));
  const [even = [], odd = []] = [0, 1].map((half) => [...all.keys()].filter((index) => index % 2 === half));
  const some = (rows: readonly number[]) => all.filter((_, index) => rows.includes(index));
  const fitted = (fit: readonly number[], score: readonly number[]) => {
    const best = fittedOn(errorsAt, fit, score);
    const random = seededRandom(1);
    const draw = perfectScore(some(score), best.keepAliveMs, random);
    const { low, high } = spreadOf(Array.from({ length: draws }, draw));
    return { ...best, chance: [low, high] as const };
  };
  const random = seededRandom(1);
  const chanceOf = (rows: readonly number[], keepAliveMs: number) => perfectScore(some(rows), keepAliveMs, random)();
  return { fitted: [fitted(even, odd), fitted(odd, even)], splits: fittedSplits(errorsAt, chanceOf, random) };
}

function readExperiments(file: string, [head = '', ...rows]: readonly string[]): Experiment[] {
  const names = csvFields(head);
  return rows.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const row = csvFields(line);
    const problem = (expected: string) =>
      new UserError('recording-invalid', `${file}:${index + 2}: expected ${expected}`, {
        hint: 'mend or remove this row',
      });
    const entries = Object.entries(columns).map(([key, name]) => {
      const value = decimal(row[names.indexOf(name)] ?? '');
      const most = mostOf[key];
      if (value > 0 && value <= (most ?? Number.MAX_VALUE)) return [key, value] as const;
      throw problem(`a number above 0 in ${name}${most === undefined ? '' : `, at most ${most}`}`);
    });
    const experiment = Object.fromEntries(entries) as unknown as Experiment;
    if ((experiment.perSecond * experiment.warmMs) / 1000 <= mostInFlight) return [experiment];
    throw problem(`at most ${mostInFlight} requests in flight, ${columns.perSecond} times ${columns.warmMs} in s`);
  });
}

const draws = 2000;

/** Draws scores of the closed form as if it were right, and the recorded shares differed from it by their standard errors only. */
function perfectScore(some: readonly Experiment[], keepAliveMs: number, random: Random): () => number {
  const truths = some.map((experiment) => ({ share: coldShareAt(arrivalsOf(experiment, keepAliveMs)), ...experiment }));
  return () =>
    meanOf(truths, ({ share, coldShareError }) =>
      Math.abs(share / Math.max(leastShare, share + coldShareError * standardNormal(random)) - 1),
    );
}

/** No share that was recorded is 0. */
const leastShare = 1e-6;

/** The mean distance of a normal error with this standard deviation from 0 is sqrt(2 / pi) of it. */
const perfectError = ({ coldShare, coldShareError }: Experiment): number =>
  (Math.sqrt(2 / Math.PI) * coldShareError) / coldShare;

function meanErrorsOf(some: readonly Experiment[], keepAliveMs: number): MeanErrors {
  const errors = some.map((experiment) => errorsOf(experiment, keepAliveMs));
  return {
    environments: meanOf(errors, (error) => error.environments),
    coldStarts: meanOf(errors, (error) => error.coldStarts),
  };
}

function errorsOf(experiment: Experiment, keepAliveMs: number): MeanErrors {
  const { environments, coldShare } = experiment;
  const arrivals = arrivalsOf(experiment, keepAliveMs);
  return {
    environments: Math.abs(instancesAliveAt(arrivals) / environments - 1),
    coldStarts: Math.abs(coldShareAt(arrivals) / coldShare - 1),
  };
}

const arrivalsOf = ({ perSecond, warmMs }: Experiment, keepAliveMs: number) => ({
  ...{ perSecond, busySeconds: warmMs / 1000, keepAliveSeconds: keepAliveMs / 1000 },
});

const meanOf = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0) / items.length;
