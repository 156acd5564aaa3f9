import { awsAccount } from '../../../model/platform/lambda.ts';
import { type Simulated, simulate } from '../../../simulator/simulate.ts';
import { costRow, meanCallOf, phaseIn, targetIn, type ValidationCheck } from './check.ts';
import { overDraws } from './draws.ts';
import { learnedTimes } from './function-needs.ts';

const cpuMs = 1;
/** 8 s on average. */
const wait = { kind: 'uniform', minMs: 6000, maxMs: 10_000 };
const ready = 350;
const tested = { ratePerSecond: 40, durationMs: 18_000 };

const scenario = (name: string, first: number, load: typeof tested) => ({
  name,
  question: 'How many environments do calls need that wait?',
  seed: 5,
  workload: { kind: 'builtin', init: { cpuMs: 5 }, call: { cpuMs, ioMs: wait } },
  targets: [{ name: 'lambda', kind: 'local-lambda', memoryMb: 1769, keepAliveMs: 120_000 }],
  load: [
    { name: 'starts', kind: 'burst', size: first },
    { name: 'steady', kind: 'constantRate', ...load },
  ],
});

/** Warm environments: this machine has no CPU for 350 cold starts at once. */
export const heldOutCheck: ValidationCheck = {
  name: 'held-out',
  words: '40/s of calls that wait 6 to 10 s (320 in flight), learned at 6/s (48 in flight)',
  learn: scenario('held-out-learn', 56, { ratePerSecond: 6, durationMs: 18_000 }),
  test: () => scenario('held-out', ready, tested),
  quiet: { learned: ['steady'], tested: ['steady'] },
  compare(run, learned) {
    if (learned === undefined) throw new Error('nothing was learned');
    const times = learnedTimes(learned, 'steady');
    const simulated = (seed: number): Simulated =>
      simulate({
        arrivals: { kind: 'even', perSecond: tested.ratePerSecond, durationMs: tested.durationMs },
        platform: {
          ...{ kind: 'event', ...times, account: awsAccount, warm: ready },
          ...{ keepAlive: { kind: 'constant', ms: 120_000 }, maxLifeMs: 7_200_000 },
        },
        seed,
      });
    const { environments, latencyMs, peakInFlight } = phaseIn(run, 'steady');
    const small = phaseIn(learned, 'steady');
    const facts = {
      ...{ check: 'held-out', load: peakInFlight, learnedAt: small.peakInFlight },
      call: meanCallOf({ cpuMs, ioMs: (wait.minMs + wait.maxMs) / 2 }),
    };
    const row = { ...facts, of: 'one-per-environment' } as const;
    const perInstanceMb = targetIn(learned).memory?.perInstance?.rssMb;
    return [
      // The most recently used idle environment is taken, so as many serve as are in flight at most.
      {
        ...{ ...row, quantity: 'environments', unit: 'count', tolerance: 0.02 },
        ...overDraws((seed) => simulated(seed).inFlight.peak),
        measured: environments.distinct,
      },
      {
        ...{ ...row, quantity: 'p99', unit: 'ms', tolerance: 0.15 },
        ...overDraws((seed) => simulated(seed).latencyMs.percentile(99) ?? 0),
        measured: latencyMs.serviceTime.all?.p99,
      },
      {
        ...{ ...row, quantity: 'memory', unit: 'MB', tolerance: 0.1, given: 'schedule' },
        predicted: perInstanceMb && simulated(1).alive.peak * perInstanceMb,
        measured: targetIn(run).memory?.peak.rssMb,
      },
      costRow(facts, small, phaseIn(run, 'steady')),
    ];
  },
};
