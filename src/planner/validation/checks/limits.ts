import { awsAccount } from '../../../model/platform/lambda.ts';
import { simulate } from '../../../simulator/simulate.ts';
import { meanCallOf, targetIn, type ValidationCheck } from './check.ts';

const size = 30;
const bursts = 3;
const concurrencyLimit = 25;
/** Refilled between two bursts, and not within one. */
const scaling = { burst: 10, perMs: 4000 };
const gapMs = 4500;
const waitMs = 300;
const call = { cpuMs: 1, ioMs: waitMs };

/** By hand: 10, 20 and 25 environments; 20 + 10 + 5 throttled requests. */
export const limitsCheck: ValidationCheck = {
  name: 'limits',
  words: `${bursts} bursts of ${size} at a concurrency limit of ${concurrencyLimit} and ${scaling.burst} new environments at once`,
  test: () => ({
    name: 'limits',
    question: 'Which requests are throttled?',
    workload: { kind: 'builtin', init: { cpuMs: 5 }, call },
    targets: [
      { name: 'lambda', kind: 'local-lambda', memoryMb: 1769, keepAliveMs: 120_000, concurrencyLimit, scaling },
    ],
    load: [{ name: 'bursts', kind: 'burst', size, repeats: bursts, gapMs }],
  }),
  compare(tested) {
    const { environments, requests } = targetIn(tested);
    const { measured, alive } = simulate({
      arrivals: { kind: 'bursts', size, count: bursts, everyMs: gapMs + waitMs },
      platform: {
        ...{ kind: 'event', call: { kind: 'constant', ms: waitMs }, reservedConcurrency: concurrencyLimit },
        ...{ keepAlive: { kind: 'constant', ms: 120_000 }, maxLifeMs: 7_200_000, account: { ...awsAccount, scaling } },
      },
      seed: 1,
    });
    const row = {
      check: 'limits',
      of: 'one-per-environment',
      load: concurrencyLimit,
      unit: 'count',
      given: 'schedule',
      tolerance: 0,
      call: meanCallOf(call),
    } as const;
    return [
      { ...row, quantity: 'environments', predicted: alive.peak, measured: environments.distinct },
      { ...row, quantity: 'cold starts', predicted: measured.coldStarts, measured: environments.coldStarts },
      { ...row, quantity: 'throttled', predicted: measured.throttled, measured: requests.throttled },
    ];
  },
};
