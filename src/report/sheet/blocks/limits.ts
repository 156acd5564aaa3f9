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
import { count, ms, percent, perSecond, shown, significant } from '../../../text/format.ts';
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

/** Of a function: every limit at the demand, the first that a growing rate reaches first. None of a server. */
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

/** Every limit, and the rate at which a function reaches it; of many functions the limit that a growing rate reaches first. */
export function limitsBlock(targets: readonly TargetResult[], question: SheetQuestion): SheetBlock {
  const all = targets.map((target) => ({ target, limits: limitsOf(target, question) }));
  const isMany = all.reduce((sum, { limits }) => sum + limits.length, 0) > mostLimits;
  const limits = all
    .flatMap(({ target, limits }) => (isMany ? limits.slice(0, 1) : limits).map((limit) => ({ target, limit })))
    .slice(0, mostLimits);
  const hasDemand = question.perSecond !== undefined || question.burst !== undefined;
  return {
    kind: 'table',
    heading: 'Limits and headroom',
    note: [
      `Functions only${isMany ? ', of each the limit that a growing rate reaches first' : ''}. AWS starts ${count(lambdaQuotas.scaling.burst)} environments at once and`,
      `${count(lambdaQuotas.scaling.perSecond)} more per second for each function; the scaling rate limits only a demand that begins all at once.`,
      ...(hasDemand ? [] : ['State a demand (--demand) to see the headroom.']),
    ].join(' '),
    columns: [
      ...['function', textColumn('limit'), 'allows'],
      ...(hasDemand ? ['at the demand', 'headroom', textColumn('used')] : []),
      'reached at',
    ],
    rows: limits.map(({ target, limit }) => [
      ...[target.name, limit.name, stated(`${count(limit.allows)} ${limit.unit}`, allowanceOf[limit.name])],
      ...(hasDemand ? atDemand(limit) : []),
      calculated(perSecond(limit.reachedAtPerSecond), limit.formula),
    ]),
  };
}

const atDemand = (limit: LambdaLimit): Entry[] => [
  calculated(count(limit.used), usedBy[limit.name]),
  calculated(headroom(limit), '1 - at the demand / allows'),
  { drawing: headroomBar(limit.used / limit.allows) },
];

const allowanceOf: Record<LambdaLimit['name'], string> = {
  'account concurrency': 'stated or the default of AWS: --account-concurrency, or constraints.accountConcurrency',
  'reserved concurrency': 'deployed.reservedConcurrency, or concurrencyLimit of the scenario',
  'request rate': '10 * concurrency',
  'scaling rate': '1000 + 100 * seconds of a cold call',
  connections: 'stated: --connections, or constraints.connections',
};

const usedBy: Record<LambdaLimit['name'], string> = {
  'account concurrency': 'upper end of the band, or mean + burst',
  'reserved concurrency': 'upper end of the band, or mean + burst',
  'request rate': 'rate',
  'scaling rate': 'rate * seconds of a cold call + burst',
  connections: 'upper end of the band * connections per environment',
};

const headroom = ({ used, allows }: LambdaLimit): string =>
  used > allows ? `${percent(used / allows - 1)} over` : percent(1 - used / allows);
