import { hoursPerMonth } from '../../billing/month/month-cost.ts';
import { monthAt } from '../../billing/month/months.ts';
import type { TargetResult } from '../../model/run-result.ts';
import { count, counted, perSecond, usd } from '../../text/format.ts';
import { blank, type Entry, type SheetBlock, traced } from './entry.ts';
import type { SheetQuestion } from './question.ts';

export const demandBlock = ({ perSecond: rate, burst }: SheetQuestion): SheetBlock => ({
  heading: 'Demand in production',
  columns: ['average', 'peak', 'burst', 'growth per year'],
  rows: [
    [
      rate === undefined ? blank('requests/s') : averageEntry(rate),
      blank('requests/s'),
      burst === undefined
        ? blank('requests at once')
        : traced(`${count(burst)} requests at once`, 'stated, not measured: --burst, or demand.burst in the scenario'),
      blank('%'),
    ],
  ],
});

const averageEntry = (demand: number): Entry =>
  traced(
    `${perSecond(demand)}, ${count(demand * 3600 * hoursPerMonth)} requests per month`,
    'stated, not measured: --demand, or demand.perSecond in the scenario',
  );

/** How the monthly costs are calculated. */
export const monthNote = (demand: number | undefined): string =>
  [
    'Per month is calculated, not measured: fixed costs, requests, warm and cold calls, and as many servers as the rate takes at their target',
    'utilization, with the CPU above the baseline of burstable instances, for a month of 730 hours at',
    demand === undefined ? 'the demand above.' : `${perSecond(demand)}.`,
    'From and to: without any cold start, and with the share of this run.',
  ].join(' ');

/** What the option costs a month. */
export function monthEntry({ costs }: TargetResult, demand: number | undefined): Entry {
  if (costs === undefined) return blank(demand === undefined ? 'at the demand' : 'its price is not known');
  if (demand === undefined) {
    const fixedUsd = monthAt(costs, 0).usd;
    return fixedUsd === 0 ? blank('at the demand') : traced(`${usd(fixedUsd)} and more`, 'costs, at a rate of 0');
  }
  const { usd: month, usdLow, usdHigh, servers } = monthAt(costs, demand);
  const [low, high] = [usd(usdLow), usd(usdHigh)];
  const band = low === high ? '' : ` (${low} to ${high})`;
  const running = servers === undefined ? '' : `, ${counted(servers, 'server')}`;
  return traced(`${usd(month)}${band}${running}`, `costs, at ${demand} requests/s`);
}
