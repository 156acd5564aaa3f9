import { describe, expect, it } from 'vitest';
import { survivalSteps } from '../../../../../src/stats/study/life/survival.ts';

const rounded = (steps: ReturnType<typeof survivalSteps>, digits = 4) =>
  steps.map(({ fromMs, toMs, goneShare }) => [fromMs, toMs, Number(goneShare.toFixed(digits))]);

describe('survivalSteps', () => {
  it('is the curve of Kaplan and Meier where each life is known or right-censored: 6, 7+, 9, 10+, 13', () => {
    const exactly = (ms: number) => ({ survivedMs: ms, goneByMs: ms });
    const steps = survivalSteps([exactly(6), { survivedMs: 7 }, exactly(9), { survivedMs: 10 }, exactly(13)]);
    // 4/5; then 4/5 x 2/3 = 8/15; then none of the last one is left.
    expect(steps.map(({ toMs, survivingShare }) => [toMs, Number(survivingShare.toFixed(4))])).toEqual([
      [6, 0.8],
      [9, 0.5333],
      [13, 0],
    ]);
  });

  it('lets a life that was censored at the moment of another end outlive it: 5, 5+, 8', () => {
    const steps = survivalSteps([{ survivedMs: 5, goneByMs: 5 }, { survivedMs: 5 }, { survivedMs: 8, goneByMs: 8 }]);
    expect(rounded(steps)).toEqual([
      [5, 5, 0.3333],
      [8, 8, 0.6667],
    ]);
  });

  it('reproduces the radiotherapy group of Finkelstein and Wolfe (1985), as published for the estimate of Turnbull', () => {
    expect(rounded(survivalSteps(radiotherapy))).toEqual([
      [4, 5, 0.0463],
      [6, 7, 0.0334],
      [7, 8, 0.0887],
      [11, 12, 0.0708],
      [24, 25, 0.0926],
      [33, 34, 0.0818],
      [38, 40, 0.1209],
      [46, 48, 0.4656],
    ]);
  });

  it('pools the looks that contradict each other, as isotonic regression does: gone 2 of 4, 1 of 4, 4 of 4', () => {
    const looks = [
      ...look(1000, { there: 2, gone: 2 }),
      ...look(2000, { there: 3, gone: 1 }),
      ...look(4000, { there: 0, gone: 4 }),
    ];
    // Of the first two looks together 3 of 8 are gone.
    expect(rounded(survivalSteps(looks))).toEqual([
      [0, 1000, 0.375],
      [2000, 4000, 0.625],
    ]);
  });

  it('leaves what outlived the longest wait without an end', () => {
    expect(survivalSteps(look(3000, { there: 3, gone: 1 }))).toEqual([
      { fromMs: 0, toMs: 3000, goneShare: 0.25, survivingShare: 0.75 },
      { fromMs: 3000, goneShare: 0.75, survivingShare: 0 },
    ]);
  });
});

const look = (waitMs: number, { there, gone }: { there: number; gone: number }) => [
  ...Array.from({ length: there }, () => ({ survivedMs: waitMs })),
  ...Array.from({ length: gone }, () => ({ survivedMs: 0, goneByMs: waitMs })),
];

/** Months until a cosmetic deterioration, after the last visit without and the first with it. */
const radiotherapy = [
  ...[[45], [6, 10], [0, 7], [46], [46], [7, 16], [17], [7, 14], [37, 44], [0, 8], [4, 11], [15], [11, 15], [22], [46]],
  ...[[46], [25, 37], [46], [26, 40], [46], [27, 34], [36, 44], [46], [36, 48], [37], [40], [17, 25], [46], [11, 18]],
  ...[[38], [5, 12], [37], [0, 5], [18], [24], [36], [5, 11], [19, 35], [17, 25], [24], [32], [33], [19, 26], [37]],
  ...[[34], [36]],
].map(([survivedMs = 0, goneByMs]) => (goneByMs === undefined ? { survivedMs } : { survivedMs, goneByMs }));
