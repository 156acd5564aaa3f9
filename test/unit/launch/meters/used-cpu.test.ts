import { expect, it } from 'vitest';
import { UsedCpu } from '../../../../src/launch/meters/used-cpu.ts';

it('adds what each process used since the scan before: 20 + 30 at first, then 5 of one, 40 of a new one, 0 of one that ended', () => {
  const used = new UsedCpu();
  const since = (own: Record<number, number>) =>
    used.since(new Map(Object.entries(own).map(([pid, cpuMs]) => [Number(pid), cpuMs])));
  expect(since({ 1: 20, 2: 30 })).toBe(50);
  expect(since({ 1: 25, 3: 40 })).toBe(45);
  expect(since({ 1: 25, 3: 40 })).toBe(0);
});

it('counts all of a process that has the pid of one that ended', () => {
  const used = new UsedCpu();
  used.since(new Map([[1, 500]]));
  expect(used.since(new Map([[1, 10]]))).toBe(10);
});
