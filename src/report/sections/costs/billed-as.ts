import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import type { BilledAs } from '../../../model/schema/billed-as.ts';
import { perSecond, usd } from '../../../text/format.ts';
import { derived, nothing } from '../../figures/figure.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { left, table } from '../../page/table.ts';
import { targetName } from '../../page/target-name.ts';

/** The load of each target under every way of billing, and where the prices come from. */
export function billedAsFigure(result: RunResult): Markup | undefined {
  const billed = result.targets.filter(({ billedAs }) => billedAs !== undefined);
  const bases = billed[0]?.billedAs;
  if (bases === undefined) return undefined;
  return html`${table({
    caption: 'This load under every way of billing: a million such requests, or an hour',
    columns: ['way of billing', ...billed.map(({ name }) => name)],
    rows: bases.map(({ basis, name }) => [name, ...billed.map((target) => cost(target, basis))]),
  })}${table({
    caption: 'What each way bills, and where its price comes from',
    columns: ['way of billing', left('bills'), left('sized as'), left('region'), left('price of'), left('source')],
    rows: bases.map(({ name, bills, basis, price: { region, date, source, status } }) => [
      name,
      bills,
      sizes(result, billed, basis),
      region,
      status === 'not-public' ? 'not public' : date,
      `${source}${status === 'second-hand' ? ' (second-hand)' : ''}`,
    ]),
  })}
<p class="note">Free tiers, plans and data transfer are not deducted or added. Time of instances is as measured on this machine: of overlapping requests the union of
their intervals, not their sum. What is paid by the hour has no price per request without a rate: hover over its price for stated rates.</p>`;
}

/** Once, where it is the same for all. */
function sizes(result: RunResult, billed: readonly TargetResult[], basis: BilledAs['basis']): Content {
  const all = billed.map((target) => ({ name: target.name, size: rowOf(target, basis)?.sizedAs }));
  const [first] = all;
  return all.every(({ size }) => size === first?.size)
    ? first?.size
    : html`${all.map(({ name, size }) => html`<div>${targetName(result, name)}: ${size}</div>`)}`;
}

const rowOf = ({ billedAs }: TargetResult, basis: BilledAs['basis']): BilledAs | undefined =>
  billedAs?.find((row) => row.basis === basis);

function cost(target: TargetResult, basis: BilledAs['basis']): Content {
  const row = rowOf(target, basis);
  const { usdPerMillion, from, usdPerHour, perMillionAt = [], unknown = 'not known' } = row ?? {};
  const path = `targets.${target.name}.billedAs: ${basis}`;
  if (usdPerMillion !== undefined)
    return html`${derived(usdPerMillion, usd, `${path}, usdPerMillion`)} <span class="muted">${from}</span>`;
  if (usdPerHour === undefined && row?.price.status === 'not-public')
    return html`<span class="absent" title="${unknown}">no public price</span>`;
  if (usdPerHour === undefined) return nothing(unknown);
  const rates = perMillionAt.map(
    ({ perSecond: rate, servers, usdPerMillion: million }) =>
      `at ${perSecond(rate)} ${servers} of them, ${usd(million)} per million`,
  );
  return html`${derived(usdPerHour, usd, [`${path}, usdPerHour`, ...rates].join('; '))} an hour`;
}
