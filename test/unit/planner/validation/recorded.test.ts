import { describe, expect, it } from 'vitest';
import { coldShareAt, instancesAliveAt } from '../../../../src/concurrency/steady-poisson.ts';
import { isAverages, replayAverages } from '../../../../src/planner/validation/recorded/averages.ts';
import { readRecording } from '../../../../src/planner/validation/recorded/recording.ts';
import { replayRecording } from '../../../../src/planner/validation/recorded/replay-recording.ts';
import { beyondBoth, verdictsOf, verdictsOfMeans } from '../../../../src/planner/validation/recorded/verdicts.ts';

const lives = { keepAliveMs: 100_000, maxLifeMs: 7_200_000 };
const head = 'is_cold,exist_id,client_start_time,client_end_time,aws_duration';

describe('a recording with the environment of each request', () => {
  // Two meet from 1 to 2 s, one environment idles from 3 s and is used again at 50 s; the other ended at 102 s; the last request is cold.
  const rows = ['False,a,1000,1002,1900', 'True,b,1001,1003,1900', 'False,b,1050,1052,1900', 'True,c,1300,1302,1900'];

  it('predicts its cold starts and mean environments, both by hand', () => {
    const { recorded, predicted, leastRecent, errors, spanMs } = replayRecording(
      readRecording('r.csv', [head, ...rows]),
      lives,
    );
    expect(spanMs).toBe(302_000);
    // a: 0 to 102 s; b: 1 to 152 s; c: 300 to 302 s, each until the keep-alive of 100 s after its last use.
    const alive = (102 + 151 + 2) / 302;
    expect(recorded).toEqual({ coldStarts: 2, environments: expect.closeTo(alive, 9) });
    expect(predicted).toEqual({ coldStarts: 2, environments: expect.closeTo(alive, 6) });
    expect(errors.environments).toBeCloseTo(0, 6);
    expect(errors.coldStarts).toBe(0);
    // The one that idled the longest is a, which then lives until 152 s, and b ends at 103 s.
    expect(leastRecent.environments).toBeCloseTo((152 + 102 + 2) / 302, 6);
  });

  it('counts bad lines and says what is wrong with them', () => {
    const { calls, bad } = readRecording('r.csv', [
      head,
      rows[0] ?? '',
      'maybe,a,1,2,3',
      'True,a,2,1,3',
      'True,,1,2,3',
      'True,a,x,2,3',
    ]);
    expect(calls).toHaveLength(1);
    expect(bad.map(({ line, why }) => `${line}: ${why}`)).toEqual([
      '3: expected True or False in is_cold',
      '4: it ends before it starts',
      '5: expected an id in exist_id',
      '6: expected times in s in client_start_time and client_end_time',
    ]);
  });

  it('refuses other tables, and one without a request', () => {
    expect(() => readRecording('r.csv', ['a,b', '1,2'])).toThrow(
      'r.csv:1: no column is_cold, exist_id, client_start_time, client_end_time',
    );
    expect(() => readRecording('r.csv', [head, 'x'])).toThrow('r.csv: no request can be read');
    expect(() => readRecording('r.csv', [head, 'True,a,1e15,1e16,1'])).toThrow('r.csv: no request can be read');
  });
});

describe('experiments of which only means were recorded', () => {
  const averagesHead = ',ArrivalRate,ServiceTimeWarm,AverageInstanceCount,ColdStartProbability,ColdStartProbabilitySE';
  const truth = (perSecond: number, keepAliveSeconds: number) => {
    const arrivals = { perSecond, busySeconds: 2, keepAliveSeconds };
    return `e,${perSecond},2000,${instancesAliveAt(arrivals)},${coldShareAt(arrivals)},${coldShareAt(arrivals) / 10}`;
  };
  const rates = [0.05, 0.1, 0.2, 0.5, 0.8, 1];

  it('scores 0 where the closed form is right, and finds the keep-alive again from either half', () => {
    const lines = [averagesHead, ...rates.map((rate) => truth(rate, 612))];
    expect(isAverages(averagesHead)).toBe(true);
    const { errors, fitted, coldStartFloor, experiments } = replayAverages('a.csv', lines, 612_000);
    expect(experiments).toBe(6);
    expect(errors).toEqual({ environments: 0, coldStarts: 0 });
    expect(fitted.map(({ keepAliveMs }) => keepAliveMs)).toEqual([612_000, 612_000]);
    // Three rows of 10 % each: their mean has the mean 8 % and the deviation 10 % * sqrt(1 - 2 / pi) / sqrt(3) = 3.5 %; half-normal, so skewed to the right.
    for (const { chance } of fitted) {
      expect(Math.abs(chance[0] - 0.0285)).toBeLessThan(0.006);
      expect(Math.abs(chance[1] - 0.146)).toBeLessThan(0.012);
    }
    const { splits } = replayAverages('a.csv', lines, 612_000);
    expect(splits).toMatchObject({
      environments: { mean: 0, low: 0, high: 0 },
      coldStarts: { mean: 0, low: 0, high: 0 },
      best: { keepAliveMs: 612_000, errors: { environments: 0, coldStarts: 0 } },
    });
    // A tenth of the share is its standard error: sqrt(2 / pi) / 10.
    expect(coldStartFloor).toBeCloseTo(0.0798, 4);
  });

  it('scores the distance where it is not: recorded environments twice as many are an error of 50%', () => {
    const [, rate, service, environments, share, error] = truth(1, 600).split(',');
    const row = ['e', rate, service, 2 * Number(environments), share, error].join(',');
    expect(replayAverages('a.csv', [averagesHead, row], 600_000).errors.environments).toBeCloseTo(0.5, 9);
  });

  // Each row is right at its own keep-alive, 600 s of three and 660 s of three others: the absolute error is least where most rows of a half are.
  it('fits on random halves: each has most rows at 600 or at 660 s, and the rest is scored there', () => {
    const lines = [averagesHead, ...rates.map((rate, index) => truth(rate, index % 2 === 0 ? 600 : 660))];
    const { splits, fitted } = replayAverages('a.csv', lines, 600_000);
    // Rows take turns, so each half of every other row is fitted without error, and scored with all of it.
    expect(fitted.map(({ keepAliveMs }) => keepAliveMs)).toEqual([600_000, 660_000]);
    const { coldStarts, environments, chance, best } = splits ?? expect.fail('no splits');
    const errorOf = (rate: number, keepAlive: number, recorded: number) => {
      const share = (keepAliveSeconds: number) => coldShareAt({ perSecond: rate, busySeconds: 2, keepAliveSeconds });
      return Math.abs(share(keepAlive) / share(recorded) - 1);
    };
    const scored = (keepAlive: number) =>
      rates.reduce((sum, rate, index) => sum + errorOf(rate, keepAlive, index % 2 === 0 ? 600 : 660), 0) / 6;
    expect(best.errors.coldStarts).toBeLessThanOrEqual(Math.min(scored(600), scored(660)));
    // The worst split has three rows of one keep-alive, and is scored on the three others.
    const worst = Math.max(...fitted.map(({ errors }) => errors.coldStarts));
    expect(coldStarts.high).toBeLessThanOrEqual(worst);
    expect(coldStarts.low).toBeLessThan(coldStarts.mean);
    expect(coldStarts.mean).toBeGreaterThan(best.errors.coldStarts);
    expect(environments.mean).toBeGreaterThan(0);
    // Three rows of 10 %, as above: 8 % on average.
    expect(Math.abs(chance.mean - 0.0813)).toBeLessThan(0.005);
  });

  it('refuses a cell that is no number', () => {
    expect(() => replayAverages('a.csv', [averagesHead, 'e,fast,2000,1,0.1,0.01'], 600_000)).toThrow(
      'a.csv:2: expected a number above 0 in ArrivalRate',
    );
    const refused = (row: string) => expect(() => replayAverages('a.csv', [averagesHead, row], 600_000));
    refused('e,1,2000,1,1.5,0.01').toThrow('a.csv:2: expected a number above 0 in ColdStartProbability, at most 1');
    refused('e,1e9,1e9,1,0.1,0.1').toThrow('a.csv:2: expected at most 100000 requests in flight');
    expect(() => replayAverages('a.csv', [averagesHead, ''], 600_000)).toThrow('a.csv: no experiment can be read');
  });
});

describe('whether a recording refutes the prediction', () => {
  const counts = (environments: number, coldStarts: number) => ({ environments, coldStarts });
  const verdicts = (recorded: [number, number], one: [number, number], other: [number, number]) =>
    Object.values(
      verdictsOf({ recorded: counts(...recorded), predicted: counts(...one), leastRecent: counts(...other) }),
    );

  // 5 % of 2 environments are 0.1, 20 % of 30 cold starts are 6.
  it.each([
    ['between both predictions', [2, 30], [1.5, 50], [3, 20], ['holds', 'holds']],
    ['just within the limit, above both', [2, 30], [1.91, 24], [1.5, 20], ['holds', 'holds']],
    ['beyond it', [2, 30], [1.89, 23], [1.5, 20], ['fails', 'fails']],
    ['beyond it below both', [2, 30], [2.11, 37], [3, 40], ['fails', 'fails']],
    ['one cold start of two', [1, 2], [1, 3], [1, 4], ['holds', 'holds']],
    ['two cold starts where none is recorded', [1, 0], [1, 2], [1, 2], ['holds', 'fails']],
  ] as const)('%s', (_, recorded, one, other, expected) => {
    expect(verdicts([...recorded], [...one], [...other])).toEqual(expected);
  });

  it('says how far the nearest prediction is above or below', () => {
    const at = (recorded: number) =>
      beyondBoth({ recorded: counts(1, recorded), predicted: counts(1, 12), leastRecent: counts(1, 10) }).coldStarts;
    expect([8, 11, 15].map(at)).toEqual([2, 0, -3]);
  });

  // A perfect model would be off by 10 % on average.
  it.each([
    [0.05, 0.2, 'holds', 'holds'],
    [0.051, 0.29, 'fails', 'undecided'],
    [0.01, 0.31, 'holds', 'fails'],
  ])('means: errors of %d and %d are %s and %s', (environments, coldStarts, ...expected) => {
    const found = verdictsOfMeans({ errors: { environments, coldStarts }, coldStartFloor: 0.1 });
    expect([found.environments, found.coldStarts]).toEqual(expected);
  });
});
