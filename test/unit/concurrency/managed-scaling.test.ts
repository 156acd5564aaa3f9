import { describe, expect, it } from 'vitest';
import { ManagedScaling } from '../../../src/concurrency/managed-scaling.ts';

const scaling = (overrides = {}) =>
  new ManagedScaling({
    minEnvironments: 3,
    maxEnvironments: 20,
    maxConcurrencyPerEnvironment: 10,
    doubleWithinMs: 1000,
    ...overrides,
  });

const busy = (peakInFlight: number, throttled = 0) => ({ peakInFlight, throttled });

describe('how many there should be', () => {
  it('3 at least', () => expect(scaling().wanted(3, busy(0), 0)).toBe(3));

  it('half of the places are headroom: 15 in flight need 3 environments of 10, 16 need 4', () => {
    expect(scaling().wanted(3, busy(15), 0)).toBe(3);
    expect(scaling().wanted(3, busy(16), 0)).toBe(4);
  });

  it('a headroom of one half: 20 in flight need 3 environments of 10, 21 need 4', () => {
    expect(scaling({ headroom: 0.5 }).wanted(3, busy(20), 0)).toBe(3);
    expect(scaling({ headroom: 0.5 }).wanted(3, busy(21), 0)).toBe(4);
  });

  it('CPU counts where it is scarcer than places: 4 environments that use 60 % of theirs need 5', () => {
    expect(scaling().wanted(4, { ...busy(1), cpuShare: 0.6 }, 0)).toBe(5);
  });

  it('what was throttled is demand: 30 in flight and 30 throttled would need 12; 3 may become 6', () => {
    expect(scaling().wanted(3, busy(30, 30), 0)).toBe(6);
  });

  it('at most doubles within doubleWithinMs: 3, 6, still 6 at 999 ms, then 12, then 20 of the 40 needed', () => {
    const of = scaling();
    expect(of.wanted(3, busy(200), 0)).toBe(6);
    expect(of.wanted(6, busy(200), 500)).toBe(6);
    expect(of.wanted(6, busy(200), 999)).toBe(6);
    expect(of.wanted(6, busy(200), 1000)).toBe(12);
    expect(of.wanted(12, busy(200), 2500)).toBe(20);
  });

  it('fewer only when less was needed for the whole time: 8 stay at 999 ms, 3 are left at 1,000', () => {
    const of = scaling();
    expect(of.wanted(8, busy(40), 0)).toBe(8);
    expect(of.wanted(8, busy(1), 999)).toBe(8);
    expect(of.wanted(8, busy(1), 1000)).toBe(3);
  });
});
