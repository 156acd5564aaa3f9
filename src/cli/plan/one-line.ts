import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { countOf, perSecondOf } from '../report/sheet-options.ts';

interface Given {
  readonly from?: string | undefined;
  readonly demand?: string | undefined;
  readonly burst?: string | undefined;
}

/**
 * The plan that a command line is short for: two sizes of a function beside tasks.
 * @throws {UserError} `usage`
 */
export function planDataOf({ from, demand, burst }: Given): object {
  if (from === undefined)
    throw new UserError('usage', 'expected `rollcall plan FILE`, or --from RUN and --demand RATE');
  if (demand === undefined) throw new UserError('usage', '--demand: missing; expected a rate such as 50/s');
  return {
    ...{ name: 'plan', question: 'Which option serves this demand?' },
    demand: { averagePerSecond: perSecondOf(demand), ...optional('burst', countOf('burst', burst)) },
    calls: { from },
    options: [
      { kind: 'event', memoryMb: [512, 1769] },
      { kind: 'fargate', vcpu: 1, memoryMb: 2048, loadBalancer: { lcu: 1 } },
      { kind: 'server', instance: 't4g.small', loadBalancer: { lcu: 1 } },
    ],
  };
}
