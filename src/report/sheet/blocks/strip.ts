import { perSecond } from '../../../text/format.ts';
import { fine } from '../../charts/time-chart.ts';
import { html, type Markup } from '../../page/markup.ts';

/** What is used of a limit; full where it is exceeded. */
export const headroomBar = (usedShare: number): Markup =>
  html`<svg class="strip-bar" aria-hidden="true" viewBox="0 0 1000 10" preserveAspectRatio="none">
<rect class="rail" width="1000" height="10"/><rect class="${usedShare > 1 ? 'over' : 'used'}" width="${fine(1000 * Math.min(1, usedShare))}" height="10"/></svg>`;

/** Rates on a logarithm, from 0 to 1000. */
export interface RateScale {
  readonly ticks: readonly number[];
  readonly demand: number | undefined;
  place(rate: number): number;
}

/** From the decade below the lowest to the decade above the highest. */
export function rateScale(rates: readonly number[], demand: number | undefined): RateScale {
  const all = [...rates, ...(demand === undefined ? [] : [demand])];
  const from = Math.floor(Math.log10(Math.min(...all)) - 0.3);
  const to = Math.ceil(Math.log10(Math.max(...all)) + 0.3);
  const step = Math.max(1, Math.ceil((to - from) / 4));
  const ticks = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => 10 ** (from + index * step));
  return { ticks, demand, place: (rate) => (1000 * (Math.log10(rate) - from)) / (to - from) };
}

/** Above the strips: rates, and where the demand is. */
export function rateAxis({ ticks, demand, place }: RateScale): Markup {
  const label = (rate: number, text: string, look: string) =>
    html`<span class="${look}" style="left: ${fine(place(rate) / 10)}%">${text}</span>`;
  return html`<span class="strip-axis" aria-hidden="true">${ticks.map((rate) => label(rate, perSecond(rate), 'tick'))}${
    demand === undefined ? undefined : label(demand, '▼ demand', 'at')
  }</span>`;
}

/** Light where the first costs less, dark where the other does, black between; and a line at the demand. */
export function bandStrip({ demand, place }: RateScale, low: number, high: number): Markup {
  const [from, to] = [place(low), Math.max(place(high), place(low) + 6)];
  const line =
    demand === undefined ? undefined : html`<rect class="at" x="${fine(place(demand) - 2)}" width="4" height="20"/>`;
  return html`<svg class="strip-bar" aria-hidden="true" viewBox="0 0 1000 20" preserveAspectRatio="none">
<rect class="rail" y="4" width="${fine(from)}" height="12"/><rect class="beyond" x="${fine(to)}" y="4" width="${fine(1000 - to)}" height="12"/>
<rect class="band" x="${fine(from)}" y="2" width="${fine(to - from)}" height="16"/>${line}</svg>`;
}
