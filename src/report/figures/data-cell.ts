import { type Format, shown } from '../../text/format.ts';
import { html, type Markup } from '../page/markup.ts';

/** A number that is of the samples, not of the result: shown with its unit, copied as it is. */
export const cell = (value: number | undefined, format: Format): Markup =>
  value === undefined
    ? html`<span class="absent">–</span>`
    : html`<data value="${value}">${shown(value, format)}</data>`;

/** A number that the page worked out of others, with the formula. */
export const derived = (value: number, format: Format, formula: string): Markup =>
  html`<data class="figure" value="${value}" title="${formula}">${format(value)}</data>`;
