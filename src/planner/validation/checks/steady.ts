import { optional } from '../../../model/optional.ts';
import { awsAccount } from '../../../model/platform/lambda.ts';
import type { Arrivals } from '../../../simulator/arrivals/arrivals.ts';
import { simulate } from '../../../simulator/simulate.ts';
import { dueIn, meanCallOf, phaseIn, type ValidationCheck } from './check.ts';
import { overDraws, type RowFacts } from './draws.ts';
import { learnedTimes, meanAliveIn } from './function-needs.ts';

const call = { cpuMs: 1, ioMs: 1000 };
const keepAliveMs = 5000;
const ready = 45;
/** What was started before the phase is gone by then, unless it is needed. */
const skippedMs = 7000;
const tested = { ratePerSecond: 30, durationMs: 37_000 };

const scenario = (name: string, first: number, load: typeof tested) => ({
  name,
  question: 'How many environments do steady arrivals keep alive?',
  seed: 7,
  workload: { kind: 'builtin', init: { cpuMs: 5 }, call },
  targets: [{ name: 'lambda', kind: 'local-lambda', memoryMb: 1769, keepAliveMs }],
  load: [
    { name: 'starts', kind: 'burst', size: first },
    { name: 'steady', kind: 'poisson', ...load },
  ],
});

export const steadyCheck: ValidationCheck = {
  name: 'steady',
  words: `Poisson arrivals at 30/s of calls that wait 1 s, learned at 5/s; idle environments end after ${keepAliveMs / 1000} s`,
  learn: scenario('steady-learn', 12, { ratePerSecond: 5, durationMs: 8000 }),
  test: () => scenario('steady', ready, tested),
  quiet: { learned: ['steady'], tested: ['steady'] },
  compare(run, learned) {
    if (learned === undefined) throw new Error('nothing was learned');
    const { startedAtMs, finishedAtMs, meanInFlight = 0 } = phaseIn(run, 'steady');
    const meanAlive = (arrivals: Arrivals, seed: number) =>
      simulate({
        arrivals,
        platform: {
          ...{ kind: 'event', ...learnedTimes(learned, 'steady'), account: awsAccount, warm: ready },
          ...{ keepAlive: { kind: 'constant', ms: keepAliveMs }, maxLifeMs: 7_200_000 },
        },
        ...{ seed, fromMs: skippedMs },
      }).alive.mean;
    const { ratePerSecond: perSecond, durationMs } = tested;
    const recorded = { kind: 'times', atMs: dueIn(run, 'steady'), durationMs: finishedAtMs - startedAtMs } as const;
    const row: RowFacts = {
      check: 'steady',
      quantity: 'mean environments',
      of: 'one-per-environment',
      unit: 'count',
      load: meanInFlight,
      measured: meanAliveIn(run, 'steady', skippedMs),
      tolerance: 0.02,
      ...optional('learnedAt', phaseIn(learned, 'steady').meanInFlight),
      call: meanCallOf(call),
    };
    return [
      { ...row, given: 'arrivals', predicted: meanAlive(recorded, 1) },
      { ...row, ...overDraws((seed) => meanAlive({ kind: 'poisson', perSecond, durationMs }, seed)) },
    ];
  },
};
