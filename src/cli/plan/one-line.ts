import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { countOf, perSecondOf } from '../report/sheet-options.ts';

interface Given {
  readonly from?: string | undefined;
  readonly demand?: string | undefined;
  readonly burst?: string | undefined;
  readonly trace?: string | undefined;
  readonly logs?: readonly string[] | undefined;
  readonly columns?: string | undefined;
  readonly func?: string | undefined;
  /** Of the function in the logs. */
  readonly memoryMb?: number | undefined;
}

/**
 * The plan that a command line is short for: two sizes of a function beside tasks.
 * @throws {UserError} `usage`
 */
export function planDataOf({ from, demand, burst, trace, logs, columns, func, memoryMb }: Given): object {
  if (from === undefined && logs === undefined)
    throw new UserError('usage', 'expected `rollcall plan FILE`, or --from RUN and --demand RATE, or --logs FILE');
  if (demand === undefined && trace === undefined && logs === undefined)
    throw new UserError('usage', '--demand: missing; expected a rate such as 50/s, or --trace FILE');
  return {
    ...{ name: 'plan', question: 'Which option serves this demand?' },
    demand: {
      ...optional('averagePerSecond', demand === undefined ? undefined : perSecondOf(demand)),
      ...optional('burst', countOf('burst', burst)),
      ...{ ...optional('trace', trace), ...optional('logs', logs) },
      ...{ ...optional('columns', columns), ...optional('func', func) },
    },
    calls: { ...optional('from', from) },
    options: [
      { kind: 'event', memoryMb: memoryMb ?? [512, 1769] },
      { kind: 'fargate', vcpu: 1, memoryMb: 2048, loadBalancer: { lcu: 1 } },
      { kind: 'server', instance: 't4g.small', loadBalancer: { lcu: 1 } },
    ],
  };
}
