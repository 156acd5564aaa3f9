import { describe, expect, it } from 'vitest';
import { priceSheet } from '../../../src/billing/price-sheet.ts';
import { sheetOf } from '../../fixtures/sheet-of.ts';

const firstTier = (request: Parameters<typeof sheetOf>[0]) => sheetOf(request).lambda.durationTiers[0]?.usdPerGbSecond;

describe('prices of a function', () => {
  it('are those of x86 in us-east-1 unless something else is said, without free tier', () => {
    const sheet = sheetOf();
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
    expect(sheetOf({ region, architecture }).lambda.usdPerMillionRequests).toBe(requests);
    expect(sheetOf({ region, architecture }).notes).toEqual([]);
  });

  // What AWS's calculator asks there: GB-s on x86 and Arm, requests, provisioned (reserved, duration), /tmp.
  it.each([
    ['us-west-2', [0.0000166667, 0.0000133334, 0.2, 0.0000041667, 0.0000097222, 0.0000000309]],
    ['sa-east-1', [0.0000166667, 0.0000133334, 0.2, 0.0000066372, 0.0000154867, 0.0000000586]],
    ['eu-central-2', [0.0000183334, 0.0000146667, 0.22, 0.0000055162, 0.0000128712, 0.0000000441]],
    ['ap-southeast-5', [0.000015, 0.000012, 0.18, 0.0000046791, 0.0000109181, 0.0000000333]],
  ])('in %s has them all', (region, prices) => {
    const { durationTiers, usdPerMillionRequests, provisioned, storageUsdPerGbSecond } = sheetOf({ region }).lambda;
    expect([
      ...[durationTiers[0]?.usdPerGbSecond, firstTier({ region, architecture: 'arm64' }), usdPerMillionRequests],
      ...[provisioned?.reservedUsdPerGbSecond, provisioned?.durationUsdPerGbSecond, storageUsdPerGbSecond],
    ]).toEqual(prices);
  });

  it.each(['us-gov-west-1', 'cn-north-1', 'xx-nowhere-1', 'constructor'])(
    'of %s are not known: it names where to state them',
    (region) => {
      expect(priceSheet({ region, architecture: 'arm64' })).toEqual({
        ...{ region, architecture: 'arm64' },
        unknown: `prices of functions in ${region} are not in the price table, so there is no bill: state prices.lambda.usdPerMillionRequests and prices.lambda.usdPerGbSecond`,
      });
    },
  );

  it('of an unknown region with one price of your own: it asks for the other one only', () => {
    const request = { region: 'xx-nowhere-1', own: { usdPerGbSecond: 0.1 }, ownName: (price: string) => `--${price}` };
    expect(priceSheet(request)).toHaveProperty('unknown', expect.stringMatching(/: state --usdPerMillionRequests$/));
  });

  it.each([
    [
      'provisioned',
      'provisioned concurrency on arm64',
      'provisionedUsdPerGbSecond',
      'provisionedDurationUsdPerGbSecond',
    ],
    ['snapStart', 'SnapStart', 'cacheUsdPerGbSecond', 'restoreUsdPerGb'],
  ] as const)(
    'of %s are not in the table for Arm in eu-central-1: there is no sheet, and it names both fields',
    (part, name, one, other) => {
      const request = { region: 'eu-central-1', architecture: 'arm64', parts: [part] } as const;
      expect(priceSheet(request)).toEqual({
        ...{ region: 'eu-central-1', architecture: 'arm64' },
        unknown: `prices of ${name} in eu-central-1 are not in the price table, so there is no bill: state prices.lambda.${one} and prices.lambda.${other}`,
      });
      expect(priceSheet({ ...request, own: { [one]: 1 } })).toHaveProperty(
        'unknown',
        expect.stringMatching(new RegExp(`: state prices\\.lambda\\.${other}$`)),
      );
      expect(priceSheet({ ...request, own: { [one]: 1, [other]: 2 } })).not.toHaveProperty('unknown');
    },
  );

  it('of every part are known in us-east-1; where none is, all of them are asked for at once', () => {
    const parts = ['storage', 'snapStart', 'provisioned'] as const;
    expect(priceSheet({ architecture: 'arm64', parts })).not.toHaveProperty('unknown');
    const own = { usdPerMillionRequests: 1, usdPerGbSecond: 1 };
    expect(priceSheet({ region: 'xx-nowhere-1', own, parts: ['storage', 'provisioned'] })).toHaveProperty(
      'unknown',
      'prices of /tmp above 512 MB and provisioned concurrency on x86_64 in xx-nowhere-1 are not in the price table, so there is no bill: state prices.lambda.storageUsdPerGbSecond, prices.lambda.provisionedUsdPerGbSecond and prices.lambda.provisionedDurationUsdPerGbSecond',
    );
  });

  it('of your own override those of the table one by one, and name their source', () => {
    const own = { usdPerGbSecond: 0.00001 };
    const sheet = sheetOf({ own, ownSource: 'our agreement' });
    expect(sheet.lambda).toMatchObject({ usdPerMillionRequests: 0.2, storageUsdPerGbSecond: 0.0000000309 });
    expect(sheet.lambda.durationTiers).toEqual([{ upToGbSeconds: Number.POSITIVE_INFINITY, usdPerGbSecond: 0.00001 }]);
    expect(sheet.source).toMatch(/^our agreement; AWS public price lists/);
    expect(sheet.notes).toEqual(['our agreement: usdPerGbSecond 0.00001']);
  });

  it('of requests and duration both your own leave nothing to be said about an unknown region, and no price of another one', () => {
    const own = { usdPerGbSecond: 0.00001, usdPerMillionRequests: 0.1 };
    const sheet = sheetOf({ region: 'xx-nowhere-1', own, ownSource: 'our agreement' });
    expect(sheet.notes).toEqual(['our agreement: usdPerGbSecond 0.00001, usdPerMillionRequests 0.1']);
    expect([sheet.source, sheet.date]).toEqual(['our agreement', 'unknown date']);
    expect(sheet.lambda).toEqual({
      usdPerMillionRequests: 0.1,
      durationTiers: [{ upToGbSeconds: Number.POSITIVE_INFINITY, usdPerGbSecond: 0.00001 }],
    });
  });
});
