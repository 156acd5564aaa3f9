import { expect, it } from 'vitest';
import { AbortWatch } from '../../../../src/experiment/observe/abort-watch.ts';
import type { Outcome } from '../../../../src/model/outcome.ts';
import { sampleOf } from '../../stats/sample-of.ts';

const refused: Outcome = { kind: 'refused', message: 'refused' };

/** The conditions that become true, of requests that each end at an instant. */
function abortedBy(
  conditions: readonly string[],
  ends: readonly (readonly [atMs: number, outcome?: Outcome | undefined, tookMs?: number])[],
) {
  const told: string[] = [];
  const watch = new AbortWatch(conditions, ({ message }) => told.push(message));
  for (const [completedAtMs, outcome, tookMs = 1] of ends)
    watch.add(sampleOf({ sentAtMs: completedAtMs - tookMs, completedAtMs, ...(outcome && { outcome }) }));
  return { ...watch.aborted, told };
}

it('a target that answers nothing for 10 s: the third failure in a row comes 10 s after the first', () => {
  const { condition, target, atMs, told } = abortedBy(
    ['no answers for 10s'],
    [[500], [1000, refused], [6000, refused], [11_000, refused], [12_000, refused]],
  );
  expect({ condition, target, atMs }).toEqual({ condition: 'no answers for 10s', target: 'lambda', atMs: 11_000 });
  expect(told).toEqual(['lambda stopped answering: 3 requests in a row failed within 10.0 s']);
});

it.each<[string, Outcome]>([
  ['an answer', { kind: 'answered', status: 200 }],
  ['a throttle', { kind: 'throttled', status: 429 }],
  ['an error status', { kind: 'http-error', status: 500 }],
])('%s between the failures shows that the target is there', (_, alive) => {
  const ends = [
    [0, refused],
    [9000, alive],
    [9001, refused],
    [18_000, refused],
  ] as const;
  expect(abortedBy(['no answers for 10s'], ends).told).toEqual([]);
});

it('what was not sent, or ended by rollcall, is no failure of the target', () => {
  const ends = [
    [0, { kind: 'interrupted' }],
    [20_000, { kind: 'not-sent', message: 'maxInFlight' }],
    [40_000, refused],
  ] as const;
  expect(abortedBy(['no answers for 10s'], ends).told).toEqual([]);
});

it('a figure is looked at every 500 ms: 2 of 4 failed by then, which is more than 0.4', () => {
  const condition = 'lambda.requests.failed > 0.4 * lambda.requests.sent';
  const ends = [[0], [100, refused], [200, refused], [300], [500, refused], [501, refused]] as const;
  const { atMs, told } = abortedBy([condition], ends);
  // 0 of 1 at 0 ms; 3 of 5 at 500 ms.
  expect(atMs).toBe(500);
  expect(told).toEqual([`\`${condition}\` became true: it is 3, limit 2, 50% above its limit`]);
});

it('a percentile that the answers cannot support is not known, and so never true', () => {
  const slow = Array.from({ length: 99 }, (_, n) => [n * 100, undefined, 3000] as const);
  expect(abortedBy(['lambda.latency.p99 > 2 s'], slow).told).toEqual([]);
  const { atMs } = abortedBy(['lambda.latency.p99 > 2 s'], [...slow, [10_000, undefined, 3000]]);
  expect(atMs).toBe(10_000);
});
