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
 * AWS's pricing calculator reads these from calculator.aws/pricing/2.0/meteredUnitMaps/lambda/USD/current/lambda.json. They were copied
 * from there at an unknown date, into the npm package @remotion/lambda-client; `date` is that of its version 4.0.527, which has them all
 * but me-south-1, which earlier versions have. The price list of 2026-09-19 is said to have the same x86 duration for ten of these regions.
 * GovCloud was not found as a whole, and China is paid for in CNY.
 */
export const otherRegions = {
  date: '2026-09-22',
  source: 'AWS pricing calculator, as copied in @remotion/lambda-client by 2026-09-22',
  lambda: new Map<string, RegionPrices>([
    ['af-south-1', priced(0.27, 0.0000221, 0.00001768, 0.00000553, 0.0000129, 0.0000000404)],
    ['ap-east-1', priced(0.28, 0.00002292, 0.0000183, 0.0000057153, 0.0000133358, 0.0000000407)],
    ['ap-northeast-1', priced(0.2, 0.0000166667, 0.0000133334, 0.0000053835, 0.0000125615, 0.000000037)],
    ['ap-northeast-2', priced(0.2, 0.0000166667, 0.0000133334, 0.0000051254, 0.0000119592, 0.0000000352)],
    ['ap-northeast-3', priced(0.2, 0.0000166667, 0.0000133334, 0.0000053835, 0.0000125615, 0.000000037)],
    ['ap-south-1', priced(0.2, 0.0000166667, 0.0000133334, 0.0000044985, 0.0000104966, 0.0000000352)],
    ['ap-southeast-1', priced(0.2, 0.0000166667, 0.0000133334, 0.0000051991, 0.0000121313, 0.000000037)],
    ['ap-southeast-2', priced(0.2, 0.0000166667, 0.0000133334, 0.000005236, 0.0000122173, 0.000000037)],
    ['ap-southeast-4', priced(0.2, 0.0000166667, 0.0000133334, 0.000005236, 0.0000122173, 0.000000037)],
    ['ap-southeast-5', priced(0.18, 0.000015, 0.000012, 0.0000046791, 0.0000109181, 0.0000000333)],
    ['ca-central-1', priced(0.2, 0.0000166667, 0.0000133334, 0.000004646, 0.0000108407, 0.000000034)],
    ['eu-central-1', priced(0.2, 0.0000166667, 0.0000133334, 0.0000050147, 0.0000117011, 0.0000000367)],
    ['eu-central-2', priced(0.22, 0.0000183334, 0.0000146667, 0.0000055162, 0.0000128712, 0.0000000441)],
    ['eu-north-1', priced(0.2, 0.0000166667, 0.0000133334, 0.0000044248, 0.0000103245, 0.0000000323)],
    ['eu-south-1', priced(0.23, 0.0000195172, 0.0000156138, 0.0000048783, 0.0000113827, 0.0000000357)],
    ['eu-west-1', priced(0.2, 0.0000166667, 0.0000133334, 0.000004646, 0.0000108407, 0.000000034)],
    ['eu-west-2', priced(0.2, 0.0000166667, 0.0000133334, 0.0000048304, 0.0000112709, 0.0000000358)],
    ['eu-west-3', priced(0.2, 0.0000166667, 0.0000133334, 0.0000048673, 0.0000113569, 0.0000000358)],
    ['me-south-1', priced(0.25, 0.0000206667, 0.0000165334, 0.0000051108, 0.0000119251, 0.0000000374)],
    ['sa-east-1', priced(0.2, 0.0000166667, 0.0000133334, 0.0000066372, 0.0000154867, 0.0000000586)],
    ['us-east-2', priced(0.2, 0.0000166667, 0.0000133334, 0.0000041667, 0.0000097222, 0.0000000309)],
    ['us-west-1', priced(0.2, 0.0000166667, 0.0000133334, 0.0000049041, 0.000011443, 0.000000037)],
    ['us-west-2', priced(0.2, 0.0000166667, 0.0000133334, 0.0000041667, 0.0000097222, 0.0000000309)],
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
