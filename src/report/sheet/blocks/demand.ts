import { hoursPerMonth } from '../../../billing/month/month-cost.ts';
import { monthAt } from '../../../billing/month/months.ts';
import type { TargetResult } from '../../../model/run-result.ts';
import { count, counted, perSecond, usd } from '../../../text/format.ts';
import { blank, calculated, type Entry, type SheetBlock, stated } from '../entry.ts';
import type { SheetQuestion } from '../question.ts';

export const demandBlock = ({ perSecond: rate, burst }: SheetQuestion): SheetBlock => ({
  kind: 'fields',
  heading: 'Demand in production',
  rows: [
    ['Average', rate === undefined ? blank('requests/s') : averageEntry(rate)],
    ['Peak', blank('requests/s')],
    ['Burst', burst === undefined ? blank('requests at once') : burstEntry(burst)],
    ['Growth per year', blank('%')],
  ],
});

const averageEntry = (demand: number): Entry =>
  stated(
    `${perSecond(demand)}, ${count(demand * 3600 * hoursPerMonth)} requests per month`,
    '--demand, or demand.perSecond in the scenario',
  );

const burstEntry = (burst: number): Entry =>
  stated(`${count(burst)} requests at once`, '--burst, or demand.burst in the scenario');

/** How the monthly costs are calculated. */
export const monthNote = (demand: number | undefined): string =>
  [
    `$ per month: fixed costs, requests, warm and cold calls, and as many servers as the rate takes at their target utilization, for ${hoursPerMonth} hours at`,
    `${demand === undefined ? 'the demand' : perSecond(demand)};`,
    'in brackets without any cold start, and with the share of this run.',
  ].join(' ');

/** What the option costs a month. */
export function monthEntry({ costs }: TargetResult, demand: number | undefined): Entry {
  if (costs === undefined) return blank(demand === undefined ? 'at the demand' : 'its price is not known');
  if (demand === undefined) {
    const fixedUsd = monthAt(costs, 0).usd;
    return fixedUsd === 0 ? blank('at the demand') : calculated(`${usd(fixedUsd)} and more`, 'costs, at a rate of 0');
  }
  const { usd: month, usdLow, usdHigh, servers } = monthAt(costs, demand);
  const running = servers === undefined ? '' : `, ${counted(servers, 'server')}`;
  return calculated(`${usd(month)}${rangeWords(usdLow, usdHigh)}${running}`, `costs, at ${demand} requests/s`);
}

function rangeWords(usdLow: number, usdHigh: number): string {
  const [low, high] = [usd(usdLow), usd(usdHigh)];
  return low === high ? '' : ` (${low} to ${high})`;
}
