import { optional } from '../model/optional.ts';
import { type Architecture, type LambdaPrices, priceTable } from './prices.ts';
import { otherRegions } from './prices-by-region.ts';

/** Prices of a user's own; each that is named overrides the table's. */
interface OwnLambdaPrices {
  readonly usdPerMillionRequests?: number | undefined;
  readonly usdPerGbSecond?: number | undefined;
  readonly provisionedUsdPerGbSecond?: number | undefined;
  readonly provisionedDurationUsdPerGbSecond?: number | undefined;
  readonly storageUsdPerGbSecond?: number | undefined;
  readonly restoreUsdPerGb?: number | undefined;
  readonly cacheUsdPerGbSecond?: number | undefined;
}

export interface SheetRequest {
  /** Absent: that of the table. */
  readonly region?: string | undefined;
  /** Absent: x86, the dearer one. */
  readonly architecture?: Architecture | undefined;
  readonly own?: OwnLambdaPrices | undefined;
  /** Where the user's own prices come from, in the user's words. */
  readonly ownSource?: string | undefined;
  readonly freeTier?: boolean | undefined;
}

/** The prices of one function, and where they come from. */
export interface PriceSheet {
  readonly region: string;
  readonly architecture: Architecture;
  /** ISO 8601. */
  readonly date: string;
  readonly source: string;
  readonly lambda: LambdaPrices;
  /** Absent: none is deducted. */
  readonly freeTier?: { readonly requests: number; readonly gbSeconds: number };
  /** What a reader has to know about these prices. */
  readonly notes: readonly string[];
}

/**
 * The prices of a function. A region that is not in the table has the prices of us-east-1, and a note that says so, unless the user
 * states what requests and duration cost.
 */
export function priceSheet({
  region = priceTable.region,
  architecture = 'x86_64',
  ...request
}: SheetRequest = {}): PriceSheet {
  const { own = {}, ownSource = 'prices of your own' } = request;
  const table = tableOf(region, architecture);
  const named = Object.entries(own).filter(([, price]) => price !== undefined);
  const isAllOwn = own.usdPerMillionRequests !== undefined && own.usdPerGbSecond !== undefined;
  return {
    region,
    architecture,
    date: table.date,
    source: named.length === 0 ? table.source : isAllOwn ? ownSource : `${ownSource}; ${table.source}`,
    lambda: withOwn(table.lambda, own),
    ...optional('freeTier', request.freeTier === true ? priceTable.freeTier : undefined),
    notes: [
      ...(isAllOwn ? [] : table.notes),
      ...(named.length === 0 ? [] : [`${ownSource}: ${named.map(([name, price]) => `${name} ${price}`).join(', ')}`]),
    ],
  };
}

interface TablePrices {
  readonly date: string;
  readonly source: string;
  readonly lambda: LambdaPrices;
  readonly notes: readonly string[];
}

function tableOf(region: string, architecture: Architecture): TablePrices {
  const { date, source, lambda } = priceTable;
  if (region === priceTable.region) return { date, source, lambda: lambda[architecture], notes: [] };
  const other = otherRegions.lambda.get(region);
  if (other === undefined) {
    const notes = [`prices of ${region} are not known: priced as in ${priceTable.region}; state \`prices.lambda\``];
    return { date, source, lambda: lambda[architecture], notes };
  }
  return {
    date: otherRegions.date,
    source: otherRegions.source,
    lambda: {
      usdPerMillionRequests: other.usdPerMillionRequests,
      durationTiers: [oneTier(other.usdPerGbSecond[architecture])],
      ...optional('provisioned', architecture === 'x86_64' ? other.provisioned : undefined),
      storageUsdPerGbSecond: other.storageUsdPerGbSecond,
    },
    notes: [],
  };
}

function withOwn(table: LambdaPrices, own: OwnLambdaPrices): LambdaPrices {
  const { provisioned, snapStart } = table;
  const reserved = own.provisionedUsdPerGbSecond ?? provisioned?.reservedUsdPerGbSecond;
  const duration = own.provisionedDurationUsdPerGbSecond ?? provisioned?.durationUsdPerGbSecond;
  const cache = own.cacheUsdPerGbSecond ?? snapStart?.cacheUsdPerGbSecond;
  const restore = own.restoreUsdPerGb ?? snapStart?.restoreUsdPerGb;
  return {
    usdPerMillionRequests: own.usdPerMillionRequests ?? table.usdPerMillionRequests,
    durationTiers: own.usdPerGbSecond === undefined ? table.durationTiers : [oneTier(own.usdPerGbSecond)],
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
