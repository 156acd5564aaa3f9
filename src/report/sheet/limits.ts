import type { TargetResult } from '../../model/run-result.ts';
import { busyEnvironments, reservedConcurrencyFor } from '../../stats/capacity/busy-environments.ts';
import { type CallDurations, callDurations } from '../../stats/capacity/call-durations.ts';
import {
  type LambdaLimit,
  type LimitedFunction,
  lambdaLimits,
  lambdaQuotas,
  sustainablePerSecond,
} from '../../stats/capacity/lambda-limits.ts';
import { count, ms, percent, perSecond, shown, significant } from '../../text/format.ts';
import { blank, type Entry, type SheetBlock, textColumn, traced } from './entry.ts';
import type { SheetQuestion } from './question.ts';

interface Limited {
  readonly target: TargetResult;
  readonly durations: CallDurations;
  readonly under: LimitedFunction;
}

function limitedFunctions(targets: readonly TargetResult[], question: SheetQuestion): Limited[] {
  return targets.flatMap((target) => {
    const durations = callDurations(target);
    if (durations === undefined) return [];
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
    return [{ target, durations, under }];
  });
}

/** The environments that each function needs at the demand. */
export function environmentsBlock(targets: readonly TargetResult[], question: SheetQuestion): SheetBlock {
  const { perSecond: rate, burst } = question;
  return {
    heading: rate === undefined ? 'Environments' : 'Environments at the demand',
    note: [
      ...(rate === undefined
        ? ['State a demand (--demand) to learn how many environments it needs.']
        : [
            'Calculated: the mean is the rate times the duration of a warm call (Little’s law). The band is 3 standard deviations of Poisson arrivals.',
            'It holds for a function that serves one request per environment and is not throttled.',
          ]),
      'The sustainable rate is the lower of 10 times the concurrency and the concurrency divided by the duration.',
    ].join(' '),
    columns: [
      ...['function', 'alive at once in this run', 'warm call'],
      ...(rate === undefined ? [] : ['busy environments', 'band', 'in the burst', 'reserved concurrency needed']),
      'sustainable rate',
    ],
    rows: limitedFunctions(targets, question).map(({ target, durations, under }) => [
      target.name,
      traced(shown(target.environments.peakAlive, count), 'environments.peakAlive'),
      traced(ms(durations.warm.ms), durations.warm.metric),
      ...atDemand(rate, burst, durations.warm.ms),
      traced(perSecond(sustainablePerSecond(under)), 'min(10 * concurrency, concurrency / duration)'),
    ]),
  };
}

function atDemand(rate: number | undefined, burst: number | undefined, durationMs: number): Entry[] {
  if (rate === undefined) return [];
  const { mean, low, high } = busyEnvironments(rate, durationMs);
  return [
    traced(significant(mean), 'rate * duration'),
    traced(`${count(low)} to ${count(high)}`, 'mean ± 3 * sqrt(mean)'),
    burst === undefined ? blank('requests at once') : traced(count(Math.ceil(mean) + burst), 'mean + burst'),
    traced(
      count(reservedConcurrencyFor({ perSecond: rate, burst }, durationMs)),
      burst === undefined ? 'upper end of the band' : 'upper end of the band, or mean + burst',
    ),
  ];
}

/** Every limit, and the rate at which a function reaches it. */
export function limitsBlock(targets: readonly TargetResult[], question: SheetQuestion): SheetBlock {
  return {
    heading: 'Limits and headroom',
    note: [
      `The account allows ${count(question.accountConcurrency)} concurrent executions; AWS starts up to ${count(lambdaQuotas.scaling.burst)} environments at once and`,
      `${count(lambdaQuotas.scaling.perSecond)} more per second for each function, and allows ${lambdaQuotas.requestsPerConcurrency} requests/s per unit of concurrency.`,
      'At the demand: the concurrency that the band and the burst need. Reached at: by the mean of a growing rate, the first limit first. The scaling rate comes last: it limits only a demand that begins all at once, without a warm environment.',
    ].join(' '),
    columns: [
      ...['function', textColumn('limit'), 'allows'],
      ...(question.perSecond === undefined ? [] : ['at the demand', 'headroom']),
      'reached at',
    ],
    rows: limitedFunctions(targets, question).flatMap(({ target, under }) =>
      lambdaLimits(under, { perSecond: question.perSecond ?? 0, burst: question.burst }).map((limit) => [
        ...[target.name, limit.name, traced(`${count(limit.allows)} ${limit.unit}`, allowanceOf[limit.name])],
        ...(question.perSecond === undefined
          ? []
          : [traced(count(limit.used), usedBy[limit.name]), traced(headroom(limit), '1 - at the demand / allows')]),
        traced(perSecond(limit.reachedAtPerSecond), limit.formula),
      ]),
    ),
  };
}

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
