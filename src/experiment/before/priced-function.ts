import { type FunctionOptions, lambdaParts } from '../../billing/lambda-cost.ts';
import { type PricedPart, type PriceSheet, priceSheet, type UnknownPrices } from '../../billing/price-sheet.ts';
import { unknownManagedPrice, unknownServerPrice } from '../../billing/server-cost.ts';
import { concurrencyModels } from '../../concurrency/models.ts';
import type { PlatformAccount } from '../../launch/running-target.ts';
import { optional } from '../../model/optional.ts';
import type { DeployedFunction } from '../../model/platform/deployed.ts';
import type { Invocation } from '../../model/platform/invocation.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { isDeployed, type TargetSpec } from '../../target-kinds/target-kinds.ts';

/** What a price depends on of the function behind a target. What is not known is absent. */
export type PricedFunction = Partial<DeployedFunction>;

/** As the Lambda API told, else as the scenario says. */
export function functionBehind(target: TargetSpec, told: DeployedFunction | undefined): PricedFunction {
  if (told !== undefined) return told;
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

/** In an ARN, or in a function URL. */
const regionIn = (text = ''): string | undefined =>
  /^arn:aws[a-z-]*:lambda:([a-z0-9-]+):|\.lambda-url\.([a-z0-9-]+)\.on\.aws/.exec(text)?.slice(1).find(Boolean);

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

/** Whether a target is billed by Lambda's rule, call by call. */
export function isBilledPerCall(target: TargetSpec): boolean {
  if ('cost' in target && target.cost !== undefined) return false;
  if (target.kind === 'local-lambda') return concurrencyModels[target.model.kind].isBilledPerCall;
  return target.kind === 'http' ? target.memoryMb !== undefined : isDeployed(target);
}

/** Why a target has no bill, or no cost by the hour, and where to state its prices: each a sentence. */
export function unknownPricesOf(
  scenario: Scenario,
  target: TargetSpec,
  told: DeployedFunction | undefined,
  invocations: readonly Invocation[] = [],
): string[] {
  const known = functionBehind(target, told);
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
