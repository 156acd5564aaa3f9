import { describe, expect, it } from 'vitest';
import { SendSpread } from '../../../src/stats/spread.ts';
import { sampleOf, unsent } from './sample-of.ts';

const spreadOf = (bursts: readonly (readonly number[])[]) => {
  const spread = new SendSpread();
  bursts.forEach((sends, burst) => {
    for (const sentAtMs of sends) {
      spread.add(sampleOf({ burst, intendedAtMs: Math.min(...sends), sentAtMs, completedAtMs: sentAtMs + 50 }));
    }
  });
  return spread.finish();
};

describe('spread of the sends of a burst', () => {
  it('is that of the widest burst, 3 ms, not from the first send of the run to the last', () => {
    const { sendSpreadMs, sendSpread } = spreadOf([
      [100, 101],
      [503, 500, 502],
      [900, 901],
    ]);
    expect(sendSpread).toEqual({ bursts: 3, maxMs: 3 });
    expect(sendSpreadMs).toBe(3);
  });

  it('has p1 to p99 from 100 sends on: of 0, 1, ... 199 ms the 2nd and 198th are 1 and 197', () => {
    const sends = Array.from({ length: 200 }, (_, i) => i);
    expect(spreadOf([sends]).sendSpread).toEqual({ bursts: 1, p1ToP99Ms: 196, maxMs: 199 });
    expect(spreadOf([sends.slice(0, 99)]).sendSpread).toEqual({ bursts: 1, maxMs: 98 });
    expect(spreadOf([sends.slice(0, 100)]).sendSpread).toEqual({ bursts: 1, p1ToP99Ms: 98, maxMs: 99 });
  });

  it('is absent for bursts of one, and without bursts', () => {
    expect(spreadOf([[5]])).toMatchObject({ sendSpread: { bursts: 1 } });
    expect(spreadOf([[5]])).not.toHaveProperty('sendSpreadMs');
    expect(spreadOf([])).toEqual({ sendSpread: { bursts: 0 } });
  });

  it('tells bursts of two phases apart, though both are number 0', () => {
    const spread = new SendSpread();
    for (const [phase, sentAtMs] of [
      ['a', 0],
      ['a', 2],
      ['b', 1000],
      ['b', 1001],
    ] as const) {
      spread.add(sampleOf({ phase, burst: 0, sentAtMs, completedAtMs: sentAtMs + 9 }));
    }
    expect(spread.finish().sendSpread).toEqual({ bursts: 2, maxMs: 2 });
  });
});

describe('lag of the sends', () => {
  it('of 0, 0.25 and 0.5 ms has median 0.25 and maximum 0.5, and no p99 of three', () => {
    expect(spreadOf([[10, 10.25, 10.5]]).sendLagMs).toEqual({ p50: 0.25, max: 0.5 });
  });

  it('counts an early send as 0 ms late, and one that never left not at all', () => {
    const spread = new SendSpread();
    spread.add(sampleOf({ intendedAtMs: 10, sentAtMs: 9.5, completedAtMs: 20 }));
    spread.add(unsent(sampleOf({ sentAtMs: 1, completedAtMs: 900 })));
    expect(spread.finish().sendLagMs).toEqual({ max: 0 });
  });
});
