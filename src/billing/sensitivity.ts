import type { Billing, ServerCost } from '../model/measures.ts';
import { optional } from '../model/optional.ts';
import type { RunResult, TargetResult } from '../model/run-result.ts';

/** What one function and one server cost with inputs other than those that were measured: arithmetic, not measured. */
export interface Sensitivity {
  readonly billed: string;
  readonly hourly: string;
  readonly base: CostPoint;
  readonly inputs: readonly InputEffect[];
}

/** Cost of both at some inputs. */
export interface CostPoint {
  readonly functionUsdPerMillion: number;
  readonly serverUsdPerMillion: number;
  /** Below it the function costs less, held all month. Absent where they never cost the same. */
  readonly breakEvenPerSecond?: number;
}

export interface InputEffect {
  readonly input: string;
  /** What the arithmetic takes to stay as it was. */
  readonly assumes: string;
  /** With half of the input, and with half as much again. */
  readonly low: CostPoint;
  readonly high: CostPoint;
  /** The multiple of the input at which both cost the same at the rate of this run; absent if none does. */
  readonly turnsAt?: number;
}

/** By how much every input is changed, each by itself. */
export const change = 0.5;

/**
 * Every function of the run beside every server. Cost per million of the function: the duration's part moves with memory size,
 * billed time and price per GB-second, the rest stays. Of the server: `usdPerHour / 3600 / rate * 1e6`, and what it pays per request.
 */
export function sensitivities({ targets }: Pick<RunResult, 'targets'>): Sensitivity[] {
  const servers = targets.flatMap(({ name, serverCost }) => (serverCost === undefined ? [] : [{ name, serverCost }]));
  return targets.flatMap((target) => {
    const { billing } = target;
    if (billing === undefined || billing.invocations === 0) return [];
    return servers.map((server) => sensitivityOf(target, billing, server));
  });
}

/** Beside one server: the baseline where it is paid by the hour, else the first. */
export function decisiveSensitivities(result: Pick<RunResult, 'targets' | 'comparison'>): Sensitivity[] {
  const all = sensitivities(result);
  const server = all.find(({ hourly }) => hourly === result.comparison?.baseline)?.hourly ?? all[0]?.hourly;
  return all.filter(({ hourly }) => hourly === server);
}

/** Of `turnsAt`: `21×`, `3.8%`. */
export const multiple = (factor: number): string =>
  factor < 1 ? `${Number((factor * 100).toPrecision(2))}%` : `${Number(factor.toPrecision(2)).toLocaleString('en')}×`;

/** Multiples of what was measured. */
interface Factors {
  readonly duration: number;
  readonly requestRate: number;
  readonly hour: number;
}

const unchanged: Factors = { duration: 1, requestRate: 1, hour: 1 };

function sensitivityOf(
  target: TargetResult,
  billing: Billing,
  { name, serverCost }: { readonly name: string; readonly serverCost: ServerCost },
): Sensitivity {
  const at = (factors: Partial<Factors>) => costAt(billing, serverCost, { ...unchanged, ...factors });
  const inputs = inputsOf(target, billing).map(({ input, assumes, factorsAt }): InputEffect => {
    const turnsAt = turningPoint((factor) => at(factorsAt(factor)));
    return {
      ...{ input, assumes },
      low: at(factorsAt(1 - change)),
      high: at(factorsAt(1 + change)),
      ...optional('turnsAt', turnsAt),
    };
  });
  return { billed: target.name, hourly: name, base: at({}), inputs };
}

interface Input {
  readonly input: string;
  readonly assumes: string;
  /** How the costs move when the input is this multiple of itself. */
  factorsAt(factor: number): Partial<Factors>;
}

function inputsOf({ utilization }: TargetResult, { billedMs }: Billing): Input[] {
  // A part of billed time that grows by a share of itself makes the whole grow by that share of its share.
  const partOf = (ms: number) => (factor: number) => ({ duration: 1 + (factor - 1) * (ms / billedMs) });
  const assumes = 'the server carries the rate as before';
  const ofTime: Input[] =
    utilization === undefined || billedMs === 0
      ? []
      : [
          { input: 'waiting per call', assumes, factorsAt: partOf(Math.min(billedMs, utilization.waitingMs)) },
          { input: 'CPU per call', assumes, factorsAt: partOf(Math.min(billedMs, utilization.cpuMs)) },
        ];
  const asManyColdStarts = 'as many cold starts per request';
  return [
    { input: 'requests per second', assumes: asManyColdStarts, factorsAt: (requestRate) => ({ requestRate }) },
    { input: 'memory size of the function', assumes: 'calls take as long', factorsAt: (duration) => ({ duration }) },
    ...ofTime,
    { input: 'price of a GB-second', assumes: 'the price of a request stays', factorsAt: (duration) => ({ duration }) },
    { input: 'price of a server hour', assumes: 'one server, whatever the rate', factorsAt: (hour) => ({ hour }) },
  ];
}

function costAt(billing: Billing, server: ServerCost, { duration, requestRate, hour }: Factors): CostPoint {
  const { usd, durationUsd, invocations } = billing;
  const functionUsdPerMillion = ((durationUsd * duration + (usd - durationUsd)) / invocations) * 1e6;
  const perRequest = server.requestsUsdPerMillion ?? 0;
  const usdPerSecond = (server.usdPerHour * hour) / 3600;
  const serverUsdPerMillion = (usdPerSecond / (server.requestsPerSecond * requestRate)) * 1e6 + perRequest;
  const saved = functionUsdPerMillion - perRequest;
  return {
    ...{ functionUsdPerMillion, serverUsdPerMillion },
    ...(saved > 0 ? { breakEvenPerSecond: usdPerSecond / (saved / 1e6) } : {}),
  };
}

/** Costs are `a + b * factor`, or for the rate of a server `a + b / factor`: two points tell both. */
function turningPoint(at: (factor: number) => CostPoint): number | undefined {
  const gapAt = (factor: number): number => {
    const { functionUsdPerMillion, serverUsdPerMillion } = at(factor);
    return functionUsdPerMillion - serverUsdPerMillion;
  };
  const [one, two, four] = [gapAt(1), gapAt(2), gapAt(4)];
  const straight = Math.abs(four - one - 3 * (two - one)) <= 1e-9 * (Math.abs(one) + Math.abs(four) + Number.MIN_VALUE);
  // Of a + b / x: b = 2 (gap(1) - gap(2)), a = gap(1) - b; it is 0 at x = -b / a.
  const inverse = 2 * (one - two);
  const factor = straight ? 1 - one / (two - one) : -inverse / (one - inverse);
  return Number.isFinite(factor) && factor > 0 ? factor : undefined;
}
