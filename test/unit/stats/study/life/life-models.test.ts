import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/model/random.ts';
import { fittedLives, type LifeModelKind } from '../../../../../src/stats/study/life/life-models.ts';

const seconds = [1, 2, 3, 4, 5, 6, 8, 10].map((s) => s * 1000);

/** Copies that idle for each of the waits, each copy with a life of its own. */
const observed = (life: () => number, copies: number, waits = seconds) =>
  waits.flatMap((waitMs) =>
    Array.from({ length: copies }, () =>
      life() > waitMs ? { survivedMs: waitMs } : { survivedMs: 0, goneByMs: waitMs },
    ),
  );

const of = (kind: LifeModelKind, lives: Parameters<typeof fittedLives>[0]) =>
  fittedLives(lives).find((fit) => fit.kind === kind);

describe('fittedLives', () => {
  it('takes for a fixed time what lies between the last wait with and the first without an environment', () => {
    const [best] = fittedLives(observed(() => 4500, 3));
    expect(best).toMatchObject({ kind: 'fixed', ms: 4500, interval: { lowMs: 4000, highMs: 5000 }, aic: 2 });
    expect(best?.weight).toBeGreaterThan(0.99);
  });

  it('fits no fixed time where one environment outlived the wait after which another was gone', () => {
    expect(of('fixed', [{ survivedMs: 4000 }, { survivedMs: 0, goneByMs: 3000 }])).toBeUndefined();
  });

  it('finds the mean by the share that is left: 8 of 16 after 1 s are a mean of 1 s / ln 2 = 1443 ms', () => {
    const lives = observed(() => 0, 8, [1000]).concat(observed(() => 1e6, 8, [1000]));
    const fit = of('exponential', lives);
    expect(fit?.ms).toBeCloseTo(1442.7, 0);
    expect(fit?.logLikelihood).toBeCloseTo(16 * Math.log(0.5), 9);
    // The likelihood ratio interval of the share p of 8 in 16: 4 p (1 - p) = exp(-1.9207 / 8), so p is 0.2690 or 0.7310.
    expect(fit?.interval.lowMs).toBeCloseTo(-1000 / Math.log(0.269), 0);
    expect(fit?.interval.highMs).toBeCloseTo(-1000 / Math.log(0.731), 0);
  });

  it('finds the period of halvings: all there after 1 s, half after 3 s, a quarter after 5 s is a period of 2 to 2.5 s', () => {
    const shares = [
      [1000, 8],
      [3000, 4],
      [5000, 2],
    ] as const;
    const lives = shares.flatMap(([waitMs, there]) => [
      ...Array.from({ length: there }, () => ({ survivedMs: waitMs })),
      ...Array.from({ length: 8 - there }, () => ({ survivedMs: 0, goneByMs: waitMs })),
    ]);
    const [best] = fittedLives(lives);
    // floor(1 s / T) = 0, floor(3 s / T) = 1, floor(5 s / T) = 2: T is more than 5/3 s and at most 2.5 s.
    expect(best?.kind).toBe('halving');
    expect(best?.ms).toBeCloseTo((5000 / 3 + 2500) / 2, 3);
  });

  it('says nothing of a time that nothing bounds', () => {
    expect(fittedLives(observed(() => 1e9, 3))).toEqual([]);
    expect(fittedLives(observed(() => 0, 3))).toEqual([]);
  });

  it.each([
    ['exponential', 4000, (u: number) => -4000 * Math.log(1 - u)],
    ['halving', 2500, (u: number) => 2500 * (1 + Math.floor(-Math.log2(1 - u)))],
    ['fixed', 3500, () => 3500],
  ] as const)(
    'recovers a life that is %s: its interval covers the truth in at least 93 of 100 studies',
    (kind, truthMs, life) => {
      const random = seededRandom(17);
      const covered = Array.from({ length: 100 }, () => {
        const fit = of(
          kind,
          observed(() => life(random()), 10),
        );
        return fit !== undefined && (fit.interval.lowMs ?? 0) <= truthMs && truthMs <= (fit.interval.highMs ?? 1e12);
      });
      expect(covered.filter(Boolean).length).toBeGreaterThanOrEqual(93);
    },
  );

  it('tells halving from exponential lives with 40 copies of each wait', () => {
    const random = seededRandom(4);
    const best = (life: (u: number) => number) => fittedLives(observed(() => life(random()), 40))[0]?.kind;
    const halving = Array.from({ length: 10 }, () => best((u) => 2500 * (1 + Math.floor(-Math.log2(1 - u)))));
    const exponential = Array.from({ length: 10 }, () => best((u) => -4000 * Math.log(1 - u)));
    expect(halving.filter((kind) => kind === 'halving').length).toBe(10);
    expect(exponential.filter((kind) => kind === 'exponential').length).toBeGreaterThanOrEqual(9);
  });
});
