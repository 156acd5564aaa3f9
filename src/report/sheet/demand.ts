import { billedUsdPerMonth, hourlyUsdPerMonth, hoursPerMonth } from '../../billing/break-even.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { count, usd } from '../../text/format.ts';
import { rate } from '../sections/costs/break-even-chart.ts';
import { blank, type Entry, type SheetBlock, traced } from './entry.ts';

/** What production asks for, in requests per second on average: as said now, else as the scenario says. */
export function demandOf({ scenario }: RunResult, said: number | undefined): number | undefined {
  if (said !== undefined) return said;
  const { resolved } = scenario;
  if (typeof resolved !== 'object' || resolved === null || !Object.hasOwn(resolved, 'demandPerSecond'))
    return undefined;
  const stated: unknown = Reflect.get(resolved, 'demandPerSecond');
  return typeof stated === 'number' && Number.isFinite(stated) && stated > 0 ? stated : undefined;
}

export const demandBlock = (perSecond: number | undefined): SheetBlock => ({
  heading: 'Demand in production',
  columns: ['average', 'peak', 'burst', 'growth a year'],
  rows: [
    [
      perSecond === undefined ? blank('requests/s') : averageEntry(perSecond),
      ...[blank('requests/s'), blank('requests at once'), blank('%')],
    ],
  ],
});

const averageEntry = (perSecond: number): Entry =>
  traced(
    `${rate(perSecond)}, ${count(perSecond * 3600 * hoursPerMonth)} requests a month`,
    'stated, not measured: --demand, or demandPerSecond of the scenario',
  );

/** How the costs of a month come about. */
export const monthNote = (perSecond: number | undefined): string =>
  perSecond === undefined
    ? 'Per month at the demand above: a function costs its price per million times the millions of requests; a server is priced as one, all month of 730 hours.'
    : `Per month is arithmetic, not measured: at ${rate(perSecond)}, held all month of 730 hours, a function costs its price per million times the millions of requests, a server its hours and what it charges for requests. How many servers the rate takes is known only up to the rate that one answered in this run; beyond, one is assumed.`;

/** What the option costs a month. */
export function monthEntry({ billing, serverCost }: TargetResult, perSecond: number | undefined): Entry {
  if (perSecond === undefined)
    return serverCost === undefined
      ? blank('at the demand')
      : traced(usd(serverCost.usdPerHour * hoursPerMonth), `serverCost.usdPerHour * ${hoursPerMonth}`);
  const requests = `${perSecond} * 3600 * ${hoursPerMonth}`;
  if (billing !== undefined)
    return traced(usd(billedUsdPerMonth(billing, perSecond)), `billing.usdPerMillion / 1e6 * ${requests}`);
  if (serverCost === undefined) return blank('its price is not known');
  const { requestsPerSecond: shown, requestsUsdPerMillion } = serverCost;
  const servers =
    perSecond <= shown
      ? `1 server, which answered ${rate(shown)} in this run`
      : `assumes 1 server, which answered ${rate(shown)} in this run`;
  const perRequest =
    requestsUsdPerMillion === undefined ? '' : ` + serverCost.requestsUsdPerMillion / 1e6 * ${requests}`;
  return traced(
    `${usd(hourlyUsdPerMonth(serverCost, perSecond))} (${servers})`,
    `serverCost.usdPerHour * ${hoursPerMonth}${perRequest}`,
  );
}
