import { type Content, html, type Markup } from './markup.ts';
import { explained, folded, scrolling } from './table.ts';

interface ChartFigure {
  readonly title: Content;
  /** Items of a list. */
  readonly legend: Content;
  readonly content: Content;
  /** The same numbers as tables. */
  readonly numbers?: Content;
  readonly note?: Content;
  /** How it is read, for who asks. */
  readonly reading?: Content;
}

/** A chart with its title and legend, and below it the numbers that it is drawn from. */
export const chartFigure = ({ title, legend, content, numbers, note, reading }: ChartFigure): Markup =>
  html`<figure><figcaption><h3>${title}</h3><ul class="legend">${legend}</ul></figcaption>
${content}
${note && html`<p class="note">${note}</p>`}${numbers && folded('The numbers behind it', numbers)}${reading && explained(reading)}</figure>`;

/** Of a phase, which is often named after its kind: then the name says it all. */
export const phaseTitle = (name: string, kind: string, extent?: string): Markup => {
  const rest = [kind === name ? undefined : kind, extent].filter((part) => part !== undefined);
  return html`Phase ${name}${rest.length === 0 ? undefined : html` <span class="muted">${rest.join(', ')}</span>`}`;
};

/** One drawing of several, below the name of its target. */
export const panel = (name: Markup, facts: Content, drawing: Content): Markup =>
  html`<div class="panel"><p class="panel-name">${name} <span class="muted">${facts}</span></p>
${drawing}</div>`;

/** A drawing that is as wide as the page. */
export const wide = (label: string, drawing: Content): Markup =>
  scrolling(label, html`<div class="wide">${drawing}</div>`);
