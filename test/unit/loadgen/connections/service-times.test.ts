import { describe, expect, it } from 'vitest';
import { constantRateDue } from '../../../../src/load/kinds/constant-rate.ts';
import { ServiceTimes } from '../../../../src/loadgen/connections/service-times.ts';
import type { Exchange } from '../../../../src/loadgen/exchange.ts';

const url = 'http://127.0.0.1:8080/some/path';

const exchange = (serviceMs: number, more: { keepAlive?: boolean; connection?: 'new' | 'reused' } = {}): Exchange => ({
  ...{
    request: 0,
    intendedAtMs: 0,
    connectedAtMs: undefined,
    tlsDoneAtMs: undefined,
    sentAtMs: 10,
    firstByteAtMs: undefined,
  },
  ...{ completedAtMs: 10 + serviceMs, connection: more.connection ?? 'reused', bytes: 100 },
  ending: {
    kind: 'answer',
    answer: {
      ...{ status: 200, headers: new Map(), body: Buffer.alloc(0), isBodyCut: false },
      keepAlive: more.keepAlive ?? true,
    },
  },
});

const rate = (ratePerSecond: number) => constantRateDue({ ratePerSecond, durationMs: 10_000 });

describe('connections by Little’s law', () => {
  it('10,000/s x 50 ms = 500, on the origin that was measured, whatever the path; 0 on another one', () => {
    const times = new ServiceTimes();
    const measure = times.measure(url);
    for (const serviceMs of [40, 60]) measure(exchange(serviceMs));
    expect(times.connectionsFor('http://127.0.0.1:8080/', rate(10_000))).toBe(500);
    expect(times.connectionsFor('http://127.0.0.1:8081/', rate(10_000))).toBe(0);
  });

  it('at most 512: 10,000/s x 1 s would be 10,000', () => {
    const times = new ServiceTimes();
    times.measure(url)(exchange(1000));
    expect(times.connectionsFor(url, rate(10_000))).toBe(512);
  });

  it('0 where the server closes its connections; a request that waited for its connection is left out of the mean', () => {
    const times = new ServiceTimes();
    times.measure(url)(exchange(50, { keepAlive: false }));
    times.measure(url)(exchange(50, { connection: 'new' }));
    expect(times.connectionsFor(url, rate(1000))).toBe(0);
  });

  it('the latest load counts: 20 ms after 50 ms at 1,000/s are 20', () => {
    const times = new ServiceTimes();
    times.measure(url)(exchange(50));
    times.measure(url)(exchange(20));
    times.measure(url);
    expect(times.connectionsFor(url, rate(1000))).toBe(20);
  });
});
