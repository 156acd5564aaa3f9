import {
  aliveAt,
  coldSharesAt,
  hoursPerMonth,
  type MonthCost,
  monthCost,
  type PricedShares,
  requestsPerMonth,
  spilledAt,
} from '../billing/month/month-cost.ts';
import { optional } from '../model/optional.ts';
import type { PlanDemand } from '../model/plan/demand.ts';
import type { Costs } from '../model/schema/costs.ts';
import { repeated } from './under-load/repeated.ts';
import { coldOverDay, overHours } from './under-load/steady.ts';

/**
 * A month over the hours of the day: cold starts and instances alive depend on the rate of each hour, the rest on the average.
 * `recorded`: shares of a record, in place of those of arrivals at random.
 */
export function monthOver(costs: Costs, demand: PlanDemand, recorded: Partial<PricedShares> = {}): MonthCost {
  const cold = coldShareOver(costs, demand, recorded.cold);
  return monthWith(costs, demand, { ...optional('onDemand', recorded.onDemand), cold });
}

/** With a share of cold starts. `onDemand`: of a record, without its bursts. */
function monthWith(costs: Costs, demand: PlanDemand, { cold, onDemand }: PricedShares): MonthCost {
  const { averagePerSecond, hours } = demand;
  const at = (perSecond: number) =>
    monthCost(costs, perSecond, { cold, ...optional('onDemand', onDemandAt(costs, perSecond, { demand, onDemand })) });
  // What provisioned environments do not take is on demand, and is more in the busy hours than the average says.
  const month = costs.calls?.provisioned === undefined || isFlat(hours) ? at(averagePerSecond) : meanOf(hours.map(at));
  if (costs.instanceTime === undefined || (isFlat(hours) && demand.burst?.everyMs === undefined)) return month;
  const rates = isFlat(hours) ? [averagePerSecond] : hours;
  const instancesUsd = rates.reduce((sum, rate) => sum + instancesAt(costs, rate, demand.burst), 0) / rates.length;
  return { ...month, instancesUsd, usd: month.usd - month.instancesUsd + instancesUsd };
}

/**
 * At a rate of which repeated bursts are a part: the others hold instances at random, and a burst fills as many as its requests and those in flight
 * need, for a call and the time that is billed after it. Those of them that start are billed from their init on.
 */
function instancesAt(costs: Costs, perSecond: number, burst: PlanDemand['burst']): number {
  const { instanceTime } = costs;
  if (instanceTime === undefined) return 0;
  const { size = 0, everyMs = Number.POSITIVE_INFINITY } = burst ?? {};
  const { usdPerSecond, atOnce, callMs, heldMs } = instanceTime;
  const others = Math.max(0, perSecond - (size * 1000) / everyMs);
  const steadyUsd = others === 0 ? 0 : monthCost(costs, others, 0).instancesUsd;
  // Requests that wait for a place are served by the same instances later, in the same instance time.
  const filled = Math.ceil(((others * callMs) / 1000 + size) / atOnce);
  const monthSeconds = hoursPerMonth * 3600;
  const heldUsd = repeated(burst, callMs + heldMs).mean(steadyUsd, filled * monthSeconds * usdPerSecond);
  const starts = startedBy(filled, instanceTime, { everyMs, others });
  const { ms = 0, cpuUsd = 0 } = instanceTime.init ?? {};
  return heldUsd + ((starts * monthSeconds * 1000) / everyMs) * ((ms / 1000) * usdPerSecond + cpuUsd);
}

interface Between {
  readonly everyMs: number;
  /** Requests per second that are of no burst. */
  readonly others: number;
}

/** Instances that each burst starts: all that it fills, but for those that the other requests keep, and none where those of the burst before are still there. */
function startedBy(
  filled: number,
  { init, atOnce, callMs, most = Number.POSITIVE_INFINITY }: NonNullable<Costs['instanceTime']>,
  { everyMs, others }: Between,
): number {
  if (init === undefined || everyMs === Number.POSITIVE_INFINITY || everyMs <= init.keptMs) return 0;
  const kept = others === 0 ? 0 : aliveAt({ atOnce, callMs, heldMs: init.keptMs, most }, others);
  return Math.max(0, Math.min(most, filled) - kept);
}

function meanOf(months: readonly MonthCost[]): MonthCost {
  const mean = (pick: (month: MonthCost) => number) =>
    months.reduce((sum, month) => sum + pick(month), 0) / months.length;
  return {
    ...{ usd: mean(({ usd }) => usd), fixedUsd: mean(({ fixedUsd }) => fixedUsd) },
    ...{ requestsUsd: mean(({ requestsUsd }) => requestsUsd), instancesUsd: mean(({ instancesUsd }) => instancesUsd) },
    besideUsd: mean(({ besideUsd }) => besideUsd),
    ...{ warmUsd: mean(({ warmUsd }) => warmUsd), coldUsd: mean(({ coldUsd }) => coldUsd) },
    extrasUsd: mean(({ extrasUsd }) => extrasUsd),
    freeUsd: mean(({ freeUsd }) => freeUsd),
    freeDurationUsd: mean(({ freeDurationUsd }) => freeDurationUsd),
  };
}

const isFlat = (hours: readonly number[]): boolean => hours.every((rate) => rate === hours[0]);

const coldShareOver = (costs: Costs, demand: PlanDemand, recordedColdShare: number | undefined): number =>
  Math.min(1, (recordedColdShare ?? steadyColdShare(costs, demand)) + coldInBursts(costs, demand));

/** Of arrivals at random at the rates of the day, without bursts. */
export function steadyColdShare(costs: Costs, { hours }: PlanDemand): number {
  const { calls } = costs;
  if (calls?.cold === undefined) return 0;
  const size = { atOnce: 1, callMs: calls.warm.billedMs, heldMs: calls.keepAliveMs };
  const { environments = 0 } = calls.provisioned ?? {};
  const alive = overHours(hours, (perSecond) => Math.max(environments, perSecond === 0 ? 0 : aliveAt(size, perSecond)));
  return coldOverDay(hours, { coldAt: (perSecond) => coldSharesAt(costs, perSecond).steady, alive });
}

/** Of arrivals at random at the average: those that find all provisioned environments busy. */
export function steadyOnDemandShare({ calls }: Costs, { averagePerSecond }: PlanDemand): number {
  return calls?.provisioned === undefined ? 1 : spilledAt(calls.warm, calls.provisioned, averagePerSecond);
}

interface OnDemand extends Pick<PricedShares, 'onDemand'> {
  readonly demand: PlanDemand;
}

/**
 * Share of the requests at a rate that find all provisioned environments busy: those of repeated bursts, which are a part of the rate, beyond the idle ones,
 * and of the others all while a burst fills them. Undefined: as many as of arrivals at random.
 */
function onDemandAt({ calls }: Costs, perSecond: number, { demand, onDemand }: OnDemand): number | undefined {
  const { burst } = demand;
  if (calls?.provisioned === undefined || burst?.everyMs === undefined || perSecond === 0) return onDemand;
  const { environments } = calls.provisioned;
  const { billedMs } = calls.warm;
  const inBursts = Math.min(perSecond, (burst.size * 1000) / burst.everyMs);
  const others = perSecond - inBursts;
  const idle = Math.max(0, Math.floor(environments - (others * billedMs) / 1000));
  const beyond = burst.size === 0 ? 0 : Math.max(0, 1 - idle / burst.size);
  const spilled = onDemand ?? spilledAt(calls.warm, calls.provisioned, others);
  const ofOthers = repeated(burst, billedMs).mean(spilled, beyond > 0 ? 1 : 0);
  return (others * ofOthers + inBursts * beyond) / perSecond;
}

/** The least that a month costs, whatever the arrivals. Cold starts cost what is billed by the call. */
export const usdWithoutColdStarts = (costs: Costs, demand: PlanDemand): number =>
  monthWith(costs, demand, { cold: 0 }).usd;

/**
 * Share of all requests that start an environment in bursts which are further apart than environments are kept: idle ones take the first requests of a
 * burst, which comes beside the peak.
 */
function coldInBursts({ calls }: Costs, { burst, averagePerSecond, peakPerSecond }: PlanDemand): number {
  if (calls?.cold === undefined || burst?.everyMs === undefined || burst.everyMs <= calls.keepAliveMs) return 0;
  const [callMs, heldMs] = [calls.warm.billedMs, calls.keepAliveMs];
  const alive = Math.max(aliveAt({ atOnce: 1, callMs, heldMs }, peakPerSecond), calls.provisioned?.environments ?? 0);
  const idle = Math.max(0, Math.floor(alive - (peakPerSecond * callMs) / 1000));
  return repeated(burst, 0).coldShare(Math.max(0, burst.size - idle), averagePerSecond);
}

export const perMillion = (usd: number, demand: PlanDemand): number =>
  (usd / requestsPerMonth(demand.averagePerSecond)) * 1e6;
