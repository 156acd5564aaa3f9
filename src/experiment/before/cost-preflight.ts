import { UserError } from '../../model/errors.ts';
import type { DeployedAccount, DeployedTarget } from '../../model/platform/deployed.ts';
import { awsAccount } from '../../model/platform/lambda.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { embeddedOnlyNames } from '../../target-kinds/fields/deployed.ts';
import type { TargetSpec } from '../../target-kinds/target-kinds.ts';
import { gbSecondsText, numberText, usdText } from '../../text/usd-text.ts';
import { forecastTarget, type TargetForecast } from './forecast.ts';
import { functionBehind, type PricedFunction } from './priced-function.ts';

/** What the Lambda API told of each deployed target, by its name. A target that is not in it was not asked for. */
export type DeployedTargets = ReadonlyMap<
  string,
  Pick<DeployedTarget, 'function' | 'account'> & Partial<DeployedTarget>
>;

/** What a load on deployed functions can cost, and whom it can starve. */
export interface CostPreflight {
  /** For a person; each a line. */
  readonly lines: readonly string[];
  /** Of each deployed target. */
  readonly forecasts: readonly (TargetForecast & { readonly target: string })[];
}

export function costPreflight(scenario: Scenario, deployed: DeployedTargets): CostPreflight {
  const forecasts = scenario.targets.flatMap((target) => {
    const told = deployed.get(target.name);
    const forecast = forecastTarget(scenario, target, told?.function);
    return forecast === undefined ? [] : [{ ...forecast, target: target.name, lines: linesOf(target, forecast, told) }];
  });
  return { lines: forecasts.flatMap(({ lines }) => lines), forecasts };
}

/**
 * Refuses a load that could cost more than this, whatever it is likely to cost.
 * @throws {UserError} `too-expensive`
 */
export function refuseTooExpensive({ forecasts }: CostPreflight, maxCostUsd: number): void {
  const priced = forecasts.flatMap(({ target, high, forecast: { usdHigh } }) =>
    usdHigh === undefined ? [] : [{ target, high, usdHigh }],
  );
  const usdHigh = priced.reduce((sum, each) => sum + each.usdHigh, 0);
  if (usdHigh <= maxCostUsd) return;
  const formulas = priced.map(({ target, high, usdHigh: usd }) => `  ${target}: ${usdText(usd)} = ${high}`);
  throw new UserError(
    'too-expensive',
    `this run could cost ${usdText(usdHigh)}, more than ${usdText(maxCostUsd)}; nothing was fired\n${formulas.join('\n')}`,
    {
      hint: `plan less, shorten the function's timeout, or allow it: --max-cost ${roundedUp(usdHigh)}, or maxCostUsd in the scenario`,
    },
  );
}

/**
 * Refuses a load on functions whose prices are not known: no limit could be held.
 * @throws {UserError} `cost-unknown`
 */
export function refuseUnpriced({ forecasts }: CostPreflight, maxCostUsd: number): void {
  const unknown = forecasts.flatMap(({ target, sheet }) =>
    'unknown' in sheet ? [`  ${target}: ${sheet.unknown}`] : [],
  );
  if (unknown.length === 0) return;
  throw new UserError(
    'cost-unknown',
    `what this run could cost is not known, so that it cannot be held below ${usdText(maxCostUsd)}; nothing was fired\n${unknown.join('\n')}`,
    { hint: 'state the prices in the scenario, or with --set' },
  );
}

/** To the cent. */
const roundedUp = (usd: number): number => Math.ceil(usd * 100) / 100;

function linesOf(
  target: TargetSpec,
  forecast: TargetForecast,
  told: Pick<DeployedTarget, 'function' | 'account'> | undefined,
): string[] {
  const known = functionBehind(target, told?.function);
  return [
    `${target.name}: ${describe(known)}`,
    ...[
      ...costLines(forecast),
      concurrencyLine(forecast.forecast.peakConcurrency, known, told?.account),
      ...warnings(forecast.forecast.peakConcurrency, known, told?.account),
      ...leftAside(target),
    ].map((line) => `  ${line}`),
  ];
}

function describe({ functionName, qualifier, region, memoryMb, architecture, timeoutMs }: PricedFunction): string {
  return [
    `function ${functionName ?? 'of unknown name'}${qualifier === undefined ? '' : `:${qualifier}`}`,
    region ?? 'region not known here',
    memoryMb === undefined ? 'memory size not known here' : `${numberText(memoryMb)} MB`,
    architecture ?? 'priced as x86_64',
    ...(timeoutMs === undefined ? [] : [`timeout ${numberText(timeoutMs)} ms`]),
  ].join(', ');
}

function costLines({ forecast, sheet, low, high }: TargetForecast): string[] {
  const { requests, gbSecondsLow, gbSecondsHigh, usdLow, usdHigh } = forecast;
  const cost = usdLow === undefined || usdHigh === undefined ? [] : [`${usdText(usdLow)} to ${usdText(usdHigh)}`];
  const planned = [
    [
      `${numberText(requests)} requests`,
      `${gbSecondsText(gbSecondsLow)} to ${gbSecondsText(gbSecondsHigh)}`,
      ...cost,
    ].join(', '),
    `low: ${low}`,
    `high: ${high}`,
  ];
  if ('unknown' in sheet) return [...planned, `cost not known: ${sheet.unknown}`];
  const { usdPerMillionRequests, durationTiers } = sheet.lambda;
  return [
    ...planned,
    `prices of ${sheet.date}, ${sheet.region}: $${durationTiers[0]?.usdPerGbSecond.toFixed(10)} per GB-s, ${usdText(usdPerMillionRequests)} per million requests, without free tier`,
    ...sheet.notes,
  ];
}

const counted = (requests: number): string => `${numberText(requests)} ${requests === 1 ? 'request' : 'requests'}`;

function concurrencyLine(peak: number, known: PricedFunction, account: DeployedAccount | undefined): string {
  const asked = `${counted(peak)} at once`;
  const { reservedConcurrency: reserved, provisionedConcurrency: provisioned } = known;
  const ahead = provisioned === undefined ? '' : `; ${numberText(provisioned)} environments are provisioned`;
  if (reserved !== undefined)
    return `${asked} of ${numberText(reserved)} that the function has reserved: no other function is starved${ahead}`;
  if (account === undefined) return `${asked}; what the account allows is not known here${ahead}`;
  const { concurrentExecutions, unreservedConcurrentExecutions: unreserved } = account;
  const left = Math.max(0, unreserved - peak);
  const others =
    left === 0 ? 'nothing is left for the other functions' : `${numberText(left)} are left for the other functions`;
  return `${asked} of ${numberText(unreserved)} that no function has reserved (the account allows ${numberText(concurrentExecutions)}): ${others}${ahead}`;
}

function warnings(peak: number, known: PricedFunction, account: DeployedAccount | undefined): string[] {
  const { reservedConcurrency: reserved } = known;
  const limit = reserved ?? account?.unreservedConcurrentExecutions;
  const { burst, perMs } = awsAccount.scaling;
  return [
    ...(limit !== undefined && peak > limit
      ? [
          `warning: up to ${counted(peak - limit)} at once will be throttled, because ${reserved === undefined ? 'the account leaves' : 'the function has reserved'} ${numberText(limit)}`,
        ]
      : []),
    ...(peak > burst
      ? [
          `warning: a function starts at most ${numberText(burst)} environments in ${perMs / 1000} s: of ${numberText(peak)} requests at once up to ${numberText(peak - burst)} will be throttled, unless that many environments are warm`,
        ]
      : []),
  ];
}

function leftAside(target: TargetSpec): string[] {
  const written = embeddedOnlyNames.filter((name) => (target as Readonly<Record<string, unknown>>)[name] !== undefined);
  return written.length === 0 ? [] : [`left aside, as a deployed function has its own: ${written.join(', ')}`];
}
