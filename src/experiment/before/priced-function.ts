import { lambdaParts } from '../../billing/lambda-cost.ts';
import type { FunctionOptions } from '../../billing/lambda-extras.ts';
import { type PricedPart, type PriceSheet, priceSheet, type UnknownPrices } from '../../billing/price-sheet.ts';
import { unknownManagedPrice, unknownServerPrice } from '../../billing/server-cost.ts';
import { concurrencyModels } from '../../concurrency/models.ts';
import type { PlatformAccount } from '../../launch/running-target.ts';
import { optional } from '../../model/optional.ts';
import type { DeployedFunction } from '../../model/platform/deployed.ts';
import type { Invocation } from '../../model/platform/invocation.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { isDeployed, type TargetSpec } from '../../target-kinds/target-kinds.ts';

/** The properties of a target's function that select its price. Unknown ones are omitted. */
export type PricedFunction = Partial<DeployedFunction>;

/** From the Lambda API, else from the scenario. */
export function functionBehind(target: TargetSpec, facts: DeployedFunction | undefined): PricedFunction {
  if (facts !== undefined) return facts;
  switch (target.kind) {
    case 'local-lambda':
      return { ...size(target), ...optional('region', target.region) };
    case 'http':
      return size(target);
    case 'lambda-url':
    case 'lambda-invoke': {
      const { name, functionName = name, aws, qualifier } = target;
      const region = aws.region ?? regionIn(functionName) ?? ('url' in target ? regionIn(target.url) : undefined);
      return {
        ...size(target),
        functionName,
        ...optional('region', region),
        ...optional('qualifier', qualifier),
      };
    }
    default:
      return {};
  }
}

const size = ({
  memoryMb,
  architecture,
  ...rest
}: {
  memoryMb?: number | undefined;
  architecture?: 'x86_64' | 'arm64' | undefined;
  provisionedConcurrency?: unknown;
}): PricedFunction => ({
  ...optional('memoryMb', memoryMb),
  ...optional('architecture', architecture),
  ...(typeof rest.provisionedConcurrency === 'number' && { provisionedConcurrency: rest.provisionedConcurrency }),
});

/** From an ARN or a function URL. */
const regionIn = (text = ''): string | undefined =>
  /^arn:aws[a-z-]*:lambda:([a-z0-9-]+):|\.lambda-url\.([a-z0-9-]+)\.on\.aws/.exec(text)?.slice(1).find(Boolean);

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

/** Whether a target is billed by Lambda's rule, per invocation. */
export function isBilledPerCall(target: TargetSpec): boolean {
  if ('cost' in target && target.cost !== undefined) return false;
  if (target.kind === 'local-lambda') return concurrencyModels[target.model.kind].isBilledPerCall;
  return target.kind === 'http' ? target.memoryMb !== undefined : isDeployed(target);
}

/** Sentences that say why a target has no bill or no hourly cost, and which fields set its prices. */
export function unknownPricesOf(
  scenario: Scenario,
  target: TargetSpec,
  facts: DeployedFunction | undefined,
  invocations: readonly Invocation[] = [],
): string[] {
  const known = functionBehind(target, facts);
  const { region = scenario.prices.region } = known;
  const cost = 'cost' in target ? target.cost : undefined;
  const isManaged = cost?.kind === 'managed';
  const sheet = isManaged ? sheetFor(scenario, known) : billSheetFor(scenario, known, invocations);
  return [
    isManaged ? unknownManagedPrice(cost, region) : undefined,
    'unknown' in sheet && (isManaged || isBilledPerCall(target)) ? sheet.unknown : undefined,
    'hosting' in target && target.hosting !== undefined ? unknownServerPrice(target.hosting, region) : undefined,
  ].filter((sentence) => sentence !== undefined);
}
