import { describe, expect, it } from 'vitest';
import { EstimatedBill } from '../../../src/billing/estimate.ts';
import { sampleOf } from '../stats/sample-of.ts';

const call = (meters: object, coldStart: boolean) =>
  sampleOf({ sentAtMs: 0, completedAtMs: 500, identity: { instanceId: 'a', coldStart }, meters });

describe('estimated bill', () => {
  it('bills 350 ms for init 250.4 + handler 99.5 on a cold start, and 100 ms for the same handler warm', () => {
    const bill = new EstimatedBill(1024, 'x86_64');
    bill.add(call({ initMs: 250.4, handlerMs: 99.5 }, true));
    bill.add(call({ initMs: 250.4, handlerMs: 99.5 }, false));
    expect(bill.finish()).toMatchObject({
      ...{ invocations: 2, billedMs: 450, initMs: 250.4, gbSeconds: 0.45, source: 'estimated' },
      leftOut: 0,
    });
  });

  it('leaves out and counts answers that told no handler time; a throttle is no call at all', () => {
    const bill = new EstimatedBill(1024, 'x86_64');
    bill.add(call({ rssMb: 60 }, true));
    bill.add(sampleOf({ sentAtMs: 0, completedAtMs: 5, outcome: { kind: 'throttled', status: 429 } }));
    expect(bill.finish()).toBeUndefined();
    bill.add(call({ handlerMs: 99.5 }, false));
    expect(bill.finish()).toMatchObject({ invocations: 1, billedMs: 100, leftOut: 1 });
  });
});
