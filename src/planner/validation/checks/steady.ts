import { optional } from '../../../model/optional.ts';
import { awsAccount } from '../../../model/platform/lambda.ts';
import { simulate } from '../../../simulator/simulate.ts';
import { dueIn, phaseIn, type ValidationCheck } from './check.ts';
import { learnedTimes, meanAliveIn } from './function-needs.ts';

const keepAliveMs = 5000;
const ready = 45;
/** What was started before the phase is gone by then, unless it is needed. */
const skippedMs = 7000;

const scenario = (name: string, first: number, ratePerSecond: number, durationMs: number) => ({
  name,
  question: 'How many environments do steady arrivals keep alive?',
  seed: 7,
  workload: { kind: 'builtin', init: { cpuMs: 5 }, call: { cpuMs: 1, ioMs: 1000 } },
  targets: [{ name: 'lambda', kind: 'local-lambda', memoryMb: 1769, keepAliveMs }],
  load: [
    { name: 'starts', kind: 'burst', size: first },
    { name: 'steady', kind: 'poisson', ratePerSecond, durationMs },
  ],
});

export const steadyCheck: ValidationCheck = {
  name: 'steady',
  words: `Poisson arrivals at 30/s of calls that wait 1 s, learned at 5/s; idle environments end after ${keepAliveMs / 1000} s`,
  learn: scenario('steady-learn', 12, 5, 8000),
  test: scenario('steady', ready, 30, 37_000),
  quiet: { learned: 'steady', tested: 'steady' },
  compare(tested, learned) {
    if (learned === undefined) throw new Error('nothing was learned');
    const { startedAtMs, finishedAtMs, meanInFlight = 0 } = phaseIn(tested, 'steady');
    const { alive } = simulate({
      arrivals: { kind: 'times', atMs: dueIn(tested, 'steady'), durationMs: finishedAtMs - startedAtMs },
      platform: {
        ...{ kind: 'event', ...learnedTimes(learned, 'steady'), account: awsAccount, warm: ready },
        ...{ keepAlive: { kind: 'constant', ms: keepAliveMs }, maxLifeMs: 7_200_000 },
      },
      seed: 1,
      fromMs: skippedMs,
    });
    return [
      {
        ...{ check: 'steady', quantity: 'mean environments', of: 'one-per-environment', unit: 'count' },
        ...{ load: meanInFlight, predicted: alive.mean, measured: meanAliveIn(tested, 'steady', skippedMs) },
        ...optional('learnedAt', phaseIn(learned, 'steady').meanInFlight),
        tolerance: 0.02,
      },
    ];
  },
};
