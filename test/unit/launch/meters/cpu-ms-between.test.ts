import { expect, it } from 'vitest';
import { cpuMsBetween } from '../../../../src/launch/meters/memory-meter.ts';

it('is the difference of two readings, and absent where a server has ended with its account', () => {
  const before = { cpuMs: 120 };
  expect(cpuMsBetween(before, { cpuMs: 470, processes: 2 })).toBe(350);
  expect(cpuMsBetween(before, { cpuMs: 0, processes: 0 })).toBeUndefined();
  // A worker that nobody waited for took its 100 ms along.
  expect(cpuMsBetween(before, { cpuMs: 20, processes: 1 })).toBeUndefined();
  expect(cpuMsBetween(undefined, { cpuMs: 20, processes: 1 })).toBeUndefined();
});
