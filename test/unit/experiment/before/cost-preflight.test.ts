import { describe, expect, it } from 'vitest';
import {
  costPreflight,
  type DeployedTargets,
  refuseTooExpensive,
  refuseUnpriced,
} from '../../../../src/experiment/before/cost-preflight.ts';
import { preflight } from '../../../../src/experiment/before/preflight.ts';
import { UserError } from '../../../../src/model/errors.ts';
import type { AwsFunction, DeployedAccount } from '../../../../src/model/platform/deployed.ts';
import { scenarioSchema } from '../../../../src/scenario/schema.ts';

const scenario = (fields: object = {}) =>
  scenarioSchema.parse({
    name: 'flight',
    question: 'What will it cost?',
    workload: { kind: 'builtin', call: { cpuMs: 20, ioMs: 280 } },
    targets: [{ name: 'fn', kind: 'lambda-invoke', functionName: 'orders' }],
    load: [
      { name: 'first', kind: 'sequential', requests: 2 },
      { name: 'burst', kind: 'burst', size: 8 },
    ],
    ...fields,
  });

const told = (fields: Partial<AwsFunction> = {}, account?: DeployedAccount): DeployedTargets =>
  new Map([
    [
      'fn',
      {
        function: {
          ...{ functionName: 'orders', region: 'us-east-1', memoryMb: 512, architecture: 'x86_64', timeoutMs: 10_000 },
          ...fields,
        },
        ...(account && { account }),
      },
    ],
  ]);

const usual = { concurrentExecutions: 1000, unreservedConcurrentExecutions: 900 };
const text = (...of: Parameters<typeof costPreflight>) => costPreflight(...of).lines.join('\n');

describe('cost before a run', () => {
  /**
   * Low: 10 * 300 ms * 0.5 GB = 1.5 GB-s * 0.0000166667 = 0.00002500005, and 10 requests * 0.0000002 = 0.000002.
   * High: (10 * 10 s + 10 * 10 s) * 0.5 GB = 100 GB-s * 0.0000166667 = 0.00166667, and 0.000002.
   */
  it('10 requests of 300 ms planned and 10 s at most, 8 at once: 1.5 to 100 GB-s, 0.00002700005 to 0.00166867 dollars', () => {
    const { forecasts } = costPreflight(scenario(), told());
    expect(forecasts[0]?.forecast).toEqual({
      ...{ requests: 10, peakConcurrency: 8, gbSecondsLow: 1.5, gbSecondsHigh: 100 },
      ...{ usdLow: expect.closeTo(0.00002700005, 14), usdHigh: expect.closeTo(0.00166867, 12) },
    });
  });

  it('names function, size, region, figures and formulas', () => {
    const lines = text(scenario(), told({ qualifier: 'live' }, usual));
    expect(lines).toContain('fn: function orders:live, us-east-1, 512 MB, x86_64, timeout 10,000 ms');
    expect(lines).toContain('10 requests, 1.5 GB-s to 100 GB-s, $0.0000270 to $0.00167');
    expect(lines).toContain('low: 10 requests * 300 ms * 512 MB: if the deployed code does the workload of this file');
    expect(lines).toContain('high: (10 requests * 10,000 ms + 10 environments * 10,000 ms) * 512 MB');
    expect(lines).toContain('$0.0000166667 per GB-s');
  });

  it('is of all repeats: twice the requests, each of which may start an environment', () => {
    const { forecasts } = costPreflight(scenario({ repeats: 2 }), told());
    expect(forecasts[0]?.forecast).toMatchObject({ requests: 20, gbSecondsLow: 3, gbSecondsHigh: 200 });
  });

  it('of a load that only time ends is as much as maxRequests allows, and at least one request of each client', () => {
    const load = [{ name: 'closed', kind: 'closed', connections: 4, durationMs: 60_000 }];
    const { forecasts } = costPreflight(scenario({ load, maxRequests: 1000 }), told());
    // Low: 4 * 300 ms * 0.5 GB = 0.6. High: (1000 + 1000) * 10 s * 0.5 GB = 10000.
    expect(forecasts[0]?.forecast).toMatchObject({ requests: 1000, gbSecondsLow: 0.6, gbSecondsHigh: 10_000 });
  });

  it('plans the mean of a distribution: uniform from 100 to 300 ms is 200 ms, 10 * (20 + 200) ms * 0.5 GB = 1.1 GB-s', () => {
    const workload = { kind: 'builtin', call: { cpuMs: 20, ioMs: { kind: 'uniform', minMs: 100, maxMs: 300 } } };
    expect(costPreflight(scenario({ workload }), told()).forecasts[0]?.forecast.gbSecondsLow).toBeCloseTo(1.1, 9);
  });

  it('takes 1 ms for a handler of its own, which is the least that is billed: 10 * 1 ms * 0.5 GB = 0.005 GB-s', () => {
    const workload = { kind: 'function', file: '/x/index.mjs' };
    expect(costPreflight(scenario({ workload }), told()).forecasts[0]?.forecast.gbSecondsLow).toBeCloseTo(0.005, 9);
  });

  it('without AWS takes the least and the most that there can be, and says so', () => {
    const { forecasts, lines } = costPreflight(scenario(), new Map());
    // 10 * 300 ms * 0.125 GB = 0.375. (10 * 900 s + 10 * 10 s) * 10 GB = 91,000.
    expect(forecasts[0]?.forecast).toMatchObject({ gbSecondsLow: 0.375, gbSecondsHigh: 91_000 });
    expect(lines.join('\n')).toContain('the maximum timeout of Lambda, because the timeout is unknown');
    expect(lines.join('\n')).toContain('memory size unknown');
  });

  it('does not say anything about a function that is not paid per call', () => {
    const cost = { kind: 'managed', instance: 'c7g.xlarge', instances: 3 };
    const targets = [{ name: 'fn', kind: 'lambda-invoke', cost }];
    expect(costPreflight(scenario({ targets }), told())).toEqual({ lines: [], forecasts: [] });
  });

  it('does not say anything about targets that are no deployed functions', () => {
    const targets = [{ name: 'fn', kind: 'local-lambda' }];
    expect(costPreflight(scenario({ targets }), new Map())).toEqual({ lines: [], forecasts: [] });
  });
});

describe('who would be starved', () => {
  it('8 of 900 that nobody has reserved leave 892 to the others', () => {
    expect(text(scenario(), told({}, usual))).toContain(
      'at most 8 requests in flight; the unreserved concurrency is 900 (the account has 1,000): 892 are left for other functions',
    );
  });

  it('8 of 8 leave nothing, and throttle none; of 7 one is throttled', () => {
    const account = (unreserved: number) => ({ concurrentExecutions: 10, unreservedConcurrentExecutions: unreserved });
    expect(text(scenario(), told({}, account(8)))).toContain('no concurrency is left for other functions');
    expect(text(scenario(), told({}, account(8)))).not.toContain('warning');
    expect(text(scenario(), told({}, account(7)))).toContain(
      'up to 1 request at once will be throttled: the unreserved concurrency is 7',
    );
  });

  it('a function that has reserved 5 starves nobody, but throttles 3 of 8', () => {
    const lines = text(scenario(), told({ reservedConcurrency: 5 }, usual));
    expect(lines).toContain('other functions are not affected');
    expect(lines).toContain('up to 3 requests at once will be throttled: the reserved concurrency is 5');
  });

  it('is at most as many as the engine sends at once: 4', () => {
    const targets = [{ name: 'fn', kind: 'lambda-invoke', concurrency: 4 }];
    expect(text(scenario({ targets }), told({}, usual))).toContain(
      'at most 4 requests in flight; the unreserved concurrency is 900',
    );
  });

  it('of a burst of 1,200 up to 200 find no new environment: 1,000 start in 10 s', () => {
    const load = [{ name: 'burst', kind: 'burst', size: 1200 }];
    const targets = [{ name: 'fn', kind: 'lambda-url', url: 'https://x.lambda-url.us-east-1.on.aws/' }];
    const lines = text(scenario({ load, targets }), told({ reservedConcurrency: 2000 }));
    expect(lines).toContain('up to 200 of 1,200 concurrent requests will be throttled');
  });
});

it('names in one line what a deployed function leaves aside', () => {
  const targets = [{ name: 'fn', kind: 'lambda-invoke', keepAliveMs: 60_000, model: 'event', memoryMb: 512 }];
  expect(text(scenario({ targets }), told())).toContain(
    'ignored, because a deployed function has its own settings: model, keepAliveMs',
  );
});

describe('the cap', () => {
  it('refuses 0.001669 dollars where 0.0016 are allowed, naming figure, formula and what to do; not where 0.00167 are', () => {
    const costs = costPreflight(scenario(), told());
    expect(() => refuseTooExpensive(costs, 0.00167)).not.toThrow();
    try {
      refuseTooExpensive(costs, 0.0016);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect(error).toMatchObject({
        code: 'too-expensive',
        message: expect.stringMatching(
          /could cost \$0\.00167, more than \$0\.00160; no request was sent\n {2}fn: \$0\.00167 = \(10 requests/,
        ),
        hint: expect.stringContaining('--max-cost 0.01'),
      });
    }
  });

  it('is of all targets together: two of 0.001669 are more than 0.003', () => {
    const targets = ['a', 'b'].map((name) => ({ name, kind: 'lambda-invoke' }));
    const both: DeployedTargets = new Map(['a', 'b'].flatMap((name) => [...told().values()].map((one) => [name, one])));
    expect(() => refuseTooExpensive(costPreflight(scenario({ targets }), both), 0.003)).toThrow('could cost $0.00334');
  });
});

describe('where the prices are not known', () => {
  const abroad = told({ region: 'us-gov-west-1' });

  it('the forecast has GB-s and no dollars, and names the fields', () => {
    const { forecasts, lines } = costPreflight(scenario(), abroad);
    expect(forecasts[0]?.forecast).toEqual({
      ...{ requests: 10, peakConcurrency: 8, gbSecondsLow: 1.5, gbSecondsHigh: 100 },
    });
    expect(lines.join('\n')).toContain('10 requests, 1.5 GB-s to 100 GB-s\n');
    expect(lines.join('\n')).toContain(
      'cost unknown: prices of functions in us-gov-west-1 are not in the price table, so there is no bill: state prices.lambda.usdPerMillionRequests',
    );
    expect(lines.join('\n')).not.toContain('$');
  });

  it('no limit can be held, so that it is refused; not with prices of your own', () => {
    expect(() => refuseTooExpensive(costPreflight(scenario(), abroad), 0)).not.toThrow();
    expect(() => refuseUnpriced(costPreflight(scenario(), abroad), 5)).toThrow(
      /the limit of \$5\.00 cannot be enforced; no request was sent\n {2}fn: prices of functions in us-gov-west-1/,
    );
    const prices = { lambda: { usdPerMillionRequests: 0.2, usdPerGbSecond: 0.00002 } };
    expect(() => refuseUnpriced(costPreflight(scenario({ prices }), abroad), 5)).not.toThrow();
    expect(() => refuseUnpriced(costPreflight(scenario(), told()), 5)).not.toThrow();
  });
});

describe('whose a deployed function is', () => {
  const plenty = { openFiles: 20_000, ephemeralPorts: 28_232, somaxconn: 4096, availableMemoryMb: 20_000 };
  const strangers = (target: object, environment = {}, deployed = told()) =>
    preflight(scenario({ targets: [{ name: 'fn', ...target }] }), plenty, { deployed, environment }).strangers;

  it.each([
    ['of AWS, by Invoke', { kind: 'lambda-invoke' }, {}, ['lambda.us-east-1.amazonaws.com']],
    [
      'of an emulator named in the scenario',
      { kind: 'lambda-invoke', aws: { lambdaEndpoint: 'http://127.0.0.1:3001' } },
      {},
      [],
    ],
    [
      'of an emulator named in the environment',
      { kind: 'lambda-invoke' },
      { AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:3001' },
      [],
    ],
    [
      'of AWS, as configured endpoints are to be ignored',
      { kind: 'lambda-invoke' },
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      ['lambda.us-east-1.amazonaws.com'],
    ],
    [
      'of AWS, by its URL',
      { kind: 'lambda-url', url: 'https://x.lambda-url.us-east-1.on.aws/' },
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      ['x.lambda-url.us-east-1.on.aws'],
    ],
    ['local, by its URL', { kind: 'lambda-url', url: 'http://127.0.0.1:3000/' }, {}, []],
    ['a web function of others', { kind: 'lambda-web', url: 'https://w.example.com/' }, {}, ['w.example.com']],
  ])('%s', (_, target, environment, hosts) => {
    expect(strangers(target, environment)).toEqual(hosts);
  });
});
