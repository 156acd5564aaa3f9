import { optional } from '../model/optional.ts';
import type { RunResult, TargetResult } from '../model/run-result.ts';
import type { CallCost, Costs } from '../model/schema/costs.ts';
import { firstCrossing, firstEdge } from './month/crossing.ts';
import { requestsPerMonth } from './month/month-cost.ts';
import { steadyUsdAt } from './month/months.ts';

/** What one function and one server cost with inputs other than those that were measured: arithmetic, not measured. */
export interface Sensitivity {
  readonly billed: string;
  readonly hourly: string;
  /** At this rate: the demand of production, else the break-even, where both cost the same. */
  readonly perSecond: number;
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

export type InputName =
  | 'requests per second'
  | 'memory size of the function'
  | 'waiting per call'
  | 'CPU per call'
  | 'price of a GB-second'
  | 'price of a server hour'
  | 'CPU per request on the server';

export interface InputEffect {
  readonly input: InputName;
  /** What the arithmetic takes to stay as it was. */
  readonly assumes: string;
  /** With half of the input, and with half as much again, or as far as the platform allows. */
  readonly low: CostPoint;
  readonly high: CostPoint;
  /** The multiple of the input at which both cost the same at this rate; absent if none does. */
  readonly turnsAt?: number;
}

/** By how much every input is changed, each by itself. */
export const change = 0.5;

/** Every function of the run beside every server, at the demand or where both cost the same. None where neither is known. */
export function sensitivities({ targets }: Pick<RunResult, 'targets'>, demand?: number): Sensitivity[] {
  return targets.flatMap((target) => {
    const { calls } = target.costs ?? {};
    return calls === undefined ? [] : targets.flatMap((server) => sensitivityOf(target, server, demand) ?? []);
  });
}

/** Beside one server: the baseline where it is paid by the hour, else the first. */
export function decisiveSensitivities(
  result: Pick<RunResult, 'targets' | 'comparison'>,
  demand?: number,
): Sensitivity[] {
  const all = sensitivities(result, demand);
  const server = all.find(({ hourly }) => hourly === result.comparison?.baseline)?.hourly ?? all[0]?.hourly;
  return all.filter(({ hourly }) => hourly === server);
}

interface Pair {
  readonly billed: Costs;
  readonly hourly: Costs;
  readonly perSecond: number;
}

function sensitivityOf(
  target: TargetResult,
  server: TargetResult,
  demand: number | undefined,
): Sensitivity | undefined {
  const [billed, hourly] = [target.costs, server.costs];
  if (billed === undefined || hourly?.servers === undefined) return undefined;
  const perSecond = demand ?? server.serverCost?.perSecond ?? firstCrossing(billed, hourly);
  if (perSecond === undefined) return undefined;
  const pair = { billed, hourly, perSecond };
  const inputs = inputsOf(target, pair).map(({ input, assumes, at, from = 0, to = Number.POSITIVE_INFINITY }) => {
    const turnsAt = turningPoint(at, from, to);
    return {
      ...{ input, assumes },
      low: costAt(at(Math.max(from, 1 - change))),
      high: costAt(at(Math.min(to, 1 + change))),
      ...optional('turnsAt', turnsAt),
    };
  });
  return { billed: target.name, hourly: server.name, perSecond, base: costAt(pair), inputs };
}

interface Input {
  readonly input: InputName;
  readonly assumes: string;
  /** When the input is this multiple of itself. */
  at(factor: number): Pair;
  /** The multiples that the platform allows. */
  readonly from?: number;
  readonly to?: number;
}

function inputsOf(target: TargetResult, pair: Pair): Input[] {
  const { billed, hourly, perSecond } = pair;
  const duration = (ms: number, gbSeconds = ms): Pair => ({ ...pair, billed: withDuration(billed, ms, gbSeconds) });
  const assumes = 'the server carries the rate as before';
  const shares = billedShares(target);
  const ofTime: Input[] =
    shares === undefined
      ? []
      : [
          { input: 'waiting per call', assumes, at: (factor) => duration(1 + (factor - 1) * shares.waiting) },
          { input: 'CPU per call', assumes, at: (factor) => duration(1 + (factor - 1) * shares.running) },
        ];
  return [
    {
      input: 'requests per second',
      assumes: 'calls take as long',
      at: (factor) => ({ ...pair, perSecond: perSecond * factor }),
    },
    memoryInput(target, duration),
    ...ofTime,
    {
      input: 'price of a GB-second',
      assumes: 'the price of a request stays',
      at: (factor) => ({ ...pair, billed: withPrice(billed, factor) }),
    },
    {
      input: 'price of a server hour',
      assumes: 'as many servers',
      at: (factor) => ({ ...pair, hourly: withServers(hourly, { price: factor }) }),
    },
    ...(hourly.servers?.capacityPerSecond === undefined
      ? []
      : [
          {
            input: 'CPU per request on the server' as const,
            assumes: 'as many servers as that takes',
            at: (factor: number) => ({ ...pair, hourly: withServers(hourly, { cpu: factor }) }),
          },
        ]),
  ];
}

/** Of billed time: on a CPU or held back by the CPU share; and neither. Queueing for a CPU of this machine is in neither. */
function billedShares({ utilization, billing }: TargetResult): { running: number; waiting: number } | undefined {
  if (utilization === undefined || billing === undefined || billing.billedMs === 0) return undefined;
  const { cpuMs, cpuThrottledMs = 0, waitingMs } = utilization;
  const share = (ms: number) => Math.min(1, ms / billing.billedMs);
  return { running: share(cpuMs + cpuThrottledMs), waiting: share(waitingMs) };
}

/** Sizes of a function, and the size that has 1 vCPU, above which one thread runs no faster. Source: Lambda quotas and "Configure memory". */
const memorySizesMb = { least: 128, most: 10_240, ofOneVcpu: 1769 };

function memoryInput(target: TargetResult, duration: (ms: number, gbSeconds: number) => Pair): Input {
  const { warm } = target.costs?.calls ?? {};
  const memoryMb = warm === undefined ? 0 : (warm.gbSeconds / warm.billedMs) * 1000 * 1024;
  const running = billedShares(target)?.running ?? 0;
  const cpuShare = (mb: number) => Math.min(1, mb / memorySizesMb.ofOneVcpu);
  return {
    input: 'memory size of the function',
    assumes: 'the CPU share follows the memory size, 128 MB to 10,240 MB',
    at: (factor) => {
      const ms = 1 - running + (running * cpuShare(memoryMb)) / cpuShare(memoryMb * factor);
      return duration(ms, ms * factor);
    },
    from: Math.min(1, memorySizesMb.least / memoryMb),
    to: Math.max(1, memorySizesMb.most / memoryMb),
  };
}

function withDuration(costs: Costs, ms: number, gbSeconds: number): Costs {
  const { calls } = costs;
  if (calls === undefined) return costs;
  const of = (cost: CallCost): CallCost => ({
    ...cost,
    billedMs: cost.billedMs * ms,
    gbSeconds: cost.gbSeconds * gbSeconds,
  });
  return { ...costs, calls: { ...calls, warm: of(calls.warm), ...optional('cold', calls.cold && of(calls.cold)) } };
}

function withPrice(costs: Costs, factor: number): Costs {
  const { calls } = costs;
  if (calls === undefined) return costs;
  const durationTiers = calls.durationTiers.map((tier) => ({ ...tier, usdPerGbSecond: tier.usdPerGbSecond * factor }));
  return { ...costs, calls: { ...calls, durationTiers } };
}

function withServers(costs: Costs, { price = 1, cpu = 1 }: { readonly price?: number; readonly cpu?: number }): Costs {
  const { servers } = costs;
  if (servers === undefined) return costs;
  const { usdPerMonth, cpuMsPerRequest, capacityPerSecond } = servers;
  return {
    ...costs,
    servers: {
      ...servers,
      usdPerMonth: usdPerMonth * price,
      ...optional('cpuMsPerRequest', cpuMsPerRequest && cpuMsPerRequest * cpu),
      ...optional('capacityPerSecond', capacityPerSecond && capacityPerSecond / cpu),
    },
  };
}

const costAt = (pair: Pair): CostPoint => ({
  ...atRate(pair),
  ...optional('breakEvenPerSecond', firstCrossing(pair.billed, pair.hourly)),
});

const atRate = ({ billed, hourly, perSecond }: Pair): Omit<CostPoint, 'breakEvenPerSecond'> => ({
  functionUsdPerMillion: usdPerMillionAt(billed, perSecond),
  serverUsdPerMillion: usdPerMillionAt(hourly, perSecond),
});

const usdPerMillionAt = (costs: Costs, perSecond: number): number =>
  (steadyUsdAt(costs, perSecond) / requestsPerMonth(perSecond)) * 1e6;

/** From a thousandth to a thousand times, as far as the platform allows it: the first at which the other one costs less. */
function turningPoint(at: Input['at'], from: number, to: number): number | undefined {
  const isFunctionDearer = (factor: number): boolean => {
    const { functionUsdPerMillion, serverUsdPerMillion } = atRate(at(factor));
    return functionUsdPerMillion > serverUsdPerMillion;
  };
  return firstEdge(Math.max(from, 1e-3), Math.min(to, 1e3), isFunctionDearer);
}
