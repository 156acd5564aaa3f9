import type { Billing } from '../model/measures.ts';
import { optional } from '../model/optional.ts';
import type { Invocation } from '../model/platform/invocation.ts';
import {
  type BillingOptions,
  type Extras,
  extrasOf,
  type FunctionOptions,
  freeStorageMb,
  hasFreeRestores,
  paidStorageMb,
  partsOf,
} from './lambda-extras.ts';
import { type PricedPart, type PriceSheet, tieredUsd } from './price-sheet.ts';

/** What a bill needs of an invocation. */
export type BilledCall = Pick<
  Invocation,
  'billedMs' | 'initMs' | 'memorySizeMb' | 'restoreMs' | 'billedRestoreMs' | 'ephemeralStorageMb'
> & {
  /** Such as `java:21.v30`, if the log has it for each invocation. */
  readonly runtime?: string | undefined;
};

/** The bill of these invocations. Absent if there are none. See `LambdaBill` for the rules. */
export function lambdaBilling<Call extends BilledCall>(
  invocations: readonly Call[],
  options: BillingOptions,
  runsInProvisioned: (call: Call) => boolean = () => false,
): Billing | undefined {
  const bill = new LambdaBill();
  for (const invocation of invocations) bill.add(invocation, runsInProvisioned(invocation));
  return bill.finish(options);
}

/** What these invocations, and the function itself, pay for besides requests and duration. */
export function lambdaParts(invocations: readonly BilledCall[], options: FunctionOptions): PricedPart[] {
  const bill = new LambdaBill();
  for (const invocation of invocations) bill.add(invocation);
  return bill.parts(options);
}

/**
 * Adds invocations up to what AWS asks for them: GB-seconds of billed time from the price of the first tier on, because the rest of
 * the month is not known (it ends at 6 billion GB-seconds on x86), and every request. Failed invocations are billed like good
 * ones. Init and restore are inside billed time. The free tier is deducted only if the price sheet has one.
 */
export class LambdaBill {
  private invocations = 0;
  private billedMs = 0;
  private initMs = 0;
  private restores = 0;
  private billedRestoreMs = 0;
  /** Whole numbers, so that sums are exact: 1 GB-second is 1024 MB * 1000 ms. */
  private mbMs = 0;
  private provisionedMbMs = 0;
  private paidRestores = 0;
  /** Of those that are paid for. */
  private restoredMb = 0;
  /** Of calls that tell the size of their /tmp. */
  private paidStorageMbMs = 0;
  /** Of those that do not. */
  private untoldStorageMs = 0;

  add(call: BilledCall, runsInProvisioned = false): void {
    const { billedMs, initMs, memorySizeMb, restoreMs, billedRestoreMs, ephemeralStorageMb } = call;
    this.invocations += 1;
    this.billedMs += billedMs;
    this.initMs += initMs ?? 0;
    this.mbMs += billedMs * memorySizeMb;
    if (ephemeralStorageMb === undefined) this.untoldStorageMs += billedMs;
    else this.paidStorageMbMs += billedMs * paidStorageMb(ephemeralStorageMb);
    if (runsInProvisioned) this.provisionedMbMs += billedMs * memorySizeMb;
    if (restoreMs === undefined) return;
    this.restores += 1;
    this.billedRestoreMs += billedRestoreMs ?? 0;
    if (hasFreeRestores(call.runtime)) return;
    this.paidRestores += 1;
    this.restoredMb += memorySizeMb;
  }

  /** Of calls of one memory size that are known only together. */
  addTotals({
    invocations,
    billedMs,
    initMs,
    memorySizeMb,
  }: Required<Pick<BilledCall, 'billedMs' | 'initMs' | 'memorySizeMb'>> & { readonly invocations: number }): void {
    this.invocations += invocations;
    this.billedMs += billedMs;
    this.initMs += initMs;
    this.mbMs += billedMs * memorySizeMb;
    this.untoldStorageMs += billedMs;
  }

  /** Of duration, by the memory of each call. Undefined without any. */
  get gbSeconds(): number | undefined {
    return this.invocations === 0 ? undefined : gbSecondsOf(this.mbMs);
  }

  parts(options: FunctionOptions = {}): PricedPart[] {
    return partsOf(this.used(options.ephemeralStorageMb), options);
  }

  finish(options: BillingOptions): Billing | undefined {
    const { invocations, billedMs, initMs, gbSeconds } = this;
    if (gbSeconds === undefined) return undefined;
    const onDemandGbSeconds = gbSecondsOf(this.mbMs - this.provisionedMbMs);
    const extras = extrasOf(this.used(options.ephemeralStorageMb), options);
    const durationUsd =
      tieredUsd(onDemandGbSeconds, options.sheet.lambda.durationTiers) + extras.provisionedDurationUsd;
    const requestsUsd = (invocations * options.sheet.lambda.usdPerMillionRequests) / 1e6;
    const freeTierUsd = freeUsd(onDemandGbSeconds, invocations, options.sheet);
    const usd = durationUsd + requestsUsd + extras.usd - (freeTierUsd ?? 0);
    return {
      ...{ invocations, billedMs, initMs },
      ...optional('restoreMs', this.restores === 0 ? undefined : this.billedRestoreMs),
      gbSeconds,
      usd,
      durationUsd,
      requestsUsd,
      ...extras.parts,
      ...optional('freeTierUsd', freeTierUsd),
      usdPerMillion: (usd / invocations) * 1e6,
      source: options.source,
      ...optional('notes', notesOf([...options.sheet.notes, ...extras.notes])),
    };
  }

  private used(ephemeralStorageMb = freeStorageMb): Extras {
    return {
      storageGbSeconds: gbSecondsOf(this.paidStorageMbMs + this.untoldStorageMs * paidStorageMb(ephemeralStorageMb)),
      restores: this.paidRestores,
      restoredMb: this.restoredMb,
      provisionedGbSeconds: gbSecondsOf(this.provisionedMbMs),
    };
  }
}

const gbSecondsOf = (mbMs: number): number => mbMs / 1024 / 1000;

/** As if nothing else had used the free tier in the month. It is of duration on demand and of requests only. */
function freeUsd(gbSeconds: number, requests: number, { freeTier, lambda }: PriceSheet): number | undefined {
  if (freeTier === undefined) return undefined;
  const freeRequests = Math.min(requests, freeTier.requests);
  return (
    tieredUsd(Math.min(gbSeconds, freeTier.gbSeconds), lambda.durationTiers) +
    (freeRequests * lambda.usdPerMillionRequests) / 1e6
  );
}

const notesOf = (notes: readonly string[]): string[] | undefined =>
  notes.length === 0 ? undefined : [...new Set(notes)];
