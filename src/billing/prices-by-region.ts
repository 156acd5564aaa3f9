import type { LambdaPrices } from './prices.ts';

/** Of a region that is not the table's own. */
interface RegionPrices {
  readonly usdPerMillionRequests: number;
  /** Of the first tier. Those above it were not found, so it has no end here. */
  readonly usdPerGbSecond: { readonly x86_64: number; readonly arm64: number };
  /** Of x86; those of Arm were not found. */
  readonly provisioned: NonNullable<LambdaPrices['provisioned']>;
  readonly storageUsdPerGbSecond: number;
}

/**
 * x86 duration: as told of the price list of this date. The rest: as AWS's pricing calculator had it (its file of Lambda prices, in a
 * copy of unknown date), whose x86 prices are the same.
 */
export const otherRegions = {
  date: '2026-09-19',
  source:
    'AWS public price list of 2026-09-19 as told by others (x86 duration), AWS pricing calculator in an undated copy (the rest)',
  lambda: new Map<string, RegionPrices>([
    ['af-south-1', priced(0.27, 0.0000221, 0.00001768, 0.00000553, 0.0000129, 0.0000000404)],
    ['ap-east-1', priced(0.28, 0.00002292, 0.0000183, 0.0000057153, 0.0000133358, 0.0000000407)],
    ['ap-northeast-1', priced(0.2, 0.0000166667, 0.0000133334, 0.0000053835, 0.0000125615, 0.000000037)],
    ['ap-south-1', priced(0.2, 0.0000166667, 0.0000133334, 0.0000044985, 0.0000104966, 0.0000000352)],
    ['ap-southeast-1', priced(0.2, 0.0000166667, 0.0000133334, 0.0000051991, 0.0000121313, 0.000000037)],
    ['eu-central-1', priced(0.2, 0.0000166667, 0.0000133334, 0.0000050147, 0.0000117011, 0.0000000367)],
    ['eu-north-1', priced(0.2, 0.0000166667, 0.0000133334, 0.0000044248, 0.0000103245, 0.0000000323)],
    ['eu-south-1', priced(0.23, 0.0000195172, 0.0000156138, 0.0000048783, 0.0000113827, 0.0000000357)],
    ['eu-west-1', priced(0.2, 0.0000166667, 0.0000133334, 0.000004646, 0.0000108407, 0.000000034)],
    ['me-south-1', priced(0.25, 0.0000206667, 0.0000165334, 0.0000051108, 0.0000119251, 0.0000000374)],
  ]),
} as const;

function priced(
  usdPerMillionRequests: number,
  x86: number,
  arm: number,
  reserved: number,
  duration: number,
  storage: number,
): RegionPrices {
  return {
    usdPerMillionRequests,
    usdPerGbSecond: { x86_64: x86, arm64: arm },
    provisioned: { reservedUsdPerGbSecond: reserved, durationUsdPerGbSecond: duration },
    storageUsdPerGbSecond: storage,
  };
}
