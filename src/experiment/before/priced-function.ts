import { type FunctionOptions, lambdaParts } from '../../billing/lambda-cost.ts';
import { type PricedPart, type PriceSheet, priceSheet, type UnknownPrices } from '../../billing/price-sheet.ts';
import { unknownManagedPrice, unknownServerPrice } from '../../billing/server-cost.ts';
import type { PlatformAccount } from '../../launch/running-target.ts';
import { optional } from '../../model/optional.ts';
import type { AwsFunction } from '../../model/platform/deployed.ts';
import type { Invocation } from '../../model/platform/invocation.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';

/** What a price depends on of the function behind a target. What is not known is absent. */
export type PricedFunction = Partial<AwsFunction>;

/** As the Lambda API told, else as the scenario says. */
export const functionBehind = (target: TargetSpec, told: AwsFunction | undefined): PricedFunction =>
  told ?? kindOf(target).functionOf(target);

/** The prices of requests and duration by the scenario, and of these parts. */
export const sheetFor = (
  { prices }: Scenario,
  { region = prices.region, architecture }: PricedFunction,
  parts: readonly PricedPart[] = [],
): PriceSheet | UnknownPrices =>
  priceSheet({
    region,
    architecture,
    own: prices.lambda,
    ownSource: prices.source,
    freeTier: prices.freeTier,
    parts,
  });

/** The prices of all that the function pays for, as it is configured and as these calls of it went. */
export const billSheetFor = (
  scenario: Scenario,
  known: PricedFunction,
  invocations: readonly Invocation[],
): PriceSheet | UnknownPrices => sheetFor(scenario, known, lambdaParts(invocations, billedAs(known, 0)));

export const invocationsOf = (accounts: readonly Pick<PlatformAccount, 'invocations'>[]): Invocation[] =>
  accounts.flatMap(({ invocations }) => invocations);

/** What a bill needs of a function, for a load that took so long. */
export const billedAs = (
  { ephemeralStorageMb, runtime, memoryMb, provisionedConcurrency: concurrency }: PricedFunction,
  reservedMs: number,
): FunctionOptions => ({
  ...optional('ephemeralStorageMb', ephemeralStorageMb),
  ...optional('runtime', runtime),
  ...(concurrency !== undefined && memoryMb !== undefined && { provisioned: { concurrency, memoryMb, reservedMs } }),
});

/** Why a target has no bill, or no cost by the hour, and where to state its prices: each a sentence. */
export function unknownPricesOf(
  scenario: Scenario,
  target: TargetSpec,
  told: AwsFunction | undefined,
  invocations: readonly Invocation[] = [],
): string[] {
  const known = functionBehind(target, told);
  const { region = scenario.prices.region } = known;
  const { perCall, cost, hosting } = kindOf(target).payment(target);
  const isManaged = cost?.kind === 'managed';
  const sheet = isManaged ? sheetFor(scenario, known) : billSheetFor(scenario, known, invocations);
  return [
    isManaged ? unknownManagedPrice(cost, region) : undefined,
    'unknown' in sheet && (isManaged || perCall) ? sheet.unknown : undefined,
    hosting && unknownServerPrice(hosting, region),
  ].filter((sentence) => sentence !== undefined);
}
