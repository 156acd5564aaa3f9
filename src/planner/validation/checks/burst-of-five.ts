import { awsAccount } from '../../../model/platform/lambda.ts';
import { simulate } from '../../../simulator/simulate.ts';
import { costRow, meanCallOf, phaseIn, type ValidationCheck } from './check.ts';
import { learnedTimes } from './function-needs.ts';

/** Of the second run. */
const ratePerSecond = 60;
const durationMs = 10_000;
const call = { cpuMs: 2, ioMs: 150 };

const common = {
  question: 'Does a burst of five say what 60 requests/s need?',
  workload: { kind: 'builtin', init: { cpuMs: 5 }, call },
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
  test: () => ({
    ...{ ...common, name: 'burst-of-five' },
    load: [
      { name: 'starts', kind: 'burst', size: 25 },
      { name: 'steady', kind: 'constantRate', ratePerSecond, durationMs },
    ],
  }),
  quiet: { learned: ['bursts'], tested: ['steady'] },
  compare(tested, learned) {
    if (learned === undefined) throw new Error('nothing was learned');
    const [small, large] = [phaseIn(learned, 'bursts'), phaseIn(tested, 'steady')];
    const { inFlight, latencyMs } = simulate({
      arrivals: { kind: 'even', perSecond: ratePerSecond, durationMs },
      platform: {
        ...{ kind: 'event', ...learnedTimes(learned, 'bursts'), account: awsAccount, warm: 25 },
        ...{ keepAlive: { kind: 'constant', ms: 60_000 }, maxLifeMs: 7_200_000 },
      },
      seed: 1,
    });
    const facts = {
      ...{ check: 'burst-of-five', load: large.peakInFlight, learnedAt: small.peakInFlight },
      call: meanCallOf(call),
    };
    const row = { ...facts, of: 'one-per-environment', given: 'schedule' } as const;
    return [
      {
        ...{ ...row, quantity: 'environments', unit: 'count', tolerance: 0.1 },
        ...{ predicted: inFlight.peak, measured: large.environments.distinct },
      },
      {
        ...{ ...row, quantity: 'p50', unit: 'ms', tolerance: 0.03 },
        ...{ predicted: latencyMs.percentile(50), measured: large.latencyMs.serviceTime.all?.p50 },
      },
      costRow(facts, small, large),
    ];
  },
};
