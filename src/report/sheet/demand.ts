import { billedUsdPerMonth, hourlyUsdPerMonth, hoursPerMonth } from '../../billing/break-even.ts';
import type { TargetResult } from '../../model/run-result.ts';
import { count, perSecond, usd } from '../../text/format.ts';
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
  demand === undefined
    ? [
        'Per month at the demand above: a function costs its price per million times the millions of requests;',
        'a server is priced as one, for a month of 730 hours.',
      ].join(' ')
    : [
        `Per month is calculated, not measured: at ${perSecond(demand)}, sustained for a month of 730 hours, a function costs its price`,
        'per million times the millions of requests, a server its hours and what it charges for requests. How many servers the rate takes',
        'is known only up to the rate that one answered in this run; above it, one is assumed.',
      ].join(' ');

/** What the option costs a month. */
export function monthEntry({ billing, serverCost }: TargetResult, demand: number | undefined): Entry {
  if (demand === undefined)
    return serverCost === undefined
      ? blank('at the demand')
      : traced(usd(serverCost.usdPerHour * hoursPerMonth), `serverCost.usdPerHour * ${hoursPerMonth}`);
  const requests = `${demand} * 3600 * ${hoursPerMonth}`;
  if (billing !== undefined)
    return traced(usd(billedUsdPerMonth(billing, demand)), `billing.usdPerMillion / 1e6 * ${requests}`);
  if (serverCost === undefined) return blank('its price is not known');
  const { requestsPerSecond: shown, requestsUsdPerMillion } = serverCost;
  const servers =
    demand <= shown
      ? `1 server, which answered ${perSecond(shown)} in this run`
      : `assumes 1 server, which answered ${perSecond(shown)} in this run`;
  const perRequest =
    requestsUsdPerMillion === undefined ? '' : ` + serverCost.requestsUsdPerMillion / 1e6 * ${requests}`;
  return traced(
    `${usd(hourlyUsdPerMonth(serverCost, demand))} (${servers})`,
    `serverCost.usdPerHour * ${hoursPerMonth}${perRequest}`,
  );
}
