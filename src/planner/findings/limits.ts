import { wholeAbove } from '../../concurrency/whole.ts';
import { optional } from '../../model/optional.ts';
import type { PlanDemand } from '../../model/plan/demand.ts';
import type { PlanLimit } from '../../model/plan/option-result.ts';
import { awsAccount } from '../../model/platform/lambda.ts';
import type { PlanOptionSpec } from '../../scenario/plan/options.ts';
import type { PlanConstraints } from '../../scenario/plan/plan-file.ts';
import { reservedConcurrencyFor } from '../../stats/capacity/busy-environments.ts';
import { lambdaQuotas } from '../../stats/capacity/lambda-limits.ts';
import { count } from '../../text/format.ts';
import { scaledDemand } from '../demand.ts';
import { mostInstances, type OptionAnswer, type OptionContext } from '../options/option.ts';
import { moduleOf } from '../options/registry.ts';
import type { Answer } from '../simulated-answer.ts';
import { mostInSecond, mostTaken } from '../trace/let-in.ts';
import { mostOf } from '../under-load/load.ts';
import { mbGrown } from '../under-load/memory.ts';
import { fewRefused } from '../under-load/served.ts';
import type { PredictedOf } from '../validation/ranges.ts';
import { grownMost, withinLevels } from './grown-instances.ts';
import { type Corner, limitOf, type Use } from './used-up.ts';
import { onRequest, webUses } from './web-uses.ts';

interface OfOption {
  readonly spec: PlanOptionSpec;
  /** At the corners of all intervals, the most likely first. */
  readonly corners: readonly Answer[];
  readonly demand: PlanDemand;
  readonly constraints: PlanConstraints;
  readonly of: PredictedOf;
  /** Downstream connections at the most instances that are alive, in each corner. Absent: not known. */
  connectionsAt(corner: Answer, tenants: number): number | undefined;
}

interface LimitsOf extends OfOption {
  readonly corners: readonly Corner[];
  readonly answers: readonly OptionAnswer[];
}

/** Every limit with its headroom, the first that growth reaches first. */
export function limitsOf(option: OfOption): PlanLimit[] {
  const { demand, spec } = option;
  const answers = option.corners.map(({ answer }) => answer);
  const all = { ...option, answers, corners: withGrowth(spec, option.corners) };
  const instances = instanceUse(all);
  const uses = [
    ...(moduleOf(spec).isUnderLambdaQuotas ? lambdaUses(all) : []),
    ...cpuUse(answers[0], demand),
    ...memoryUse(answers[0], moduleOf(spec).unit),
    ...instances,
    ...instances.flatMap((use) => webUses(use, all)),
    ...connectionUse(all),
  ];
  const rate = ({ reachedAtPerSecond = Number.POSITIVE_INFINITY }: PlanLimit) => reachedAtPerSecond;
  return uses.map((use) => limitOf(use, all)).sort((a, b) => Math.sign(rate(a) - rate(b)) || 0);
}

/** Ends of what was simulated have the needs of their corner. */
function withGrowth(spec: PlanOptionSpec, corners: readonly Answer[]): Corner[] {
  const known = new Map<OptionContext, Corner['grownTo']>();
  return corners.map((corner) => {
    const grownTo = known.get(corner.context) ?? grownOf(spec, corner.context);
    known.set(corner.context, grownTo);
    return { ...corner, grownTo };
  });
}

/** Of one tenant. Each multiple is calculated once. */
function grownOf(spec: PlanOptionSpec, context: OptionContext): Corner['grownTo'] {
  const known = new Map<number, OptionAnswer>();
  const grown = (demand: PlanDemand, factor: number): PlanDemand => {
    const { burst } = demand;
    const size = Math.ceil((burst?.size ?? 0) * factor);
    return { ...scaledDemand(demand, factor), ...optional('burst', burst && { ...burst, size }) };
  };
  return (factor) => {
    const [demand, ofAll] = [grown(context.demand, factor), grown(context.ofAll, factor)];
    const answer = known.get(factor) ?? moduleOf(spec).answer(spec, { ...context, demand, ofAll, isUnlimited: true });
    known.set(factor, answer);
    return answer;
  };
}

function lambdaUses({ spec, demand, constraints }: LimitsOf): Use[] {
  const { reservedConcurrency } = spec as { readonly reservedConcurrency?: number };
  const { accountConcurrency, scalingPer10s } = constraints;
  /** Of `share` of the demand: all of it, or that of one tenant. */
  const needed = (factor: number, { busyAtPeak, mostInFlight: recorded = 0 }: OptionAnswer, share: number) => {
    const { peakPerSecond, burst } = scaledDemand(demand, factor * share);
    const durationMs = ((busyAtPeak * demand.tenants) / demand.peakPerSecond) * 1000;
    const inBurst = burst && Math.ceil(burst.size * factor * share);
    // A record is of one tenant.
    const ofRate = reservedConcurrencyFor({ perSecond: peakPerSecond, burst: inBurst }, durationMs);
    return Math.max(ofRate, Math.ceil(recorded * factor) + (recorded === 0 ? 0 : (inBurst ?? 0)));
  };
  const ofOne = 1 / demand.tenants;
  return [
    ...(reservedConcurrency === undefined
      ? []
      : [
          {
            id: 'reservedConcurrency' as const,
            ...{ name: 'reserved concurrency', allows: reservedConcurrency, unit: 'concurrent requests' },
            at: (factor: number, { answer }: Corner) => needed(factor, answer, ofOne),
            increase: `in the settings of the function at once, up to all but ${awsAccount.unreservedMinimum} of the account concurrency of ${count(accountConcurrency)}`,
          },
        ]),
    {
      id: 'accountConcurrency',
      ...{ name: 'account concurrency', allows: accountConcurrency, unit: 'concurrent requests' },
      ...{ at: (factor, { answer }) => needed(factor, answer, 1), increase: onRequest(constraints) },
    },
    requestRate(demand, constraints, reservedConcurrency),
    {
      id: 'newEnvironments',
      ...{ name: 'new environments', allows: scalingPer10s, unit: 'at one instant, of one function' },
      at: (factor, corner) =>
        startsOf(corner, factor) +
        wholeAbove(mostTaken(corner.answer.startsMs ?? none, { factor, perSecond: scalingPer10s / 10 })),
      increase:
        'AWS allows 1,000 in 10 s for each function and does not raise it: split the load, or provision environments',
    },
  ];
}

const none = new Float64Array();

/** New environments that a burst asks for when the demand grows: idle ones grow as the square root of the load, the burst with it. */
function startsOf({ answer, grownTo }: Corner, factor: number): number {
  const { startsInBurst } = answer;
  if (startsInBurst === undefined) return 0;
  const within = withinLevels(answer, factor);
  return within === 1 ? startsInBurst * factor : ((grownTo(within).startsInBurst ?? 0) * factor) / within;
}

/** Ten requests/s for each unit of the concurrency that a function may use; tenants share that of the account. */
function requestRate(
  demand: PlanDemand,
  { accountConcurrency }: PlanConstraints,
  reserved = Number.POSITIVE_INFINITY,
): Use {
  const { peakPerSecond, tenants } = demand;
  const isReserved = reserved * tenants < accountConcurrency;
  const allows = lambdaQuotas.requestsPerConcurrency * (isReserved ? reserved * tenants : accountConcurrency);
  return {
    ...{ id: 'requestRate', basis: 'given', name: 'request rate', unit: 'requests/s' },
    allows,
    at: (factor) => mostInSecond(demand, peakPerSecond, { factor, perSecond: allows }),
    increase: `it is 10 times the ${isReserved ? 'reserved' : 'account'} concurrency and grows with it`,
  };
}

/** The CPU that the peak may use of a fixed number of servers. */
function cpuUse(answer: OptionAnswer | undefined, { tenants }: PlanDemand): Use[] {
  if (answer?.cpuBound === undefined) return [];
  const { msPerSecond } = answer.cpuBound;
  return [
    {
      id: 'cpu',
      ...{ name: 'CPU at the target utilization', allows: (msPerSecond * tenants) / 1000, unit: 'vCPU' },
      at: (factor, { answer: { cpuUsedMsPerSecond = 0 } }) => (cpuUsedMsPerSecond * factor * tenants) / 1000,
      increase: 'one more is started in minutes',
    },
  ];
}

/** Of one of the servers that are there, which share what is in flight. */
function memoryUse({ memory, cpuBound }: Partial<OptionAnswer> = {}, unit: string): Use[] {
  if (memory?.held.perRequestMb === undefined || cpuBound === undefined) return [];
  return [
    {
      id: 'memory',
      ...{ name: `memory of one ${unit}`, allows: memory.hasMb, unit: 'MB' },
      at: (factor, { answer }) =>
        answer.memory === undefined ? 0 : mbGrown(answer.memory.held, answer.cpuBound?.instances ?? 1, factor),
      increase: `by a larger ${unit}, or by one more, which is started in minutes`,
    },
  ];
}

/** Of what starts instances for requests: those of the table, or what the demand needs where these are all that there may be, or for a part of it. */
function instanceUse(option: LimitsOf): Use[] {
  const [{ instanceLimit } = {}] = option.answers;
  if (instanceLimit === undefined) return [];
  const { burst, tenants } = option.demand;
  const inBurst = Math.ceil((burst?.size ?? 0) / tenants);
  const needed = ({ busyAtPeak, mostInFlight = 0, atOnce = 1 }: OptionAnswer) =>
    Math.ceil((Math.max(mostOf(busyAtPeak), mostInFlight) + inBurst) / atOnce);
  const now = (answer: OptionAnswer) => {
    const most = mostInstances(answer);
    const isOfAll = most < instanceLimit.ofTenant && (answer.throttledShare ?? 0) < fewRefused;
    return isOfAll ? most : Math.max(most, needed(answer));
  };
  return [
    {
      id: 'instances',
      ...{ name: 'instances', allows: instanceLimit.most, unit: 'at once', increase: instanceLimit.increase },
      at: (factor, { answer, grownTo }) =>
        wholeAbove(
          grownMost(
            { demand: option.demand, grownTo },
            {
              factor,
              now: now(answer),
              answer,
              enough: instanceLimit.most,
            },
          ),
        ),
    },
  ];
}

/** They grow with the instances at the most. */
function connectionUse({ connectionsAt, corners, demand, constraints }: LimitsOf): Use[] {
  const [likely] = corners;
  const allows = constraints.connections;
  if (likely === undefined || allows === undefined || (connectionsAt(likely, demand.tenants) ?? 0) === 0) return [];
  return [
    {
      id: 'connections',
      ...{ name: 'connections', allows, unit: 'connections' },
      at: (factor, corner) => {
        const now = mostInstances(corner.answer);
        const ofEach = (connectionsAt(corner, demand.tenants) ?? 0) / now;
        const grows = { now, answer: corner.answer, enough: allows / ofEach, factor };
        return ofEach * grownMost({ demand, grownTo: corner.grownTo }, grows);
      },
      increase: 'by a larger database, or a pooler in front of it',
    },
  ];
}
