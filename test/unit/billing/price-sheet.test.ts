import { describe, expect, it } from 'vitest';
import { priceSheet } from '../../../src/billing/price-sheet.ts';

const firstTier = (request: Parameters<typeof priceSheet>[0]) =>
  priceSheet(request).lambda.durationTiers[0]?.usdPerGbSecond;

describe('prices of a function', () => {
  it('are those of x86 in us-east-1 unless something else is said, without free tier', () => {
    const sheet = priceSheet();
    expect(sheet).toMatchObject({ region: 'us-east-1', architecture: 'x86_64', date: '2026-09-19', notes: [] });
    expect(sheet).not.toHaveProperty('freeTier');
    expect(sheet.lambda.durationTiers.map(({ upToGbSeconds }) => upToGbSeconds)).toEqual([
      6e9,
      15e9,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it.each([
    ['us-east-1', 'arm64', 0.0000133334, 0.2],
    ['eu-west-1', 'x86_64', 0.0000166667, 0.2],
    ['eu-south-1', 'x86_64', 0.0000195172, 0.23],
    ['ap-east-1', 'arm64', 0.0000183, 0.28],
  ] as const)('in %s on %s: %d per GB-s, %d per million requests', (region, architecture, usdPerGbSecond, requests) => {
    expect(firstTier({ region, architecture })).toBe(usdPerGbSecond);
    expect(priceSheet({ region, architecture }).lambda.usdPerMillionRequests).toBe(requests);
    expect(priceSheet({ region, architecture }).notes).toEqual([]);
  });

  it('of a region that is not in the table are those of us-east-1, and say so', () => {
    expect(firstTier({ region: 'xx-nowhere-1' })).toBe(0.0000166667);
    expect(priceSheet({ region: 'xx-nowhere-1' })).toMatchObject({
      region: 'xx-nowhere-1',
      notes: ['prices of xx-nowhere-1 are not known: priced as in us-east-1; state `prices.lambda`'],
    });
    expect(priceSheet({ region: 'constructor' }).notes).toHaveLength(1);
  });

  it('of your own override those of the table one by one, and name their source', () => {
    const own = { usdPerGbSecond: 0.00001 };
    const sheet = priceSheet({ own, ownSource: 'our agreement' });
    expect(sheet.lambda).toMatchObject({ usdPerMillionRequests: 0.2, storageUsdPerGbSecond: 0.0000000309 });
    expect(sheet.lambda.durationTiers).toEqual([{ upToGbSeconds: Number.POSITIVE_INFINITY, usdPerGbSecond: 0.00001 }]);
    expect(sheet.source).toMatch(/^our agreement; AWS public price lists/);
    expect(sheet.notes).toEqual(['our agreement: usdPerGbSecond 0.00001']);
  });

  it('of requests and duration both your own leave nothing to be said about an unknown region', () => {
    const own = { usdPerGbSecond: 0.00001, usdPerMillionRequests: 0.1 };
    const sheet = priceSheet({ region: 'xx-nowhere-1', own, ownSource: 'our agreement' });
    expect(sheet.notes).toEqual(['our agreement: usdPerGbSecond 0.00001, usdPerMillionRequests 0.1']);
    expect(sheet.source).toBe('our agreement');
  });
});
