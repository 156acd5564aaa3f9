import { describe, expect, it } from 'vitest';
import { assembleBilling } from '../../../../../src/experiment/result/costs/bill.ts';
import { assembleCosts } from '../../../../../src/experiment/result/costs/month.ts';
import { assemblePrices } from '../../../../../src/experiment/result/costs/prices.ts';
import type { Invocation } from '../../../../../src/model/platform/invocation.ts';
import type { ActiveCpuEvent } from '../../../../../src/model/platform/telemetry.ts';
import { invocationOf } from '../../../billing/invocation-of.ts';
import { account, type Seen, seenOf } from './seen-of.ts';

const billOf = (target: object, given: Seen = {}) => {
  const { scenario: of, seen, part } = seenOf(target, given);
  return assembleBilling(of, seen, part);
};

describe('by REPORT lines', () => {
  it('are priced by the architecture and region that the Lambda API told: 0.1 GB-s at 0.0000183 and 0.28 per million', () => {
    const told = { region: 'ap-east-1', architecture: 'arm64', memoryMb: 1024 } as const;
    const lines = [account([invocationOf({ memorySizeMb: 1024 })], { missing: 1 })];
    const bill = billOf({ kind: 'lambda-invoke' }, { accounts: lines, told });
    expect(bill).toMatchObject({ source: 'report-lines', invocations: 1, leftOut: 1 });
    // 0.1 * 0.0000183 + 0.00000028
    expect(bill?.usd).toBeCloseTo(0.00000211, 14);
  });

  it('of a phase: 2 answers but one line leave one request out, unless failures are answers and the other failed', () => {
    const ofPhase = (expected: object) => {
      const failed = invocationOf({ requestId: 'r-2', status: 'error' });
      const given = { accounts: [account([invocationOf(), failed], { missing: 0 })], scenarioFields: expected };
      const { scenario: of, seen, part } = seenOf({ kind: 'lambda-invoke' }, { ...given, told: { memoryMb: 1024 } });
      return assembleBilling(of, seen, { ...part, isWhole: false })?.leftOut;
    };
    expect([ofPhase({}), ofPhase({ request: { expect: { status: ['2xx', 502] } } })]).toEqual([1, 0]);
  });

  it('without any the bill is estimated from handlers: 100 + 200 ms at 1 GB', () => {
    const bill = billOf(
      { kind: 'lambda-invoke' },
      { accounts: [account([], { missing: 2 })], told: { memoryMb: 1024 } },
    );
    expect(bill).toMatchObject({ source: 'estimated', invocations: 2, gbSeconds: 0.3, leftOut: 0 });
  });

  it('is not guessed without a memory size, nor for an embedded Lambda that told of no call', () => {
    expect(billOf({ kind: 'lambda-invoke' }, { told: {} })).toBeUndefined();
    expect(billOf({ kind: 'local-lambda', model: 'web' })).toBeUndefined();
  });

  it('/tmp of the function is in the bill: (1536 - 512) MB for 0.1 s', () => {
    const told = { memoryMb: 512, ephemeralStorageMb: 1536 };
    const bill = billOf({ kind: 'lambda-invoke' }, { accounts: [account([invocationOf()])], told });
    expect(bill?.storageUsd).toBeCloseTo(0.1 * 0.0000000309, 15);
  });

  it('in a region of unknown prices there is none, neither told nor guessed, unless you state yours', () => {
    const accounts = [account([invocationOf({ memorySizeMb: 1024 })])];
    const told = { region: 'xx-none-1', memoryMb: 1024 };
    expect(billOf({ kind: 'lambda-invoke' }, { accounts, told })).toBeUndefined();
    expect(billOf({ kind: 'lambda-invoke' }, { accounts: [account([], { missing: 2 })], told })).toBeUndefined();
    const lambda = { usdPerGbSecond: 0.1, usdPerMillionRequests: 1_000_000 };
    const own = billOf({ kind: 'lambda-invoke' }, { accounts, told, scenarioFields: { prices: { lambda } } });
    // 0.1 GB-s * 0.1 + 1 request * 1
    expect(own?.usd).toBeCloseTo(1.01, 9);
  });
});

describe('provisioned concurrency', () => {
  const call = (environmentId: string, startedAtEpochMs: number, more: Partial<Invocation> = {}) =>
    invocationOf({ durationMs: 1000, memorySizeMb: 1024, environmentId, startedAtEpochMs, ...more });

  it('of 2: calls in the 2 environments that no call waited for cost 0.0000097222 per GB-s, the first of half a second 0.0000166667', () => {
    const invocations = [
      call('cold', 1, { durationMs: 500, billedMs: 500, initMs: 0 }),
      call('warm-1', 2),
      call('warm-2', 3),
    ];
    const target = { kind: 'local-lambda', architecture: 'x86_64', memoryMb: 1024, provisionedConcurrency: 2 };
    const bill = billOf(target, { accounts: [account(invocations)] });
    // 2 * 0.0000097222 + 0.5 * 0.0000166667; reserved: 2 GB * 2 s * 0.0000041667
    expect(bill?.durationUsd).toBeCloseTo(0.00002777775, 13);
    expect(bill?.provisionedUsd).toBeCloseTo(0.0000166668, 13);
  });

  it('is not in a bill that is estimated, which says so', () => {
    const told = { memoryMb: 1024, provisionedConcurrency: 2 };
    const bill = billOf({ kind: 'lambda-invoke' }, { accounts: [account([], { missing: 2 })], told });
    expect(bill).not.toHaveProperty('provisionedUsd');
    expect(bill?.notes).toEqual([
      'this estimate excludes provisioned concurrency: all invocations have the on-demand price',
    ]);
  });

  it('of 1: of two environments that were warm the one used first is taken for it', () => {
    const target = { kind: 'local-lambda', architecture: 'x86_64', memoryMb: 1024, provisionedConcurrency: 1 };
    const bill = billOf(target, { accounts: [account([call('second', 2), call('first', 1), call('first', 3)])] });
    expect(bill?.durationUsd).toBeCloseTo(2 * 0.0000097222 + 0.0000166667, 13);
  });
});

describe('by a cost model of the scenario', () => {
  const active = { kind: 'active-cpu', usdPerVcpuHour: 36, usdPerGbHour: 3.6, usdPerMillionRequests: 1 };
  const ended = (cpuMs: number | undefined): ActiveCpuEvent => ({
    ...{ type: 'rollcall.active-cpu', time: '' },
    record: { environmentId: 'e', pid: 1, requests: 2, peakConcurrency: 2, aliveMs: 4000, ...(cpuMs && { cpuMs }) },
  });

  it('active CPU as the kernel tells: 0.5 s at 36/h, 4 s of 2 GB at 3.6/h, 2 requests: 0.005 + 0.008 + 0.000002', () => {
    const accounts = [account([], { activeCpu: [ended(500)] })];
    const bill = billOf({ kind: 'local-lambda', model: 'web', cost: active }, { accounts });
    expect(bill).toMatchObject({ pricedAs: 'active-cpu', source: 'estimated', vcpuSeconds: 0.5, gbSeconds: 8 });
    expect(bill?.usd).toBeCloseTo(0.013002, 12);
  });

  it('active CPU as answers tell, where the platform does not: 0.05 s, 1 s of 2 GB, and says that it is a lower bound', () => {
    const bill = billOf({ kind: 'lambda-web', url: 'http://127.0.0.1:1/', cost: active });
    expect(bill?.usd).toBeCloseTo(0.0005 + 0.002 + 0.000002, 12);
    expect(bill?.notes?.[0]).toContain('lower bounds');
  });

  it('instance time: the handlers were busy for 100 + 200 ms, in steps of 250 ms 0.5 s of 1 vCPU at 1 dollar a second', () => {
    const prices = { usdPerVcpuSecond: 1, usdPerGbSecond: 0 };
    const cost = { kind: 'instance-time', vcpu: 1, memoryMb: 1024, stepMs: 250, ...prices };
    const bill = billOf({ kind: 'http', url: 'http://127.0.0.1:1/', cost });
    expect(bill).toMatchObject({ billedMs: 500, vcpuSeconds: 0.5, usd: 0.5, pricedAs: 'instance-time' });
  });

  it('managed instances by the hour: 2 * 0.145 * 1.15 an hour, whatever the rate of the load', () => {
    const cost = { kind: 'managed', instance: 'c7g.xlarge', instances: 2 };
    const { scenario: of, seen, part } = seenOf({ kind: 'local-lambda', model: 'managed', cost });
    expect(assembleBilling(of, seen, part)).toBeUndefined();
    const { serverCost, months } = assembleCosts(of, seen, { measures: part.tallied.measures });
    expect(serverCost?.usdPerHour).toBeCloseTo(0.3335, 9);
    expect(serverCost).not.toHaveProperty('usdPerMillion');
    // At 1/s: 0.3335 / 3600 / 1 * 1e6 + 0.20
    expect(months?.[0]).toMatchObject({ perSecond: 1, usdPerMillion: expect.closeTo(92.838889, 5) });
  });
});

it('prices that were used: of each function and server its own, of what you price yourself none', () => {
  const one = seenOf(
    { kind: 'lambda-invoke' },
    { told: { region: 'eu-west-1', architecture: 'arm64', memoryMb: 512 } },
  );
  const other = seenOf({ kind: 'node-server' });
  expect(assemblePrices(one.scenario, [one.seen, other.seen])).toMatchObject({
    ...{ region: 'eu-west-1, us-east-1', architecture: 'arm64', date: '2026-09-22, 2026-09-19' },
    used: [
      { target: 'fn', region: 'eu-west-1', architecture: 'arm64', date: '2026-09-22', notes: [] },
      { target: 'fn', region: 'us-east-1', date: '2026-09-19' },
    ],
  });
  const own = seenOf({ kind: 'node-server', hosting: { usdPerHour: 1, memoryMb: 512 } });
  expect(assemblePrices(own.scenario, [own.seen])).toEqual({
    ...{ date: 'none', source: 'none', region: 'none', architecture: 'none' },
    used: [],
  });
});

describe('a part without a price', () => {
  const prices = { region: 'eu-central-1' };
  const own = { provisionedUsdPerGbSecond: 0.000004, provisionedDurationUsdPerGbSecond: 0.00001 };
  const target = { kind: 'local-lambda', memoryMb: 1024, architecture: 'arm64', provisionedConcurrency: 1 };
  const accounts = [account([invocationOf({ environmentId: 'warm', memorySizeMb: 1024, durationMs: 1000 })])];

  it('provisioned concurrency on Arm in eu-central-1: no bill, and both fields, until they are stated', () => {
    const { scenario: of, seen, part } = seenOf(target, { accounts, scenarioFields: { prices } });
    expect(assembleBilling(of, seen, part)).toBeUndefined();
    expect(assemblePrices(of, [seen])).toMatchObject({
      used: [],
      unknown: [
        {
          target: 'fn',
          message: expect.stringMatching(
            /state prices\.lambda\.provisionedUsdPerGbSecond and prices\.lambda\.provisionedDurationUsdPerGbSecond$/,
          ),
        },
      ],
    });
    // 1 GB-s * 0.00001, 1 GB * 2 s * 0.000004, a request 0.0000002
    const bill = billOf(target, { accounts, scenarioFields: { prices: { ...prices, lambda: own } } });
    expect(bill?.usd).toBeCloseTo(0.0000182, 12);
  });

  it('restores that only the lines tell of: no bill of the load, nor of a phase without one', () => {
    const told = { region: 'eu-west-1', runtime: 'python3.13', memoryMb: 512 } as const;
    const restored = [account([invocationOf({ restoreMs: 100, billedRestoreMs: 50 })])];
    const { scenario: of, seen, part } = seenOf({ kind: 'lambda-invoke' }, { accounts: restored, told });
    expect(assembleBilling(of, seen, part)).toBeUndefined();
    expect(
      assembleBilling(of, seen, { ...part, isWhole: false, accounts: [account([invocationOf()])] }),
    ).toBeUndefined();
    expect(assemblePrices(of, [seen]).unknown?.[0]?.message).toMatch(
      /^prices of SnapStart in eu-west-1 .*: state prices\.lambda\.cacheUsdPerGbSecond and prices\.lambda\.restoreUsdPerGb$/,
    );
    expect(
      billOf({ kind: 'lambda-invoke' }, { accounts: restored, told: { ...told, runtime: 'java21' } }),
    ).toBeDefined();
  });
});

it('prices that are not known: of which target, and which field states them; a server is not priced as in us-east-1', () => {
  const scenarioFields = { prices: { region: 'us-gov-west-1' } };
  const fn = seenOf({ kind: 'local-lambda' }, { scenarioFields });
  const server = seenOf({ kind: 'node-server' }, { scenarioFields });
  const managed = seenOf(
    { kind: 'local-lambda', model: 'managed', cost: { kind: 'managed', instance: 'c7g.large', instances: 1 } },
    { scenarioFields },
  );
  const prices = assemblePrices(fn.scenario, [fn.seen, server.seen, managed.seen]);
  expect(prices).toMatchObject({ region: 'none', used: [] });
  expect(prices.unknown?.map(({ message }) => message.replace(/.*: state /, ''))).toEqual([
    'prices.lambda.usdPerMillionRequests and prices.lambda.usdPerGbSecond',
    'hosting.usdPerHour and hosting.memoryMb',
    'cost.usdPerHour',
    'prices.lambda.usdPerMillionRequests and prices.lambda.usdPerGbSecond',
  ]);
  expect(assembleCosts(server.scenario, server.seen, { measures: server.part.tallied.measures })).toEqual({});
  expect(assembleCosts(managed.scenario, managed.seen, { measures: managed.part.tallied.measures })).toEqual({});
});
