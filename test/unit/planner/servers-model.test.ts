import { expect, it } from 'vitest';
import { latencyOfServers } from '../../../src/planner/under-load/simulated-servers.ts';
import { type ValidatedRange, validatedRanges } from '../../../src/planner/validation/ranges.ts';
import { planOf } from './plan-of.ts';

const plan = `
name: server
question: How long do calls take?
demand: { average: 100/s }
calls: { cpu: 4ms, wait: 50ms }
options: [{ kind: fargate, vcpu: 1, memoryMb: 2048 }]
`;

const lone = {
  ...{ needs: { cpuMs: 4, waitMs: 50, spread: { p50: 1 } }, processes: 1, seed: 1 },
  arrivals: { kind: 'times', atMs: [0, 0] },
} as const;

it('two calls of 4 ms and a wait of 50: half before it, 54 and 56 ms; all before it, with 2 % for waking up, 54.92 and 59', () => {
  // Halves: 2 + 50 + 2; the other computes from 2 to 4, waits until 54, ends at 56.
  const assumed = latencyOfServers(lone);
  expect([assumed.percentile(0), assumed.max]).toEqual([54, 56]);
  // Computes until 4 and 8, when it blocks; wakes at 54 until 54.92; blocks until the timer of 58 at 58.92, wakes until 59.
  const known = latencyOfServers({ ...lone, loopUse: { beforeWait: 1, waitsBy: 'timer', wakeShare: 0.02 } });
  expect(known.percentile(0)).toBeCloseTo(54.92, 9);
  expect(known.max).toBeCloseTo(59, 9);
});

it('a range that was validated for servers is none of a plan, which knows less of them', () => {
  const place = { of: 'server', low: 0, high: 1e6, unit: 'of a CPU', errorShare: 0.1, source: 'a test' } as const;
  const ranges = validatedRanges as ValidatedRange[];
  ranges.push({ ...place, quantity: 'latency' }, { ...place, quantity: 'environments' });
  try {
    const { figures } = planOf(plan).options[0] ?? {};
    expect(figures?.latencyMs.steady?.p99.basis).toBe('extrapolated');
    expect(figures?.instances.p99.basis).toBe('extrapolated');
  } finally {
    ranges.splice(-2);
  }
});
