import { wholeAbove } from '../../concurrency/whole.ts';
import { optional } from '../../model/optional.ts';
import type { PlanDemand } from '../../model/plan/demand.ts';
import { type Figure, leastSure } from '../../model/plan/figure.ts';
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
import { mostOf } from '../under-load/load.ts';
import { mbGrown } from '../under-load/memory.ts';
import { mostStarts } from '../under-load/recorded.ts';
import { basisAt, type PredictedOf } from '../validation/ranges.ts';
import { grownMost } from './grown-instances.ts';
import { onRequest, webUses } from './web-uses.ts';

interface OfOption {
  readonly spec: PlanOptionSpec;
  readonly context: OptionContext;
  readonly answers: readonly OptionAnswer[];
  readonly demand: PlanDemand;
  readonly constraints: PlanConstraints;
  readonly of: PredictedOf;
  /** Downstream connections at the most instances that are alive. Absent: not known. */
  readonly connections?: Figure | undefined;
}

interface LimitsOf extends OfOption {
  /** The likely answer at a multiple of the demand, its bursts included, without any quota: each limit is looked at by itself. */
  grownTo(factor: number): OptionAnswer;
}

/** What the demand uses of a limit when all of its rates are this multiple. */
interface Use extends Pick<PlanLimit, 'id'> {
  /** Whether its use is given, or else predicted as the environments are. */
  readonly basis?: 'given';
  readonly name: string;
  readonly allows: number;
  readonly unit: string;
  at(factor: number, answer: OptionAnswer): number;
  readonly increase: string;
}

/** Every limit with its headroom, the first that growth reaches first. */
export function limitsOf(option: OfOption): PlanLimit[] {
  const all = { ...option, grownTo: grownOf(option) };
  const { answers, demand, spec } = all;
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

/** Of one tenant. Each multiple is calculated once. */
function grownOf({ spec, context }: OfOption): LimitsOf['grownTo'] {
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

function limitOf(use: Use, { answers, demand, of }: LimitsOf): PlanLimit {
  const used = answers.map((answer) => use.at(1, answer));
  const [value = 0] = used;
  const [low, high] = [Math.min(...used), Math.max(...used)];
  const [answer] = answers;
  const factor = answer && factorOf((at) => use.at(at, answer) <= use.allows);
  const load = (answer?.busyAtPeak ?? 0) + (demand.burst?.size ?? 0) / demand.tenants;
  const basisOf = (at: number) => use.basis ?? basisAt('environments', of, { inFlight: load * at, call: answer?.call });
  return {
    ...{ id: use.id, name: use.name, allows: use.allows, unit: use.unit, increase: use.increase },
    used: { value, ...(low < high && { low, high }), basis: basisOf(1) },
    headroom: 1 - value / use.allows,
    ...optional('reachedAtPerSecond', factor && demand.averagePerSecond * factor),
    ...optional('reachedBasis', factor === undefined ? undefined : leastSure(basisOf(1), basisOf(factor))),
    ...optional('reachedInYears', factor && yearsTo(factor, demand.growthPerYear)),
  };
}

const [leastFactor, mostFactor] = [1e-3, 1e9];

/** The multiple of the demand up to which it holds, from a thousandth to a billion, by bisection on a logarithm. Undefined: at all of them. */
function factorOf(holds: (factor: number) => boolean): number | undefined {
  // From the demand up in steps, so that no load is calculated that is far beyond.
  const isHeld = holds(1);
  let [low, high] = isHeld ? [1, 10] : [leastFactor, 1];
  if (!isHeld && !holds(low)) return 0;
  for (; isHeld && holds(high); [low, high] = [high, high * 10]) if (high >= mostFactor) return undefined;
  for (let step = 0; step < 80 && high / low > 1 + 1e-9; step += 1) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Absent: the demand does not grow, or not as far. */
function yearsTo(factor: number, growth: number | undefined): number | undefined {
  if (growth === undefined || growth <= 0) return undefined;
  if (factor <= 1) return 0;
  return Math.log(factor) / Math.log(1 + growth);
}

function lambdaUses({ spec, demand, constraints, grownTo }: LimitsOf): Use[] {
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
            at: (factor: number, answer: OptionAnswer) => needed(factor, answer, ofOne),
            increase: `in the settings of the function at once, up to all but ${awsAccount.unreservedMinimum} of the account concurrency of ${count(accountConcurrency)}`,
          },
        ]),
    {
      id: 'accountConcurrency',
      ...{ name: 'account concurrency', allows: accountConcurrency, unit: 'concurrent requests' },
      ...{ at: (factor, answer) => needed(factor, answer, 1), increase: onRequest(constraints) },
    },
    requestRate(demand, constraints, reservedConcurrency),
    {
      id: 'newEnvironments',
      ...{ name: 'new environments', allows: scalingPer10s, unit: 'at one instant, of one function' },
      at: (factor, answer) =>
        startsOf(answer, factor, grownTo) +
        wholeAbove(mostStarts(answer.startsMs ?? none, { factor, perSecond: scalingPer10s / 10 })),
      increase:
        'AWS allows 1,000 in 10 s for each function and does not raise it: split the load, or provision environments',
    },
  ];
}

const none = new Float64Array();

/** More in flight take long to calculate, and idle environments no longer matter beside a burst that grows with them. */
const mostInFlight = 1e6;

/** New environments that a burst asks for when the demand grows: idle ones grow as the square root of the load, the burst with it. */
function startsOf({ startsInBurst, busyAtPeak }: OptionAnswer, factor: number, grownTo: LimitsOf['grownTo']): number {
  if (startsInBurst === undefined) return 0;
  const within = Math.min(factor, Math.max(1, mostInFlight / busyAtPeak));
  return within === 1 ? startsInBurst * factor : ((grownTo(within).startsInBurst ?? 0) * factor) / within;
}

/** Ten requests/s for each unit of the concurrency that a function may use; tenants share that of the account. */
function requestRate(
  { peakPerSecond, tenants }: PlanDemand,
  { accountConcurrency }: PlanConstraints,
  reserved = Number.POSITIVE_INFINITY,
): Use {
  const isReserved = reserved * tenants < accountConcurrency;
  return {
    ...{ id: 'requestRate', basis: 'given', name: 'request rate', unit: 'requests/s' },
    allows: lambdaQuotas.requestsPerConcurrency * (isReserved ? reserved * tenants : accountConcurrency),
    at: (factor) => peakPerSecond * factor,
    increase: `it is 10 times the ${isReserved ? 'reserved' : 'account'} concurrency and grows with it`,
  };
}

/** Of servers that are there: the CPU that the peak may use. */
function cpuUse(answer: OptionAnswer | undefined, { tenants }: PlanDemand): Use[] {
  if (answer?.cpuBound === undefined) return [];
  const { msPerSecond } = answer.cpuBound;
  return [
    {
      id: 'cpu',
      ...{ name: 'CPU at the target utilization', allows: (msPerSecond * tenants) / 1000, unit: 'vCPU' },
      at: (factor, { cpuUsedMsPerSecond = 0 }) => (cpuUsedMsPerSecond * factor * tenants) / 1000,
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
      at: (factor, answer) =>
        answer.memory === undefined ? 0 : mbGrown(answer.memory.held, answer.cpuBound?.instances ?? 1, factor),
      increase: `by a larger ${unit}, or by one more, which is started in minutes`,
    },
  ];
}

/** Of what starts instances for requests: those of the table, or what the demand needs where these are all that there may be. */
function instanceUse(option: LimitsOf): Use[] {
  const [{ instanceLimit } = {}] = option.answers;
  if (instanceLimit === undefined) return [];
  const { burst, tenants } = option.demand;
  const inBurst = Math.ceil((burst?.size ?? 0) / tenants);
  const needed = ({ busyAtPeak, mostInFlight = 0, atOnce = 1 }: OptionAnswer) =>
    Math.ceil((Math.max(mostOf(busyAtPeak), mostInFlight) + inBurst) / atOnce);
  const now = (answer: OptionAnswer) => {
    const most = mostInstances(answer);
    return most < instanceLimit.ofTenant ? most : Math.max(most, needed(answer));
  };
  return [
    {
      id: 'instances',
      ...{ name: 'instances', allows: instanceLimit.most, unit: 'at once', increase: instanceLimit.increase },
      at: (factor, answer) =>
        wholeAbove(
          grownMost(option, {
            factor,
            now: now(answer),
            answer,
            enough: instanceLimit.most,
          }),
        ),
    },
  ];
}

/** They grow with the instances at the most. */
function connectionUse(option: LimitsOf): Use[] {
  const { connections, answers, constraints } = option;
  const [answer] = answers;
  const allows = constraints.connections;
  if (answer === undefined || connections === undefined || allows === undefined || connections.value === 0) return [];
  const now = mostInstances(answer);
  const each = connections.value / now;
  const grows = { now, answer, enough: allows / each };
  return [
    {
      id: 'connections',
      ...{ name: 'connections', allows, unit: 'connections' },
      at: (factor) => each * grownMost(option, { ...grows, factor }),
      increase: 'by a larger database, or a pooler in front of it',
    },
  ];
}
