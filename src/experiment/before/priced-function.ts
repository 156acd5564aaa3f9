import { unknownManagedPrice, unknownServerPrice } from '../../billing/hosting-price.ts';
import { lambdaParts } from '../../billing/lambda-cost.ts';
import type { FunctionOptions } from '../../billing/lambda-extras.ts';
import { type PricedPart, type PriceSheet, priceSheet, type UnknownPrices } from '../../billing/price-sheet.ts';
import type { PlatformAccount } from '../../launch/running-target.ts';
import { optional } from '../../model/optional.ts';
import type { AwsFunction } from '../../model/platform/deployed.ts';
import type { Invocation } from '../../model/platform/invocation.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { managedCost } from '../../target-kinds/fields/cost.ts';
import { kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';

/** The properties of a target's function that select its price. Unknown ones are omitted. */
export type PricedFunction = Partial<AwsFunction>;

/** From the Lambda API, else from the scenario. */
export const functionBehind = (target: TargetSpec, facts: AwsFunction | undefined): PricedFunction =>
  facts ?? kindOf(target).functionOf(target);

/** The prices of requests, duration and these parts for a scenario. */
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

/** The prices of all billed parts of a function, by its configuration and its invocations. */
export const billSheetFor = (
  scenario: Scenario,
  known: PricedFunction,
  invocations: readonly Invocation[],
): PriceSheet | UnknownPrices => sheetFor(scenario, known, lambdaParts(invocations, billedAs(known, 0)));

export const invocationsOf = (accounts: readonly Pick<PlatformAccount, 'invocations'>[]): Invocation[] =>
  accounts.flatMap(({ invocations }) => invocations);

/** The properties of a function that a bill needs, for a load of this duration. */
export const billedAs = (
  { ephemeralStorageMb, runtime, memoryMb, provisionedConcurrency: concurrency }: PricedFunction,
  reservedMs: number,
): FunctionOptions => ({
  ...optional('ephemeralStorageMb', ephemeralStorageMb),
  ...optional('runtime', runtime),
  ...(concurrency !== undefined && memoryMb !== undefined && { provisioned: { concurrency, memoryMb, reservedMs } }),
});

/** Sentences that say why a target has no bill or no hourly cost, and which fields set its prices. */
export function unknownPricesOf(
  scenario: Scenario,
  target: TargetSpec,
  facts: AwsFunction | undefined,
  invocations: readonly Invocation[] = [],
): string[] {
  const known = functionBehind(target, facts);
  const { region = scenario.prices.region } = known;
  const { perCall, cost, hosting } = kindOf(target).payment(target);
  const managed = managedCost(cost);
  const sheet = managed ? sheetFor(scenario, known) : billSheetFor(scenario, known, invocations);
  return [
    managed && unknownManagedPrice(managed, region),
    'unknown' in sheet && (managed || perCall) ? sheet.unknown : undefined,
    hosting && unknownServerPrice(hosting, region),
  ].filter((sentence) => sentence !== undefined);
}
