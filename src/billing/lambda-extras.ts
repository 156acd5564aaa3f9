import type { Billing } from '../model/measures.ts';
import { optional } from '../model/optional.ts';
import type { PricedPart, PriceSheet } from './price-sheet.ts';
import { snapStartUsd } from './snapshot-cost.ts';

/** What is known of the function itself. */
export interface FunctionOptions {
  /** Size of /tmp, of calls that do not tell theirs. Absent: 512 MB, which cost nothing. */
  readonly ephemeralStorageMb?: number | undefined;
  /** Such as `java21`, which does not pay for SnapStart. */
  readonly runtime?: string | undefined;
  /** Absent: none is configured. */
  readonly provisioned?: ProvisionedOptions | undefined;
}

export interface BillingOptions extends FunctionOptions {
  /** With prices of all `partsOf` these calls. */
  readonly sheet: PriceSheet;
  readonly source: Billing['source'];
}

interface ProvisionedOptions {
  readonly concurrency: number;
  readonly memoryMb: number;
  /** For how long it is paid. */
  readonly reservedMs: number;
}

/** What of a set of calls costs more than requests and duration. */
export interface Extras {
  /** Of what /tmp has above `freeStorageMb`. */
  readonly storageGbSeconds: number;
  /** Those that are paid for. */
  readonly restores: number;
  /** Memory sizes of the environments that were restored, added up. */
  readonly restoredMb: number;
  readonly provisionedGbSeconds: number;
}

interface ExtrasBill {
  /** Of the calls in provisioned environments: part of `durationUsd`. */
  readonly provisionedDurationUsd: number;
  /** The sum of what is in `parts` and paid per use. */
  readonly usd: number;
  readonly parts: Pick<Billing, 'storageUsd' | 'restoreUsd' | 'provisionedUsd' | 'standingUsdPerHour'>;
  readonly notes: readonly string[];
}

/** Which parts these calls, or the function itself, pay for. */
export function partsOf(
  { storageGbSeconds, restores }: Extras,
  { ephemeralStorageMb = freeStorageMb, runtime, provisioned }: FunctionOptions,
): PricedPart[] {
  const isNeeded: Record<PricedPart, boolean> = {
    storage: storageGbSeconds > 0 || paidStorageMb(ephemeralStorageMb) > 0,
    snapStart: restores > 0 && !hasFreeRestores(runtime),
    provisioned: provisioned !== undefined,
  };
  return (['storage', 'snapStart', 'provisioned'] as const).filter((part) => isNeeded[part]);
}

/** Source: "SnapStart pricing" in the Lambda Developer Guide. Both `java21` and `java:21.v30` of a log. */
export const hasFreeRestores = (runtime = ''): boolean => runtime.startsWith('java');

/** /tmp above 512 MB, SnapStart, provisioned concurrency. The price sheet has to be one of these parts. */
export function extrasOf(used: Extras, options: BillingOptions): ExtrasBill {
  const [storage, restore] = [storageOf(used, options), restoreOf(used, options)];
  const provisioned = provisionedOf(used, options);
  const standing = (restore.usdPerHour ?? 0) + (provisioned.usdPerHour ?? 0);
  return {
    provisionedDurationUsd: provisioned.durationUsd,
    usd: (storage.usd ?? 0) + (restore.usd ?? 0) + (provisioned.usd ?? 0),
    parts: {
      ...optional('storageUsd', storage.usd),
      ...optional('restoreUsd', restore.usd),
      ...optional('provisionedUsd', provisioned.usd),
      ...optional('standingUsdPerHour', standing === 0 ? undefined : standing),
    },
    notes: [...storage.notes, ...restore.notes, ...provisioned.notes],
  };
}

interface Extra {
  readonly usd?: number;
  readonly usdPerHour?: number;
  readonly notes: readonly string[];
}

const nothing: Extra = { notes: [] };

function priceOf<T>(part: PricedPart, price: T | undefined): T {
  if (price === undefined) throw new Error(`a price sheet without ${part} was taken for a bill with it`);
  return price;
}

/** 512 MB of /tmp cost nothing. */
export const freeStorageMb = 512;

export const paidStorageMb = (ephemeralStorageMb: number): number => Math.max(0, ephemeralStorageMb - freeStorageMb);

function storageOf({ storageGbSeconds }: Extras, { sheet }: BillingOptions): Extra {
  if (storageGbSeconds === 0) return nothing;
  return { usd: storageGbSeconds * priceOf('storage', sheet.lambda.storageUsdPerGbSecond), notes: [] };
}

function restoreOf({ restores, restoredMb }: Extras, { sheet, runtime }: BillingOptions): Extra {
  if (restores === 0 || hasFreeRestores(runtime)) return nothing;
  const prices = priceOf('snapStart', sheet.lambda.snapStart);
  return {
    usd: snapStartUsd(restoredMb, prices).perRestore,
    usdPerHour: snapStartUsd(restoredMb / restores, prices).cachePerHour,
    notes: ['the cache of SnapStart costs by the hour while the version is published, at least 3 h, called or not'],
  };
}

function provisionedOf(
  { provisionedGbSeconds }: Extras,
  { sheet, provisioned }: BillingOptions,
): Extra & { durationUsd: number } {
  if (provisioned === undefined) return { ...nothing, durationUsd: 0 };
  const { concurrency, memoryMb, reservedMs } = provisioned;
  const prices = priceOf('provisioned', sheet.lambda.provisioned);
  const usdPerSecond = ((concurrency * memoryMb) / 1024) * prices.reservedUsdPerGbSecond;
  return {
    durationUsd: provisionedGbSeconds * prices.durationUsdPerGbSecond,
    usd: usdPerSecond * (reservedMs / 1000),
    usdPerHour: usdPerSecond * 3600,
    notes: [
      'provisioned concurrency for the time of the load; AWS counts from enabling to disabling, in steps of 5 min',
    ],
  };
}
