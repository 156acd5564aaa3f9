import { costRow, meanCallOf, phaseIn, type ValidationCheck } from './check.ts';

const call = { cpuMs: 20, ioMs: 20 };
/** One after another, so that none waits for a CPU of this machine. */
const ratePerSecond = 15;

const common = {
  question: 'How long do calls take that compute for half of their time?',
  workload: { kind: 'builtin', init: { cpuMs: 5 }, call },
  targets: [{ name: 'lambda', kind: 'local-lambda', memoryMb: 1769, keepAliveMs: 60_000 }],
};

/** The check of calls that need much CPU, and of short ones. */
export const computingCheck: ValidationCheck = {
  name: 'computing',
  words: `${ratePerSecond}/s of ${call.cpuMs} ms of CPU and ${call.ioMs} ms of waiting, learned from single calls`,
  learn: {
    ...{ ...common, name: 'computing-learn' },
    load: [
      { name: 'starts', kind: 'burst', size: 1 },
      { name: 'calls', kind: 'burst', size: 1, repeats: 30, gapMs: 50 },
    ],
  },
  test: () => ({
    ...{ ...common, name: 'computing' },
    load: [
      { name: 'starts', kind: 'burst', size: 2 },
      { name: 'steady', kind: 'constantRate', ratePerSecond, durationMs: 6000 },
    ],
  }),
  quiet: { learned: ['calls'], tested: ['steady'] },
  compare(tested, learned) {
    if (learned === undefined) throw new Error('nothing was learned');
    const [small, large] = [phaseIn(learned, 'calls'), phaseIn(tested, 'steady')];
    const { cpuMs, waitMs } = small.demands?.warm ?? {};
    const facts = {
      ...{ check: 'computing', load: large.peakInFlight, learnedAt: small.peakInFlight },
      call: meanCallOf(call),
    };
    return [
      {
        ...{ ...facts, of: 'one-per-environment', given: 'schedule', quantity: 'p50', unit: 'ms', tolerance: 0.05 },
        ...{ predicted: cpuMs && waitMs && cpuMs.mean + waitMs.mean, measured: large.latencyMs.serviceTime.all?.p50 },
      },
      costRow(facts, small, large),
    ];
  },
};
