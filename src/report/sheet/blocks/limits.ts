import { monthAt } from '../../../billing/month/months.ts';
import type { TargetResult } from '../../../model/run-result.ts';
import { busyEnvironments, reservedConcurrencyFor } from '../../../stats/capacity/busy-environments.ts';
import { type CallDurations, callDurations } from '../../../stats/capacity/call-durations.ts';
import {
  type LambdaLimit,
  type LimitedFunction,
  lambdaLimits,
  lambdaQuotas,
  sustainablePerSecond,
} from '../../../stats/capacity/lambda-limits.ts';
import { type ServerLimit, serverLimits } from '../../../stats/capacity/server-limits.ts';
import { kindNamed } from '../../../target-kinds/target-kinds.ts';
import { absent, count, mb, ms, percent, perSecond, shown, significant } from '../../../text/format.ts';
import { blank, calculated, type Entry, measured, projected, type SheetBlock, stated, textColumn } from '../entry.ts';
import type { SheetQuestion } from '../question.ts';
import { headroomBar } from './strip.ts';

interface Limited {
  readonly target: TargetResult;
  readonly durations: CallDurations;
  readonly under: LimitedFunction;
}

function limitedFunction(target: TargetResult, question: SheetQuestion): Limited | undefined {
  const durations = callDurations(target);
  if (durations === undefined) return undefined;
  const { deployed, downstream, environments } = target;
  const perEnvironment =
    downstream === undefined || !environments.peakAlive
      ? undefined
      : downstream.peakConnections / environments.peakAlive;
  const connections =
    perEnvironment === undefined || question.connections === undefined
      ? undefined
      : { perEnvironment, allowed: question.connections };
  const under = {
    durationMs: durations.warm.ms,
    coldMs: durations.cold?.ms,
    accountConcurrency: question.accountConcurrency,
    reservedConcurrency: deployed?.reservedConcurrency ?? question.reservedConcurrency.get(target.name),
    connections,
  };
  return { target, durations, under };
}

/** Of a function: every quota at the demand, the first that a growing rate reaches first. None of a server. */
export function limitsOf(target: TargetResult, question: SheetQuestion): LambdaLimit[] {
  const limited = limitedFunction(target, question);
  return limited === undefined
    ? []
    : lambdaLimits(limited.under, { perSecond: question.perSecond ?? 0, burst: question.burst });
}

/** More do not fit on one page. */
const mostFunctions = 6;

/** The environments that each function needs at the demand. */
export function environmentsBlock(targets: readonly TargetResult[], question: SheetQuestion): SheetBlock {
  const { perSecond: rate, burst } = question;
  return {
    kind: 'table',
    heading: rate === undefined ? 'Environments' : 'Environments at the demand',
    note: [
      rate === undefined
        ? 'State a demand (--demand) to learn how many environments it needs.'
        : 'The mean is the rate times the duration of a warm call (Little’s law), the band 3 standard deviations of Poisson arrivals. It holds for a function that serves one request per environment and is not throttled.',
      'The sustainable rate is the lower of 10 times the concurrency and the concurrency divided by the duration.',
    ].join(' '),
    columns: [
      ...['function', 'alive at once in this run', 'warm call'],
      ...(rate === undefined ? [] : ['busy environments', 'band', 'in the burst', 'reserved concurrency needed']),
      'sustainable rate',
    ],
    rows: targets
      .flatMap((target) => limitedFunction(target, question) ?? [])
      .slice(0, mostFunctions)
      .map(({ target, durations: { warm }, under }) => [
        target.name,
        measured(shown(target.environments.peakAlive, count), 'environments.peakAlive'),
        (warm.metric.startsWith('projected') ? projected : measured)(ms(warm.ms), warm.metric),
        ...busyEntries(rate, burst, warm.ms),
        calculated(perSecond(sustainablePerSecond(under)), 'min(10 * concurrency, concurrency / duration)'),
      ]),
  };
}

function busyEntries(rate: number | undefined, burst: number | undefined, durationMs: number): Entry[] {
  if (rate === undefined) return [];
  const { mean, low, high } = busyEnvironments(rate, durationMs);
  return [
    calculated(significant(mean), 'rate * duration'),
    calculated(`${count(low)} to ${count(high)}`, 'mean ± 3 * sqrt(mean)'),
    burst === undefined ? blank('requests at once') : calculated(count(Math.ceil(mean) + burst), 'mean + burst'),
    calculated(
      count(reservedConcurrencyFor({ perSecond: rate, burst }, durationMs)),
      burst === undefined ? 'upper end of the band' : 'upper end of the band, or mean + burst',
    ),
  ];
}

/** More do not fit on one page. */
const mostLimits = 6;

type Limit = LambdaLimit | ServerLimit;

/** Of a function or of servers: the first that a growing rate reaches comes first. */
export const allLimitsOf = (target: TargetResult, question: SheetQuestion): Limit[] => [
  ...limitsOf(target, question),
  ...serverLimitsOf(target, question),
];

export const isExceeded = ({ used, allows }: Limit): boolean => used !== undefined && used > allows;

function serverLimitsOf(target: TargetResult, question: SheetQuestion): ServerLimit[] {
  const { costs, memory, downstream, peakInFlight } = target;
  const { servers } = costs ?? {};
  if (costs === undefined || servers === undefined) return [];
  const rate = question.perSecond ?? 0;
  const [peakMb, allocatedMb] = [memory?.peak.rssMb, memory?.allocatedMb];
  // Of a function on instances of its own, the memory of an instance is not known.
  const isServer = kindNamed(target.kind)?.isServer === true;
  const limited = {
    ...{ servers, running: (monthAt(costs, rate).servers ?? servers.count + servers.spare) - servers.spare },
    requestMs: target.latencyMs.serviceTime.all?.p50,
    measuredAtOnce: peakInFlight,
    memory: !isServer || peakMb === undefined || allocatedMb === undefined ? undefined : { peakMb, allocatedMb },
    connections:
      downstream === undefined || question.connections === undefined
        ? undefined
        : { peak: downstream.peakConnections, allowed: question.connections },
  };
  return serverLimits(limited, { perSecond: rate, burst: question.burst });
}

/** Every limit, and the rate that reaches it; of many targets the limit that a growing rate reaches first. */
export function limitsBlock(targets: readonly TargetResult[], question: SheetQuestion): SheetBlock {
  const hasDemand = question.perSecond !== undefined || question.burst !== undefined;
  const all = targets.map((target) => ({
    target,
    limits: allLimitsOf(target, question).filter((limit) => hasDemand || limit.reachedAtPerSecond !== undefined),
  }));
  const isMany = all.reduce((sum, { limits }) => sum + limits.length, 0) > mostLimits;
  const limits = all
    .flatMap(({ target, limits }) => (isMany ? limits.slice(0, 1) : limits).map((limit) => ({ target, limit })))
    .slice(0, mostLimits);
  return {
    kind: 'table',
    heading: 'Limits and headroom',
    note: notesOn(
      limits.map(({ limit }) => limit.name),
      { isMany, hasDemand },
    ),
    columns: [
      ...['option', textColumn('limit'), 'allows'],
      ...(hasDemand ? ['at the demand', 'headroom', textColumn('used')] : []),
      'reached at',
    ],
    rows: limits.map(({ target, limit }) => [
      ...[target.name, limit.name, allowed(limit)],
      ...(hasDemand ? atDemand(limit) : []),
      limit.reachedAtPerSecond === undefined ? absent : calculated(perSecond(limit.reachedAtPerSecond), limit.formula),
    ]),
  };
}

function notesOn(names: readonly Limit['name'][], { isMany, hasDemand }: Record<'isMany' | 'hasDemand', boolean>) {
  const { burst, perSecond: refill } = lambdaQuotas.scaling;
  return [
    ...(isMany ? ['Of each option the limit that a growing rate reaches first.'] : []),
    ...(names.includes('scaling rate') || names.includes('account concurrency')
      ? [
          `AWS starts ${count(burst)} environments at once and ${count(refill)} more per second for each function; the scaling rate limits only a demand that begins all at once.`,
        ]
      : []),
    ...(names.includes('CPU') ? ['CPU of servers: of those that run at the demand, at their target utilization.'] : []),
    ...(names.includes('memory of one')
      ? ['Memory and connections of servers are those of this run, if it had as many requests at once.']
      : []),
    ...(hasDemand ? [] : ['State a demand (--demand) to see the headroom.']),
  ].join(' ');
}

const allowed = ({ name, allows, unit }: Limit): Entry => {
  const text = unit === 'MB' ? mb(allows) : name === 'CPU' ? perSecond(allows) : `${count(allows)} ${unit}`;
  return name === 'CPU' ? calculated(text, allowanceOf[name]) : stated(text, allowanceOf[name]);
};

function atDemand(limit: Limit): Entry[] {
  const { name, used, allows, unit } = limit;
  if (used === undefined) return ['not measured', absent, absent];
  const text = unit === 'MB' ? mb(used) : name === 'CPU' ? perSecond(used) : count(used);
  return [
    (unit === 'MB' ? measured : calculated)(text, usedBy[name]),
    calculated(headroom(used, allows), '1 - at the demand / allows'),
    { drawing: headroomBar(used / allows) },
  ];
}

const allowanceOf: Record<Limit['name'], string> = {
  'account concurrency': 'stated or the default of AWS: --account-concurrency, or constraints.accountConcurrency',
  'reserved concurrency': 'deployed.reservedConcurrency, or concurrencyLimit of the scenario',
  'request rate': '10 * concurrency',
  'scaling rate': '1000 + 100 * seconds of a cold call',
  connections: 'stated: --connections, or constraints.connections',
  CPU: 'servers that run * costs.servers.capacityPerSecond',
  'memory of one': 'hosting: memory.allocatedMb',
};

const usedBy: Record<Limit['name'], string> = {
  'account concurrency': 'upper end of the band, or mean + burst',
  'reserved concurrency': 'upper end of the band, or mean + burst',
  'request rate': 'rate',
  'scaling rate': 'rate * seconds of a cold call + burst',
  connections: 'upper end of the band * connections per environment; servers * downstream.peakConnections',
  CPU: 'rate',
  'memory of one': 'memory.peak.rssMb',
};

const headroom = (used: number, allows: number): string =>
  used > allows ? `${percent(used / allows - 1)} over` : percent(1 - used / allows);
