import { describe, expect, it } from 'vitest';
import { estimatedBilling, HandlerMeters } from '../../../src/billing/estimate.ts';
import { sheetOf } from '../../fixtures/sheet-of.ts';
import { sampleOf } from '../stats/sample-of.ts';

const call = (meters: object, coldStart: boolean) =>
  sampleOf({ sentAtMs: 0, completedAtMs: 500, identity: { instanceId: 'a', coldStart }, meters });

const billOf = (meters: HandlerMeters) => estimatedBilling(meters.finish(), { sheet: sheetOf(), memoryMb: 1024 });

describe('estimated bill', () => {
  it('bills 350 ms for init 250.4 + handler 99.5 on a cold start, and 100 ms for the same handler warm', () => {
    const meters = new HandlerMeters();
    meters.add(call({ initMs: 250.4, handlerMs: 99.5 }, true));
    meters.add(call({ initMs: 250.4, handlerMs: 99.5 }, false));
    expect(billOf(meters)).toMatchObject({
      ...{ invocations: 2, billedMs: 450, initMs: 250.4, gbSeconds: 0.45, source: 'estimated' },
      leftOut: 0,
    });
  });

  it('bills the whole answer: 2,000 ms whether the handler told 2,000 before a short answer or 100 before a stream of 1,900', () => {
    const billedMs = (firstByteAtMs: number, handlerMs: number) => {
      const meters = new HandlerMeters();
      meters.add(sampleOf({ sentAtMs: 0, firstByteAtMs, completedAtMs: 2000, meters: { handlerMs } }));
      return billOf(meters)?.billedMs;
    };
    expect([billedMs(2000, 2000), billedMs(100, 100)]).toEqual([2000, 2000]);
    // Told at its end, in the body: no more than the request was on its way.
    expect(billedMs(100, 2000)).toBe(2000);
  });

  it('leaves out and counts answers that told no handler time; a throttle is no call at all', () => {
    const meters = new HandlerMeters();
    meters.add(call({ rssMb: 60 }, true));
    meters.add(sampleOf({ sentAtMs: 0, completedAtMs: 5, outcome: { kind: 'throttled', status: 429 } }));
    expect(billOf(meters)).toBeUndefined();
    meters.add(call({ handlerMs: 99.5 }, false));
    expect(billOf(meters)).toMatchObject({ invocations: 1, billedMs: 100, leftOut: 1 });
  });

  it('of two phases is that of both: 100 + 200 ms', () => {
    const [one, other] = [new HandlerMeters(), new HandlerMeters()];
    one.add(call({ handlerMs: 100, cpuMs: 7 }, false));
    other.add(call({ handlerMs: 200, cpuMs: 8 }, false));
    one.merge(other);
    expect(one.finish()).toMatchObject({ calls: 2, billedMs: 300, cpuMs: 15, withCpu: 2 });
  });
});
