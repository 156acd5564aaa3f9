import { mostInPlan } from '../model/plan/most.ts';
import { count } from './format.ts';

/** What can be changed on the page of a plan. */
export type LiveField = 'averagePerSecond' | 'burst' | 'cpuMs' | 'waitMs' | 'initMs';

/** As they were typed. Absent: empty, or no number. */
export type LiveValues = Readonly<Partial<Record<LiveField, number>>>;

interface Field {
  readonly label: string;
  readonly most: number;
  /** What a plan takes, in words. */
  readonly expected: string;
  accepts(value: number): boolean;
}

const isTime = { accepts: (value: number) => value >= 0, expected: 'a time of 0 ms or more', most: mostInPlan.ms };

export const liveFields: Readonly<Record<LiveField, Field>> = {
  averagePerSecond: {
    ...{ label: 'requests per second', most: mostInPlan.perSecond, expected: 'a rate above 0' },
    accepts: (value) => value > 0,
  },
  burst: {
    ...{ label: 'burst', most: mostInPlan.atOnce, expected: 'a whole number of requests, or 0 for no burst' },
    accepts: (value) => value >= 0 && Number.isInteger(value),
  },
  cpuMs: { label: 'CPU per call, ms', ...isTime },
  waitMs: { label: 'waiting per call, ms', ...isTime },
  initMs: { label: 'init, ms', ...isTime },
};

export type LiveProblems = Readonly<Partial<Record<LiveField, string>>>;

/** What a plan would refuse of the fields that are shown, each with its message. `everyMs`: the time between bursts. */
export function liveProblems(shown: readonly LiveField[], values: LiveValues, everyMs?: number): LiveProblems {
  const found = shown.flatMap((field) => {
    const problem = problemOf(field, values[field]);
    return problem === undefined ? [] : [[field, problem]];
  });
  return found.length > 0 ? Object.fromEntries(found) : together(values, everyMs);
}

function problemOf(field: LiveField, value: number | undefined): string | undefined {
  const { accepts, expected, most } = liveFields[field];
  if (value === undefined) return `Expected ${expected}.`;
  if (!accepts(value)) return `Expected ${expected}, got ${value}.`;
  return value > most ? `Expected at most ${count(most)}, got ${value}.` : undefined;
}

/** Each is accepted by itself. */
function together(
  { averagePerSecond, burst = 0, cpuMs, waitMs }: LiveValues,
  everyMs: number | undefined,
): LiveProblems {
  if (cpuMs === 0 && waitMs === 0)
    return { cpuMs: 'Expected a call that takes time: its CPU and its waiting are both 0.' };
  const inBursts = everyMs === undefined ? 0 : (burst * 1000) / everyMs;
  return averagePerSecond !== undefined && inBursts > averagePerSecond
    ? { averagePerSecond: `Expected at least the requests of the bursts, ${Number(inBursts.toPrecision(3))}/s.` }
    : {};
}
