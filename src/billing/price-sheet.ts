import { optional } from '../model/optional.ts';
import { type Architecture, type LambdaPrices, priceTable, type Tier } from './prices.ts';
import { otherRegions } from './prices-by-region.ts';

type OwnPrice =
  | 'usdPerMillionRequests'
  | 'usdPerGbSecond'
  | `provisioned${'' | 'Duration'}UsdPerGbSecond`
  | 'storageUsdPerGbSecond'
  | 'restoreUsdPerGb'
  | 'cacheUsdPerGbSecond';

/** A user's own prices; each that is stated overrides the table's. */
type OwnLambdaPrices = { readonly [price in OwnPrice]?: number | undefined };

export interface SheetRequest {
  /** Absent: that of the price table. */
  readonly region?: string | undefined;
  /** Absent: x86, the dearer one. */
  readonly architecture?: Architecture | undefined;
  readonly own?: OwnLambdaPrices | undefined;
  /** Where the user's own prices come from, in the user's words. */
  readonly ownSource?: string | undefined;
  readonly freeTier?: boolean | undefined;
  /** What the function pays for besides requests and duration. */
  readonly parts?: readonly PricedPart[] | undefined;
  /** Where a user states a price, for messages. Absent: the field of a scenario. */
  readonly ownName?: (price: OwnPrice) => string;
}

/** What a function may pay for besides requests and duration: /tmp above 512 MB, SnapStart, provisioned concurrency. */
export type PricedPart = 'storage' | 'snapStart' | 'provisioned';

/** The prices of one function, and where they come from. */
export interface PriceSheet {
  readonly region: string;
  readonly architecture: Architecture;
  /** ISO 8601; `unknown date` where all are the user's own. */
  readonly date: string;
  readonly source: string;
  readonly lambda: LambdaPrices;
  /** Absent: none is deducted. */
  readonly freeTier?: { readonly requests: number; readonly gbSeconds: number };
  /** What a reader has to know about these prices. */
  readonly notes: readonly string[];
}

/** A function whose prices are not known: it has no bill. */
export interface UnknownPrices {
  readonly region: string;
  readonly architecture: Architecture;
  /** What is missing, and where to state it. */
  readonly unknown: string;
}

/**
 * The prices of a function: those of its region in the table, and over them those of the user. No region has those of another. Where
 * one of what the function pays for has no price, all of it is unknown: a bill that leaves a part out is too low.
 */
export function priceSheet({
  region = priceTable.region,
  architecture = 'x86_64',
  ...request
}: SheetRequest = {}): PriceSheet | UnknownPrices {
  const { own = {}, ownSource = 'prices of your own' } = request;
  const table = tableOf(region, architecture);
  const lambda = withOwn(table?.lambda ?? {}, own);
  const unpriced = unpricedOf(table?.lambda ?? {}, request);
  if (lambda === undefined || unpriced.length > 0)
    return { region, architecture, unknown: unknownIn(region, architecture, unpriced, request) };
  const named = Object.entries(own).filter(([, price]) => price !== undefined);
  const isAllOwn = own.usdPerMillionRequests !== undefined && own.usdPerGbSecond !== undefined;
  const { date, source } = table ?? { date: 'unknown date', source: ownSource };
  return {
    ...{ region, architecture, date, lambda },
    source: named.length === 0 ? source : isAllOwn ? ownSource : `${ownSource}; ${source}`,
    ...optional('freeTier', request.freeTier === true ? priceTable.freeTier : undefined),
    notes: named.length === 0 ? [] : [`${ownSource}: ${named.map(([name, price]) => `${name} ${price}`).join(', ')}`],
  };
}

/** What a month's duration costs: every GB-second at the price of the tier that it falls into. */
export function tieredUsd(gbSecondsOfMonth: number, tiers: readonly Tier[]): number {
  let usd = 0;
  let lowerEdge = 0;
  for (const { upToGbSeconds, usdPerGbSecond } of tiers) {
    usd += Math.max(0, Math.min(gbSecondsOfMonth, upToGbSeconds) - lowerEdge) * usdPerGbSecond;
    lowerEdge = upToGbSeconds;
  }
  return usd;
}

interface Priced {
  /** In a message: `prices of NAME in REGION`. */
  readonly name: (architecture: Architecture) => string;
  readonly prices: readonly OwnPrice[];
  readonly isIn: (table: Partial<LambdaPrices>) => boolean;
}

const calls: Priced = {
  name: () => 'functions',
  prices: ['usdPerMillionRequests', 'usdPerGbSecond'],
  isIn: ({ durationTiers }) => durationTiers !== undefined,
};

const parts: Record<PricedPart, Priced> = {
  storage: {
    name: () => '/tmp above 512 MB',
    prices: ['storageUsdPerGbSecond'],
    isIn: ({ storageUsdPerGbSecond }) => storageUsdPerGbSecond !== undefined,
  },
  snapStart: {
    name: () => 'SnapStart',
    prices: ['cacheUsdPerGbSecond', 'restoreUsdPerGb'],
    isIn: ({ snapStart }) => snapStart !== undefined,
  },
  provisioned: {
    name: (architecture) => `provisioned concurrency on ${architecture}`,
    prices: ['provisionedUsdPerGbSecond', 'provisionedDurationUsdPerGbSecond'],
    isIn: ({ provisioned }) => provisioned !== undefined,
  },
};

/** What has a price neither in the table nor of the user. */
const unpricedOf = (table: Partial<LambdaPrices>, { own = {}, parts: needed = [] }: SheetRequest): Priced[] =>
  [calls, ...needed.map((part) => parts[part])].filter(
    ({ prices, isIn }) => !isIn(table) && prices.some((price) => own[price] === undefined),
  );

const fieldOfScenario = (price: OwnPrice): string => `prices.lambda.${price}`;

function unknownIn(
  region: string,
  architecture: Architecture,
  unpriced: readonly Priced[],
  { own = {}, ownName = fieldOfScenario }: SheetRequest,
): string {
  const missing = unpriced.flatMap(({ prices }) => prices).filter((price) => own[price] === undefined);
  const names = listed(unpriced.map(({ name }) => name(architecture)));
  return `prices of ${names} in ${region} are not in the price table, so there is no bill: state ${listed(missing.map(ownName))}`;
}

/** `a`, `a and b`, `a, b and c`. */
const listed = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

type TablePrices = Pick<PriceSheet, 'date' | 'source' | 'lambda'>;

function tableOf(region: string, architecture: Architecture): TablePrices | undefined {
  if (region === priceTable.region) return { ...priceTable, lambda: priceTable.lambda[architecture] };
  const other = otherRegions.lambda.get(region);
  if (other === undefined) return undefined;
  const { usdPerMillionRequests, usdPerGbSecond, provisioned, storageUsdPerGbSecond } = other;
  const lambda = {
    ...{ usdPerMillionRequests, durationTiers: [oneTier(usdPerGbSecond[architecture])], storageUsdPerGbSecond },
    ...optional('provisioned', architecture === 'x86_64' ? provisioned : undefined),
  };
  return { ...otherRegions, lambda };
}

/** Undefined if what requests or duration cost is known to neither. */
function withOwn(table: Partial<LambdaPrices>, own: OwnLambdaPrices): LambdaPrices | undefined {
  const { provisioned, snapStart } = table;
  const reserved = own.provisionedUsdPerGbSecond ?? provisioned?.reservedUsdPerGbSecond;
  const duration = own.provisionedDurationUsdPerGbSecond ?? provisioned?.durationUsdPerGbSecond;
  const cache = own.cacheUsdPerGbSecond ?? snapStart?.cacheUsdPerGbSecond;
  const restore = own.restoreUsdPerGb ?? snapStart?.restoreUsdPerGb;
  const usdPerMillionRequests = own.usdPerMillionRequests ?? table.usdPerMillionRequests;
  const durationTiers = own.usdPerGbSecond === undefined ? table.durationTiers : [oneTier(own.usdPerGbSecond)];
  if (usdPerMillionRequests === undefined || durationTiers === undefined) return undefined;
  return {
    ...{ usdPerMillionRequests, durationTiers },
    ...optional('storageUsdPerGbSecond', own.storageUsdPerGbSecond ?? table.storageUsdPerGbSecond),
    ...(reserved !== undefined &&
      duration !== undefined && {
        provisioned: { reservedUsdPerGbSecond: reserved, durationUsdPerGbSecond: duration },
      }),
    ...(cache !== undefined &&
      restore !== undefined && { snapStart: { cacheUsdPerGbSecond: cache, restoreUsdPerGb: restore } }),
  };
}

const oneTier = (usdPerGbSecond: number) => ({ upToGbSeconds: Number.POSITIVE_INFINITY, usdPerGbSecond });
