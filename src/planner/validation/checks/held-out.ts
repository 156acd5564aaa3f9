import type { ValidationRow } from '../../../model/plan/validation.ts';
import { awsAccount } from '../../../model/platform/lambda.ts';
import { simulate } from '../../../simulator/simulate.ts';
import { dueIn, phaseIn, targetIn, type ValidationCheck } from './check.ts';
import { learnedTimes } from './function-needs.ts';

const waitMs = 8000;
const ready = 340;

const scenario = (name: string, first: number, ratePerSecond: number) => ({
  name,
  question: 'How many environments do calls need that wait?',
  workload: { kind: 'builtin', init: { cpuMs: 5 }, call: { cpuMs: 1, ioMs: waitMs } },
  targets: [{ name: 'lambda', kind: 'local-lambda', memoryMb: 1769, keepAliveMs: 120_000 }],
  load: [
    { name: 'starts', kind: 'burst', size: first },
    { name: 'steady', kind: 'constantRate', ratePerSecond, durationMs: 16_000 },
  ],
});

/** Warm environments: this machine has no CPU for 340 cold starts at once. */
export const heldOutCheck: ValidationCheck = {
  name: 'held-out',
  words: '40/s of calls that wait 8 s (320 in flight), learned at 4/s (32 in flight)',
  learn: scenario('held-out-learn', 40, 4),
  test: scenario('held-out', ready, 40),
  quiet: { learned: 'steady', tested: 'steady' },
  compare(tested, learned) {
    if (learned === undefined) throw new Error('nothing was learned');
    const { environments, latencyMs, peakInFlight } = phaseIn(tested, 'steady');
    const predicted = simulate({
      arrivals: { kind: 'times', atMs: dueIn(tested, 'steady') },
      platform: {
        ...{ kind: 'event', ...learnedTimes(learned, 'steady'), account: awsAccount, warm: ready },
        ...{ keepAlive: { kind: 'constant', ms: 120_000 }, maxLifeMs: 7_200_000 },
      },
      seed: 1,
    });
    const learnedAt = phaseIn(learned, 'steady').peakInFlight;
    const row = { check: 'held-out', of: 'one-per-environment', load: peakInFlight, learnedAt } as const;
    const rows: (Omit<ValidationRow, 'measured'> & { readonly measured: number | undefined })[] = [
      // The most recently used idle environment is taken, so as many serve as are in flight at most.
      {
        ...row,
        quantity: 'environments',
        unit: 'count',
        predicted: predicted.inFlight.peak,
        measured: environments.distinct,
        tolerance: 0.02,
      },
      {
        ...row,
        quantity: 'p99',
        unit: 'ms',
        predicted: predicted.latencyMs.percentile(99) ?? 0,
        measured: latencyMs.serviceTime.all?.p99,
        tolerance: 0.15,
      },
      {
        ...row,
        quantity: 'memory',
        unit: 'MB',
        predicted: predicted.alive.peak * (targetIn(learned).memory?.perInstance?.rssMb ?? 0),
        measured: targetIn(tested).memory?.peak.rssMb,
        tolerance: 0.1,
      },
    ];
    return rows.flatMap(({ measured, ...rest }) => (measured === undefined ? [] : [{ ...rest, measured }]));
  },
};
