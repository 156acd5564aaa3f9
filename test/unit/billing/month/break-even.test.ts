import { expect, it } from 'vitest';
import { breakEvensOf, breakEvensOfCurves, cheaperRanges } from '../../../../src/billing/month/break-even.ts';
import { functionCosts, serverCosts } from './costs.ts';

const lambda = (costs = functionCosts()) => ({ name: 'lambda', costs });
const server = (costs = serverCosts()) => ({ name: 'server', costs });

it('is a band from every call cold to every call warm', () => {
  // $26.28 a month is 2,628,000 requests of $10, 1/s, or half as many of $20.
  expect(breakEvensOf([lambda(), server()])).toEqual([
    {
      between: ['lambda', 'server'],
      perSecondLow: expect.closeTo(0.5, 7),
      perSecondHigh: expect.closeTo(1, 7),
      // The cold share of steady arrivals at 1/s is 0.0000 something.
      perSecond: expect.closeTo(1, 2),
      usdPerMonth: expect.closeTo(26.28, 6),
      below: 'lambda',
      above: 'server',
      reason: 'below 0.5/s lambda costs less, above 1/s server does',
      assumes: ['the rate is held all month, 730 hours, by arrivals at random'],
    },
  ]);
});

it('is one rate where cold starts make no difference', () => {
  const [crossing] = breakEvensOf([server(), lambda(functionCosts({}, { cold: undefined }))]);
  expect(crossing).toMatchObject({ perSecondLow: expect.closeTo(1, 7), perSecondHigh: expect.closeTo(1, 7) });
  expect(crossing).toMatchObject({ between: ['server', 'lambda'], below: 'lambda', above: 'server' });
});

it('is every crossing where a rate beyond one server takes two', () => {
  // One server carries 1.5/s. $10 per million meets $26.28 at 1/s; two servers cost $52.56 from 1.5/s on, which the function reaches at 2/s;
  // three from 3/s on, exactly what the function costs there and above as well: it is dearer until they take the fourth.
  const warm = functionCosts({}, { cold: undefined });
  const found = breakEvensOf([lambda(warm), server(serverCosts({ capacityPerSecond: 1.5 }))]);
  const bands = found.slice(0, 3).map(({ perSecondLow = 0, above }) => [Number(perSecondLow.toFixed(6)), above]);
  expect(bands).toEqual([
    [1, 'server'],
    [1.5, 'lambda'],
    [2, 'server'],
  ]);
  // Neither costs less above a rate at which the other does again.
  expect(found[0]?.reason).toBe(
    'below 1/s or between 1.5/s and 2/s lambda costs less; between 1/s and 1.5/s or above 2/s server does',
  );
  expect(
    found.map(({ belowFrom, aboveTo }) => [belowFrom, aboveTo].map((rate) => rate && Number(rate.toFixed(6)))),
  ).toEqual([
    [undefined, 1.5],
    [1, 2],
    [1.5, undefined],
  ]);
  const ranges = cheaperRanges(found, 'lambda').map(({ from = 0, to = 0 }) =>
    [from, to].map((rate) => Number(rate.toFixed(6))),
  );
  expect(ranges).toEqual([
    [0, 1],
    [1.5, 2],
  ]);
});

it('is found where a server more is not taken at a multiple of what one carries', () => {
  // $1 for each piece, of which there are three between 3.3/s and 3.31/s, beside $2.5: the search is not given these rates.
  const flat = { name: 'flat', costs: serverCosts(), at: () => ({ low: 2.5, steady: 2.5, high: 2.5 }) };
  const pieces = (rate: number) => (rate < 3 ? 1 : rate < 3.3 ? 2 : rate < 3.31 ? 3 : 1);
  const stepped = {
    ...{ name: 'stepped', costs: serverCosts(), piecesAt: (rate: number) => [pieces(rate)] },
    at: (rate: number) => ({ low: pieces(rate), steady: pieces(rate), high: pieces(rate) }),
  };
  const found = breakEvensOfCurves([flat, stepped]);
  expect(found[0]?.reason).toBe('below 3.3/s or above 3.31/s stepped costs less; between 3.3/s and 3.31/s flat does');
});

it('says that either may cost less between rates at which one does for certain', () => {
  // Flat is $10. Open costs $1 below 10/s, $5 to $15 up to 100/s, $20 up to 200/s, and $1 above.
  const bounds = (low: number, high = low) => ({ low, steady: low, high });
  const flat = { name: 'flat', costs: serverCosts(), at: () => bounds(10) };
  const openAt = (rate: number) =>
    rate < 10 ? bounds(1) : rate < 100 ? bounds(5, 15) : rate < 200 ? bounds(20) : bounds(1);
  const [found] = breakEvensOfCurves([flat, { name: 'open', costs: serverCosts(), at: openAt }]);
  expect(found?.reason).toBe(
    'below 10/s or above 200/s open costs less; between 100/s and 200/s flat does; elsewhere either may',
  );
});

it('is none where provisioned concurrency alone costs more than the server, at every rate', () => {
  // 5 * 1 GB on x86 are $54.75 a month before the first call, a t4g.small $12.26.
  const fixed = [{ what: 'provisioned concurrency', usdPerMonth: 54.750438 }];
  const small = serverCosts({ usdPerMonth: 0.0168 * 730, capacityPerSecond: 120 });
  expect(breakEvensOf([lambda(functionCosts({ fixed })), server(small)])).toEqual([
    {
      between: ['lambda', 'server'],
      ...{ below: 'server', above: 'server' },
      reason: 'server costs less at every rate: $12.26 and more a month against $54.75 and more',
      assumes: ['the rate is held all month, 730 hours, by arrivals at random'],
    },
  ]);
});

it('moves up by what the free tier takes off', () => {
  // 400,000 GB-s are $4: the function costs $26.28 at $30.28, 1.152.../s.
  const freeTier = { requests: 1e6, gbSeconds: 400_000 };
  const [crossing] = breakEvensOf([lambda(functionCosts({ freeTier }, { cold: undefined })), server()]);
  expect(crossing?.perSecondLow).toBeCloseTo(30.28 / 26.28, 7);
});

it('is found for every two targets', () => {
  const dear = { name: 'dear', costs: serverCosts({ usdPerMonth: 52.56 }) };
  const pairs = breakEvensOf([lambda(), server(), dear]).map(({ between }) => between.join(' '));
  expect(pairs).toEqual(['lambda server', 'lambda dear', 'server dear']);
});

it('says what each of the two takes for granted', () => {
  const costs = { ...serverCosts(), assumes: ['5 ms of CPU per request'] };
  const [crossing] = breakEvensOf([lambda(), server(costs)]);
  expect(crossing?.assumes).toContain('server: 5 ms of CPU per request');
});

it('is none where both cost the same up to a rate, and one of them less above it', () => {
  // Both $26.28; the first carries 10/s, and takes a second server above that.
  const small = server(serverCosts({ capacityPerSecond: 10 }));
  const large = { name: 'large', costs: serverCosts({ capacityPerSecond: 1e6 }) };
  expect(breakEvensOf([small, large])).toMatchObject([
    {
      between: ['server', 'large'],
      above: 'large',
      reason:
        'large costs less above 10/s: $26.28 and more a month against $52.56 and more; elsewhere both cost the same',
    },
  ]);
  expect(breakEvensOf([small, large])[0]).not.toHaveProperty('below');
  expect(breakEvensOf([small, { ...small, name: 'twin' }])[0]).toMatchObject({
    reason: 'at no rate does one of them cost less: both cost the same',
  });
});
