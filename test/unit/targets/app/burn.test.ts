import { expect, it } from 'vitest';
import { burn } from '../../../../targets/app/burn.ts';

it('one step from 1: 1664525 + 1013904223 = 1015568748; no step: 1', () => {
  expect([burn(0), burn(1)]).toEqual([1, 1_015_568_748]);
});

it('a fraction of a step is a step', () => {
  expect(burn(0.5)).toBe(burn(1));
});

it('ten times the work is clearly more CPU than one time', () => {
  const cpuUs = (iterations: number) => {
    const before = process.cpuUsage();
    burn(iterations);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  burn(10_000_000);
  expect(cpuUs(100_000_000)).toBeGreaterThan(3 * cpuUs(10_000_000));
});
