import { type Content, html, type Markup } from './markup.ts';
import { folded } from './table.ts';

interface ChartFigure {
  readonly title: Content;
  /** Items of a list. */
  readonly legend: Content;
  readonly content: Content;
  /** The same numbers as tables. */
  readonly numbers?: Content;
  readonly note?: Content;
}

/** A chart with its title and legend, and below it the numbers that it is drawn from. */
export const chartFigure = ({ title, legend, content, numbers, note }: ChartFigure): Markup =>
  html`<figure><figcaption><h3>${title}</h3><ul class="legend">${legend}</ul></figcaption>
${content}
${numbers && folded('The numbers behind it', numbers)}${note && html`<p class="note">${note}</p>`}</figure>`;
