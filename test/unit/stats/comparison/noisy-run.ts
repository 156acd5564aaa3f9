import { type Random, seededRandom } from '../../../../src/model/random.ts';
import type { RunResult } from '../../../../src/model/run-result.ts';
import type { NamedRun } from '../../../../src/stats/comparison/compare-runs.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';
import { targetResult } from '../../experiment/target-result.ts';

const { result: madeUp } = makeRun();

interface Noise {
  readonly random: Random;
  /** Everything that takes time is so many times as long as in the baseline. */
  readonly times?: number;
  readonly targets?: readonly string[];
}

/** A run whose latencies, bill and memory scatter by 4 %, and whose environments are 9 to 11. */
function noisyRun({ random, times = 1, targets = ['lambda', 'server'] }: Noise): RunResult {
  return { ...madeUp, targets: targets.map((name) => noisyTarget(name, random, times)) };
}

export function noisyRuns(count: number, noise: Noise): NamedRun[] {
  return Array.from({ length: count }, (_, index) => ({ name: `run ${index}`, result: noisyRun(noise) }));
}

function noisyTarget(name: string, random: Random, times: number) {
  const scattered = (center: number): number => center * times * (1 + 0.04 * gaussian(random));
  const empty = targetResult(name);
  const [p50, p90, p99] = [scattered(50), scattered(70), scattered(90)];
  const all = { count: 100, min: 1, mean: p50, p50, p90, p99, max: p99 };
  const distinct = 9 + Math.floor(random() * 3);
  return targetResult(name, {
    environments: { ...empty.environments, distinct, coldStarts: distinct },
    latencyMs: { serviceTime: { all }, responseTime: { all: { ...all, p50: scattered(51) } } },
    memory: { peak: { rssMb: scattered(200), processes: 10, scans: 5 } },
    billing: {
      ...{ invocations: 100, billedMs: scattered(5000), initMs: 0, gbSeconds: 1 },
      ...{ usd: 1, durationUsd: 1, requestsUsd: 0, usdPerMillion: scattered(2), source: 'report-lines' },
    },
  });
}

/** Box and Muller (1958), Annals of Mathematical Statistics 29. */
export const gaussian = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

export const seeded = seededRandom;
