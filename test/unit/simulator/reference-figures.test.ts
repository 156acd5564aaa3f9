import { expect, it } from 'vitest';
import { erlangB } from '../../../src/concurrency/steady-poisson.ts';
import type { EventFunction } from '../../../src/simulator/platforms/event-function.ts';
import { simulate } from '../../../src/simulator/simulate.ts';
import { unlimited } from './unlimited.ts';

/** SimFaaS: rate, warm and cold call in s, keep-alive in s, horizon in s; its share of cold calls and mean number of servers. */
const simFaas = [
  { perSecond: 0.9, warm: 1.991, cold: 2.244, keepAlive: 600, horizon: 1e6, coldShare: 0.0014, servers: 7.66 },
  { perSecond: 10, warm: 2.016, cold: 2.163, keepAlive: 10, horizon: 1e5, coldShare: 0.02382, servers: 28.66 },
  { perSecond: 10, warm: 2.016, cold: 2.163, keepAlive: 60, horizon: 1e5, coldShare: 0.00367, servers: 33.12 },
  { perSecond: 10, warm: 2.016, cold: 2.163, keepAlive: 600, horizon: 1e5, coldShare: 0.000338, servers: 37.66 },
];

const likeSimFaas = (row: { readonly warm: number; readonly cold: number; readonly keepAlive: number }) =>
  ({
    ...unlimited,
    routing: 'newest',
    keepAlive: { kind: 'constant', ms: 1000 * row.keepAlive },
    call: { kind: 'exponential', meanMs: 1000 * row.warm },
    coldCall: { kind: 'exponential', meanMs: 1000 * row.cold },
  }) satisfies EventFunction;

it.each(simFaas)(
  'SimFaaS at $perSecond/s and $keepAlive s: $servers servers within 1 %, cold calls within 3 standard errors',
  (row) => {
    const { perSecond, horizon, coldShare, servers } = row;
    const arrivals = { kind: 'poisson', perSecond, durationMs: 1000 * horizon } as const;
    const { measured, alive } = simulate({ arrivals, platform: likeSimFaas(row), seed: 1 });
    expect(Math.abs(alive.mean / servers - 1)).toBeLessThan(0.01);
    // The sample of the source is as large as this one: the standard error of its share.
    const error = Math.sqrt(coldShare / (perSecond * horizon));
    expect(Math.abs(measured.coldStarts / measured.served - coldShare)).toBeLessThan(3 * error);
  },
);

it('SimFaaS with at most 1,000 servers at 1,000/s: 999.4 servers, refuses 0.5039', () => {
  const row = { perSecond: 1000, warm: 2.016, cold: 2.163, keepAlive: 600 };
  const account = { ...unlimited.account, concurrentExecutions: 1000 };
  const arrivals = { kind: 'poisson', perSecond: 1000, durationMs: 1_000_000 } as const;
  const { measured, alive } = simulate({ arrivals, platform: { ...likeSimFaas(row), account }, seed: 1 });
  expect(Math.abs(alive.mean / 999.4 - 1)).toBeLessThan(0.01);
  expect(Math.abs(measured.throttled / (measured.throttled + measured.served) / 0.5039 - 1)).toBeLessThan(0.01);
});

it('Erlang B: at 2,016 in flight on average a quota of 1,000 refuses 0.50445, in the formula and within 1 % in the simulator', () => {
  expect(erlangB(2016, 1000)).toBeCloseTo(0.50445, 5);
  const platform: EventFunction = {
    ...unlimited,
    account: { ...unlimited.account, concurrentExecutions: 1000 },
    call: { kind: 'exponential', meanMs: 2016 },
  };
  const arrivals = { kind: 'poisson', perSecond: 1000, durationMs: 500_000 } as const;
  const { measured } = simulate({ arrivals, platform, seed: 1, fromMs: 20_000 });
  expect(Math.abs(measured.throttled / (measured.throttled + measured.served) / 0.50445 - 1)).toBeLessThan(0.01);
});
