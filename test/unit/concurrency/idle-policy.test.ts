import { describe, expect, it } from 'vitest';
import { IdlePolicy } from '../../../src/concurrency/idle-policy.ts';
import type { KeepAlive } from '../../../src/model/platform/lambda.ts';
import { seededRandom } from '../../../src/model/random.ts';

interface Named {
  readonly name: string;
}

const named = (name: string): Named => ({ name });
const names = (environments: Named[]): string[] => environments.map(({ name }) => name);

const policyOf = (keepAlive: KeepAlive, maxLifeMs = 7_200_000, seed = 1): IdlePolicy<Named> =>
  new IdlePolicy({ keepAlive, maxLifeMs, random: seededRandom(seed) });

const idleFrom = (policy: IdlePolicy<Named>, name: string, startedAtMs: number, idleAtMs: number): Named => {
  const environment = named(name);
  policy.started(environment, startedAtMs);
  policy.add(environment, idleAtMs);
  return environment;
};

describe('which idle environment is taken', () => {
  it('the most recently used one first: added a, b, c, and after c was used b', () => {
    const policy = policyOf({ kind: 'constant', ms: 1000 });
    for (const [at, name] of ['a', 'b', 'c'].entries()) idleFrom(policy, name, 0, at);
    expect(policy.take(10)?.name).toBe('c');
    expect(policy.take(10)?.name).toBe('b');
    idleFrom(policy, 'd', 0, 11);
    expect(policy.take(12)?.name).toBe('d');
    expect(policy.take(12)?.name).toBe('a');
    expect(policy.take(12)).toBeUndefined();
  });

  it('none whose time is over, at the very millisecond: 1,000 ms from 5 are over at 1,005, not at 1,004', () => {
    const policy = policyOf({ kind: 'constant', ms: 1000 });
    idleFrom(policy, 'a', 0, 5);
    expect(policy.has(1004)).toBe(true);
    expect(policy.has(1005)).toBe(false);
    expect(policy.take(1005)).toBeUndefined();
    expect(names(policy.expired(1005))).toEqual(['a']);
  });

  it('none that ended by itself', () => {
    const policy = policyOf({ kind: 'constant', ms: 1000 });
    policy.delete(idleFrom(policy, 'a', 0, 0));
    expect(policy.has(1)).toBe(false);
    expect(policy.nextExpiryMs()).toBeUndefined();
  });
});

describe('when an idle environment ends', () => {
  it('a constant time after it became idle last: idle at 0 and 300, used, idle again at 500, so the next end is at 1,300', () => {
    const policy = policyOf({ kind: 'constant', ms: 1000 });
    const a = idleFrom(policy, 'a', 0, 0);
    expect(policy.nextExpiryMs()).toBe(1000);
    expect(policy.take(200)).toBe(a);
    expect(policy.nextExpiryMs()).toBeUndefined();
    idleFrom(policy, 'b', 0, 300);
    policy.add(a, 500);
    expect(policy.nextExpiryMs()).toBe(1300);
    expect(names(policy.expired(1299))).toEqual([]);
    expect(names(policy.expired(1300))).toEqual(['b']);
    expect(policy.nextExpiryMs()).toBe(1500);
    expect(names(policy.expired(9999))).toEqual(['a']);
    expect(policy.nextExpiryMs()).toBeUndefined();
  });

  it('at the end of its life, however recently it was used: started at 0, 2,000 ms long, idle at 1,900 ends at 2,000', () => {
    const policy = policyOf({ kind: 'constant', ms: 1000 }, 2000);
    const a = idleFrom(policy, 'a', 0, 1900);
    expect(policy.nextExpiryMs()).toBe(2000);
    expect(policy.take(1999)).toBe(a);
    // It was busy when its life ended: it is not used again.
    policy.add(a, 2500);
    expect(policy.take(2500)).toBeUndefined();
    expect(names(policy.expired(2500))).toEqual(['a']);
  });

  it('never, if it is provisioned: the on-demand one beside it ends at 1,000', () => {
    const policy = policyOf({ kind: 'constant', ms: 1000 }, 2000);
    const kept = named('kept');
    policy.started(kept, 0, 'provisioned');
    policy.add(kept, 0);
    idleFrom(policy, 'b', 0, 0);
    expect(names(policy.expired(1e12))).toEqual(['b']);
    expect([policy.count('provisioned'), policy.count('on-demand')]).toEqual([1, 0]);
    expect(policy.take(1e12, 'on-demand')).toBeUndefined();
    expect(policy.take(1e12, 'provisioned')).toBe(kept);
  });

  it('after 100 to 200 ms each for itself: of 1,000 drawn none is outside, and their mean is 150 within 5 standard errors', () => {
    const ends = endsOf(policyOf({ kind: 'uniform', minMs: 100, maxMs: 200 }));
    expect(Math.min(...ends)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...ends)).toBeLessThan(200);
    // 100 / sqrt(12) / sqrt(1000) = 0.91
    expect(Math.abs(meanOf(ends) - 150)).toBeLessThan(5 * 0.91);
  });

  it('exponentially with a mean of 300 ms: mean within 5 standard errors, and 1/e live longer than the mean', () => {
    const ends = endsOf(policyOf({ kind: 'exponential', meanMs: 300 }));
    expect(Math.abs(meanOf(ends) - 300)).toBeLessThan(5 * (300 / Math.sqrt(1000)));
    // 1000 / e = 368, standard error sqrt(1000 * 0.368 * 0.632) = 15
    expect(Math.abs(ends.filter((end) => end > 300).length - 368)).toBeLessThan(5 * 15);
  });

  it('by halves every 300 ms: of 1,000 none ends between two periods, and half, a quarter and an eighth live longer than 1, 2, 3', () => {
    const ends = endsOf(policyOf({ kind: 'halving', periodMs: 300 }));
    expect(ends.filter((end) => end % 300 !== 0)).toEqual([]);
    // Standard error of a half: sqrt(1000 / 4) = 16.
    for (const [periods, left] of [
      [1, 500],
      [2, 250],
      [3, 125],
    ] as const)
      expect(Math.abs(ends.filter((end) => end > periods * 300).length - left)).toBeLessThan(5 * 16);
  });

  it('the same for the same seed, another for another, and one environment keeps what it drew', () => {
    const drawn = (seed: number): number[] => endsOf(policyOf({ kind: 'exponential', meanMs: 300 }, 1e9, seed));
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
    const policy = policyOf({ kind: 'uniform', minMs: 100, maxMs: 200 });
    const a = idleFrom(policy, 'a', 0, 0);
    const keepAliveMs = policy.nextExpiryMs() ?? 0;
    policy.take(50);
    policy.add(a, 1000);
    expect(policy.nextExpiryMs()).toBe(1000 + keepAliveMs);
  });
});

it('refuses an environment that was never started', () => {
  expect(() => policyOf({ kind: 'constant', ms: 1 }).add(named('a'), 0)).toThrow('never started');
});

it('gives all up at once', () => {
  const policy = policyOf({ kind: 'constant', ms: 1000 });
  idleFrom(policy, 'a', 0, 0);
  idleFrom(policy, 'b', 0, 1);
  expect(names(policy.clear())).toEqual(['a', 'b']);
  expect(policy.has(2)).toBe(false);
  expect(policy.nextExpiryMs()).toBeUndefined();
});

/** Of 1,000 that all became idle at 0. */
function endsOf(policy: IdlePolicy<Named>): number[] {
  for (let index = 0; index < 1000; index += 1) idleFrom(policy, `${index}`, 0, 0);
  const ends: number[] = [];
  for (let next = policy.nextExpiryMs(); next !== undefined; next = policy.nextExpiryMs())
    ends.push(...policy.expired(next).map(() => next ?? 0));
  return ends;
}

const meanOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
