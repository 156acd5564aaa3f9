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
  /** Absent: that of the price table. */
  readonly region?: string | undefined;
  /** Absent: x86, the dearer one. */
  readonly architecture?: Architecture | undefined;
  readonly own?: OwnLambdaPrices | undefined;
  /** Where the user's own prices come from, in the user's words. */
  readonly ownSource?: string | undefined;
  readonly freeTier?: boolean | undefined;
  /** Where a user states prices, for messages. Absent: the fields of a scenario. */
  readonly ownNames?: Readonly<Record<NeededPrice, string>>;
}

/** Without these there is no bill. */
type NeededPrice = 'usdPerMillionRequests' | 'usdPerGbSecond';

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

/** The prices of a function: those of its region in the table, and over them those of the user. No region has those of another. */
export function priceSheet({
  region = priceTable.region,
  architecture = 'x86_64',
  ...request
}: SheetRequest = {}): PriceSheet | UnknownPrices {
  const { own = {}, ownSource = 'prices of your own' } = request;
  const table = tableOf(region, architecture);
  const lambda = withOwn(table?.lambda ?? {}, own);
  if (lambda === undefined) return { region, architecture, unknown: unknownIn(region, request) };
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

const fieldsOfScenario = {
  usdPerMillionRequests: 'prices.lambda.usdPerMillionRequests',
  usdPerGbSecond: 'prices.lambda.usdPerGbSecond',
};

function unknownIn(region: string, { own = {}, ownNames = fieldsOfScenario }: SheetRequest): string {
  const missing = (['usdPerMillionRequests', 'usdPerGbSecond'] as const).filter((name) => own[name] === undefined);
  const fields = missing.map((name) => ownNames[name]).join(' and ');
  return `prices of functions in ${region} are not in the price table, so there is no bill: state ${fields}`;
}

interface TablePrices {
  readonly date: string;
  readonly source: string;
  readonly lambda: LambdaPrices;
}

function tableOf(region: string, architecture: Architecture): TablePrices | undefined {
  const { date, source, lambda } = priceTable;
  if (region === priceTable.region) return { date, source, lambda: lambda[architecture] };
  const other = otherRegions.lambda.get(region);
  if (other === undefined) return undefined;
  return {
    date: otherRegions.date,
    source: otherRegions.source,
    lambda: {
      usdPerMillionRequests: other.usdPerMillionRequests,
      durationTiers: [oneTier(other.usdPerGbSecond[architecture])],
      ...optional('provisioned', architecture === 'x86_64' ? other.provisioned : undefined),
      storageUsdPerGbSecond: other.storageUsdPerGbSecond,
    },
  };
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
