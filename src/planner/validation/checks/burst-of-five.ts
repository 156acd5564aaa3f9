import { awsAccount } from '../../../model/platform/lambda.ts';
import { simulate } from '../../../simulator/simulate.ts';
import { dueIn, phaseIn, type ValidationCheck } from './check.ts';
import { learnedTimes } from './function-needs.ts';

const common = {
  question: 'Does a burst of five say what 60 requests/s need?',
  workload: { kind: 'builtin', init: { cpuMs: 5 }, call: { cpuMs: 2, ioMs: 150 } },
  targets: [{ name: 'lambda', kind: 'local-lambda', memoryMb: 1769, keepAliveMs: 60_000 }],
};

/** Warm environments: this machine has no CPU for the cold starts of 60 requests/s. */
export const burstOfFiveCheck: ValidationCheck = {
  name: 'burst-of-five',
  words: '60/s of 2 ms of CPU and 150 ms of waiting, learned from bursts of 5',
  learn: {
    ...{ ...common, name: 'burst-of-five-learn' },
    load: [
      { name: 'starts', kind: 'burst', size: 5 },
      { name: 'bursts', kind: 'burst', size: 5, repeats: 4, gapMs: 300 },
    ],
  },
  test: {
    ...{ ...common, name: 'burst-of-five' },
    load: [
      { name: 'starts', kind: 'burst', size: 25 },
      { name: 'steady', kind: 'constantRate', ratePerSecond: 60, durationMs: 10_000 },
    ],
  },
  quiet: { learned: 'bursts', tested: 'steady' },
  compare(tested, learned) {
    if (learned === undefined) throw new Error('nothing was learned');
    const { environments, peakInFlight } = phaseIn(tested, 'steady');
    if (environments.distinct === undefined) return [];
    const { inFlight } = simulate({
      arrivals: { kind: 'times', atMs: dueIn(tested, 'steady') },
      platform: {
        ...{ kind: 'event', ...learnedTimes(learned, 'bursts'), account: awsAccount, warm: 25 },
        ...{ keepAlive: { kind: 'constant', ms: 60_000 }, maxLifeMs: 7_200_000 },
      },
      seed: 1,
    });
    return [
      {
        ...{ check: 'burst-of-five', quantity: 'environments', of: 'one-per-environment', unit: 'count' },
        ...{
          load: peakInFlight,
          learnedAt: phaseIn(learned, 'bursts').peakInFlight,
          predicted: inFlight.peak,
          measured: environments.distinct,
          tolerance: 0.1,
        },
      },
    ];
  },
};
