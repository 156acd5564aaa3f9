import type { Billing } from '../model/measures.ts';
import { optional } from '../model/optional.ts';
import type { BillingOptions } from './lambda-cost.ts';

/** What of a set of calls costs more than requests and duration. */
export interface Extras {
  /** Of what /tmp has above `freeStorageMb`. */
  readonly storageGbSeconds: number;
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

/** /tmp above 512 MB, SnapStart, provisioned concurrency. */
export function extrasOf(used: Extras, options: BillingOptions): ExtrasBill {
  const [storage, restore, provisioned] = [
    storageOf(used, options),
    restoreOf(used, options),
    provisionedOf(used, options),
  ];
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
const unknownPrice = (what: string): Extra => ({ notes: [`${what}: no price known, not in the bill`] });

/** 512 MB of /tmp cost nothing. */
export const freeStorageMb = 512;

export const paidStorageMb = (ephemeralStorageMb: number): number => Math.max(0, ephemeralStorageMb - freeStorageMb);

function storageOf({ storageGbSeconds }: Extras, { sheet }: BillingOptions): Extra {
  if (storageGbSeconds === 0) return nothing;
  const price = sheet.lambda.storageUsdPerGbSecond;
  if (price === undefined) return unknownPrice(`/tmp above ${freeStorageMb} MB`);
  return { usd: storageGbSeconds * price, notes: [] };
}

function restoreOf({ restores, restoredMb }: Extras, { sheet, runtime }: BillingOptions): Extra {
  if (restores === 0 || runtime?.startsWith('java')) return nothing;
  const prices = sheet.lambda.snapStart;
  if (prices === undefined) return unknownPrice('SnapStart');
  const cachedGb = restoredMb / restores / 1024;
  return {
    usd: (restoredMb / 1024) * prices.restoreUsdPerGb,
    usdPerHour: cachedGb * 3600 * prices.cacheUsdPerGbSecond,
    notes: ['the cache of SnapStart costs by the hour while the version is published, at least 3 h, called or not'],
  };
}

function provisionedOf(
  { provisionedGbSeconds }: Extras,
  { sheet, provisioned }: BillingOptions,
): Extra & { durationUsd: number } {
  if (provisioned === undefined) return { ...nothing, durationUsd: 0 };
  const { concurrency, memoryMb, reservedMs } = provisioned;
  const prices = sheet.lambda.provisioned;
  if (prices === undefined) {
    const durationUsd = provisionedGbSeconds * (sheet.lambda.durationTiers[0]?.usdPerGbSecond ?? 0);
    return { ...unknownPrice('provisioned concurrency (its calls are priced as on demand)'), durationUsd };
  }
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
