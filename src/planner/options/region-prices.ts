import { type Hosting, notIn, unpricedOf } from '../../billing/hosting-price.ts';
import {
  type PricedPart,
  type PriceSheet,
  priceSheet,
  type SheetRequest,
  type UnknownPrices,
} from '../../billing/price-sheet.ts';
import { priceTable } from '../../billing/prices.ts';
import { otherRegions } from '../../billing/prices-by-region.ts';
import type { PriceOrigin } from '../../model/plan/option-result.ts';
import type { OptionOf } from '../../scenario/plan/options.ts';
import type { PlanFile } from '../../scenario/plan/plan-file.ts';

type Prices = PlanFile['prices'];

/** Why an option has no price in the region of its plan, and the field of the option that asks for it. */
export interface Unpriced {
  readonly field: string;
  readonly why: string;
}

/** Prices of EC2, Fargate and load balancers are known of one region. */
export const awsPrice: PriceOrigin = {
  region: priceTable.region,
  date: priceTable.date,
  source: priceTable.source,
  status: 'public',
};

type FunctionOption = OptionOf<'event' | 'provisioned'>;

/** `parts`: what the function pays for besides requests and duration. */
const request = ({ architecture }: FunctionOption, prices: Prices, parts: readonly PricedPart[]): SheetRequest => ({
  ...{ region: prices.region, architecture, freeTier: prices.freeTier, own: prices.lambda },
  ...{ ownSource: prices.source, parts },
});

export const functionSheet = (
  spec: FunctionOption,
  prices: Prices,
  parts: readonly PricedPart[],
): PriceSheet | UnknownPrices => priceSheet(request(spec, prices, parts));

/** Of the region of the plan, or of its own prices. */
export const functionPrice = (spec: FunctionOption, prices: Prices, parts: readonly PricedPart[]): PriceOrigin =>
  originOf(functionSheet(spec, prices, parts), prices);

/** Of requests to managed instances, which have the price of those to a function. */
export const managedSheet = ({ region, lambda, source }: Prices): PriceSheet | UnknownPrices =>
  priceSheet({ region, architecture: 'arm64', own: lambda, ownSource: source });

export const requestPrice = (prices: Prices): PriceOrigin => originOf(managedSheet(prices), prices);

function originOf(sheet: PriceSheet | UnknownPrices, prices: Prices): PriceOrigin {
  if ('unknown' in sheet) return { region: sheet.region, date: 'none', source: sheet.unknown, status: 'not-public' };
  const { region, date, source } = sheet;
  const isOwn = Object.values(prices.lambda).some((price) => price !== undefined);
  return { region, date, source, status: isOwn ? 'given' : 'public' };
}

/** `own`: what every function of its kind pays for; `others`: what its calls pay for beside that. */
export function unpricedFunction(
  spec: FunctionOption,
  prices: Prices,
  { own, others }: Readonly<Record<'own' | 'others', readonly PricedPart[]>>,
): Unpriced | undefined {
  const parts = [...own, ...others];
  const sheet = functionSheet(spec, prices, parts);
  if (!('unknown' in sheet)) return undefined;
  const priced = [priceTable.region, ...otherRegions.lambda.keys()].filter(
    (region) => !('unknown' in priceSheet({ ...request(spec, prices, parts), region })),
  );
  const other = spec.architecture === 'arm64' ? 'x86_64' : 'arm64';
  const isOther = !('unknown' in functionSheet({ ...spec, architecture: other }, prices, parts));
  const regions = `, or choose a prices.region that has them, ${priced.join(', ')}${isOther ? `, or ${other}` : ''}`;
  return { field: others.length > 0 ? 'kind' : 'architecture', why: `${sheet.unknown}${regions}` };
}

/** @param field that asks for the server */
export function unpricedServer(hosting: Hosting, { region }: Prices, field: string): Unpriced | undefined {
  const unpriced = unpricedOf(hosting, region);
  if (unpriced.length === 0) return undefined;
  const isOwn = 'usdPerHour' in hosting;
  const orElse = isOwn
    ? 'leave it out, and include it in usdPerHour'
    : 'state a server of your own (kind: server with usdPerHour, vcpu and memoryMb)';
  return {
    field: isOwn ? 'loadBalancer' : field,
    why: `${notIn(unpriced.join(' and '), `${region} (prices.region)`)}: choose that region, or ${orElse}`,
  };
}

export const unpricedInstances = (usdPerHour: number | undefined, { region }: Prices): Unpriced | undefined =>
  usdPerHour !== undefined || region === undefined || region === priceTable.region
    ? undefined
    : {
        field: 'instance',
        why: `${notIn('EC2', `${region} (prices.region)`)}: choose that region, or state usdPerHour`,
      };
