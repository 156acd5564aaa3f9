import { UserError } from '../../model/errors.ts';
import type { DeployedAccount, DeployedTarget } from '../../model/platform/deployed.ts';
import { awsAccount } from '../../model/platform/lambda.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { embeddedOnlyNames } from '../../target-kinds/fields/deployed.ts';
import type { TargetSpec } from '../../target-kinds/target-kinds.ts';
import { count, counted, gbSeconds, usd } from '../../text/format.ts';
import { forecastTarget, type TargetForecast } from './forecast.ts';
import { functionBehind, type PricedFunction } from './priced-function.ts';

/** Facts from the Lambda API about each deployed target, by its name. Other targets were not requested. */
export type DeployedTargets = ReadonlyMap<
  string,
  Pick<DeployedTarget, 'function' | 'account'> & Partial<DeployedTarget>
>;

/** The possible cost of a load on deployed functions, and its effect on other functions. */
export interface CostPreflight {
  /** Lines for the terminal. */
  readonly lines: readonly string[];
  /** One per deployed target. */
  readonly forecasts: readonly (TargetForecast & { readonly target: string })[];
}

export function costPreflight(scenario: Scenario, deployed: DeployedTargets): CostPreflight {
  const forecasts = scenario.targets.flatMap((target) => {
    const facts = deployed.get(target.name);
    const forecast = forecastTarget(scenario, target, facts?.function);
    return forecast === undefined
      ? []
      : [{ ...forecast, target: target.name, lines: linesOf(target, forecast, facts) }];
  });
  return { lines: forecasts.flatMap(({ lines }) => lines), forecasts };
}

/**
 * Refuses a load whose highest possible cost exceeds the limit.
 * @throws {UserError} `too-expensive`
 */
export function refuseTooExpensive({ forecasts }: CostPreflight, maxCostUsd: number): void {
  const priced = forecasts.flatMap(({ target, high, forecast: { usdHigh } }) =>
    usdHigh === undefined ? [] : [{ target, high, usdHigh }],
  );
  const usdHigh = priced.reduce((sum, each) => sum + each.usdHigh, 0);
  if (usdHigh <= maxCostUsd) return;
  const formulas = priced.map(({ target, high, usdHigh: most }) => `  ${target}: ${usd(most)} = ${high}`);
  throw new UserError(
    'too-expensive',
    `this run could cost ${usd(usdHigh)}, more than ${usd(maxCostUsd)}; no request was sent\n${formulas.join('\n')}`,
    {
      hint: `plan fewer requests, shorten the function's timeout, or raise the limit: --max-cost ${roundedUp(usdHigh)}, or maxCostUsd in the scenario`,
    },
  );
}

/**
 * Refuses a load on functions with unknown prices, because no cost limit could be enforced.
 * @throws {UserError} `cost-unknown`
 */
export function refuseUnpriced({ forecasts }: CostPreflight, maxCostUsd: number): void {
  const unknown = forecasts.flatMap(({ target, sheet }) =>
    'unknown' in sheet ? [`  ${target}: ${sheet.unknown}`] : [],
  );
  if (unknown.length === 0) return;
  throw new UserError(
    'cost-unknown',
    `the cost of this run is unknown, so the limit of ${usd(maxCostUsd)} cannot be enforced; no request was sent\n${unknown.join('\n')}`,
    { hint: 'set the prices in the scenario, or with --set' },
  );
}

/** Rounded up to the cent. */
const roundedUp = (cost: number): number => Math.ceil(cost * 100) / 100;

function linesOf(
  target: TargetSpec,
  forecast: TargetForecast,
  facts: Pick<DeployedTarget, 'function' | 'account'> | undefined,
): string[] {
  const known = functionBehind(target, facts?.function);
  return [
    `${target.name}: ${describe(known)}`,
    ...[
      ...costLines(forecast),
      concurrencyLine(forecast.forecast.peakConcurrency, known, facts?.account),
      ...warnings(forecast.forecast.peakConcurrency, known, facts?.account),
      ...leftAside(target),
    ].map((line) => `  ${line}`),
  ];
}

function describe({ functionName, qualifier, region, memoryMb, architecture, timeoutMs }: PricedFunction): string {
  return [
    `function ${functionName ?? 'of unknown name'}${qualifier === undefined ? '' : `:${qualifier}`}`,
    region ?? 'region unknown',
    memoryMb === undefined ? 'memory size unknown' : `${count(memoryMb)} MB`,
    architecture ?? 'priced as x86_64',
    ...(timeoutMs === undefined ? [] : [`timeout ${count(timeoutMs)} ms`]),
  ].join(', ');
}

function costLines({ forecast, sheet, low, high }: TargetForecast): string[] {
  const { requests, gbSecondsLow, gbSecondsHigh, usdLow, usdHigh } = forecast;
  const cost = usdLow === undefined || usdHigh === undefined ? [] : [`${usd(usdLow)} to ${usd(usdHigh)}`];
  const planned = [
    [`${count(requests)} requests`, `${gbSeconds(gbSecondsLow)} to ${gbSeconds(gbSecondsHigh)}`, ...cost].join(', '),
    `low: ${low}`,
    `high: ${high}`,
  ];
  if ('unknown' in sheet) return [...planned, `cost unknown: ${sheet.unknown}`];
  const { usdPerMillionRequests, durationTiers } = sheet.lambda;
  return [
    ...planned,
    `prices of ${sheet.date}, ${sheet.region}: $${durationTiers[0]?.usdPerGbSecond.toFixed(10)} per GB-s, ${usd(usdPerMillionRequests)} per million requests, without free tier`,
    ...sheet.notes,
  ];
}

function concurrencyLine(peak: number, known: PricedFunction, account: DeployedAccount | undefined): string {
  const asked = `at most ${counted(peak, 'request')} in flight`;
  const { reservedConcurrency: reserved, provisionedConcurrency: provisioned } = known;
  const ahead = provisioned === undefined ? '' : `; ${count(provisioned)} environments are provisioned`;
  if (reserved !== undefined)
    return `${asked}; the reserved concurrency is ${count(reserved)}: other functions are not affected${ahead}`;
  if (account === undefined) return `${asked}; the concurrency limit of the account is unknown${ahead}`;
  const { concurrentExecutions, unreservedConcurrentExecutions: unreserved } = account;
  const left = Math.max(0, unreserved - peak);
  const others =
    left === 0 ? 'no concurrency is left for other functions' : `${count(left)} are left for other functions`;
  return `${asked}; the unreserved concurrency is ${count(unreserved)} (the account has ${count(concurrentExecutions)}): ${others}${ahead}`;
}

function warnings(peak: number, known: PricedFunction, account: DeployedAccount | undefined): string[] {
  const { reservedConcurrency: reserved } = known;
  const limit = reserved ?? account?.unreservedConcurrentExecutions;
  const { burst, perMs } = awsAccount.scaling;
  return [
    ...(limit !== undefined && peak > limit
      ? [
          `warning: up to ${counted(peak - limit, 'request')} at once will be throttled: the ${reserved === undefined ? 'unreserved' : 'reserved'} concurrency is ${count(limit)}`,
        ]
      : []),
    ...(peak > burst
      ? [
          `warning: a function starts at most ${count(burst)} environments in ${perMs / 1000} s: up to ${count(peak - burst)} of ${count(peak)} concurrent requests will be throttled, unless that many environments are warm`,
        ]
      : []),
  ];
}

function leftAside(target: TargetSpec): string[] {
  const written = embeddedOnlyNames.filter((name) => (target as Readonly<Record<string, unknown>>)[name] !== undefined);
  return written.length === 0
    ? []
    : [`ignored, because a deployed function has its own settings: ${written.join(', ')}`];
}
