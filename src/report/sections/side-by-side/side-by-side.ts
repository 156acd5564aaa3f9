import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { perRepeat } from '../../../stats/comparison/repeats.ts';
import { doubtTag } from '../../figures/doubt.ts';
import { nothing } from '../../figures/figure.ts';
import { priceNote } from '../../figures/price-note.ts';
import { intervalNote } from '../../figures/repeat-spread.ts';
import { targetClass } from '../../page/color.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { explained, scrolling } from '../../page/table.ts';
import type { Section } from '../section.ts';
import { type Row, rowsOf } from './cells.ts';

/** The headline figures: a column per target, the most important row first. */
export const sideBySideSection: Section = {
  id: 'targets',
  label: 'Side by side',
  title: 'Side by side',
  body: ({ result }) => html`${sideBySide(result)}
<p class="note">${intervalNote(result)} ${priceNote(result)}</p>
${explained(html`${countsNote(result)} Memory is the highest sum of RSS over all processes at one instant, not the sum of
their peaks. With fewer than 100 answers there is no p99, so the maximum is shown.${projectionNote(result)}`)}`,
};

const countsNote = ({ targets }: RunResult): string =>
  targets.some((target) => perRepeat(target, 'environments.distinct') !== undefined)
    ? ' Where each repeat starts a target again, counts are per repeat (lowest to highest), with the total beneath.'
    : '';

const projectionNote = ({ targets }: RunResult): string =>
  targets.some(({ projected }) => projected !== undefined)
    ? ' Projected: every init and call on dedicated CPUs at its memory size, as on the platform; measured: on this machine.'
    : '';

function sideBySide(result: RunResult): Markup {
  const caption = 'Headline figures of each target';
  const heads = result.targets.map((target, index) => head(result, target, index));
  const rows = rowsOf(result).filter(({ cells }) => cells.some((cell) => cell !== undefined));
  return scrolling(
    caption,
    html`<table class="side-by-side"><caption class="unseen">${caption}</caption>
<thead><tr><th scope="col"><span class="unseen">figure</span></th>${heads}</tr></thead>
<tbody>${rows.map(rowMarkup)}</tbody></table>`,
  );
}

const head = (result: RunResult, target: TargetResult, index: number): Markup =>
  html`<th scope="col" class="${targetClass(index)}"><span class="target">${target.name}</span>${doubtTag(result, target.name)}
<br><span class="muted">${roleOf(result, target)}</span>${troubleOf(target)}</th>`;

const troubleOf = (target: TargetResult): Markup | undefined =>
  target.status === 'complete'
    ? undefined
    : html`<br><span class="trouble"><strong>${target.status}</strong>${target.status === 'failed' ? `: ${target.error}` : ''}</span>`;

const roleOf = ({ comparison }: RunResult, { kind, name }: TargetResult): string =>
  comparison?.baseline === name ? `${kind}, baseline` : kind;

const rowMarkup = ({ label, leads, cells, why }: Row): Markup =>
  html`<tr${leads ? html` class="leads"` : undefined}><th scope="row">${label}</th>${cells.map(
    (cell): Content => html`<td>${cell === undefined ? nothing(why) : cellMarkup(cell)}</td>`,
  )}</tr>\n`;

const cellMarkup = ({ value, note, beside = [] }: NonNullable<Row['cells'][number]>): Markup =>
  html`<span class="lead-figure">${value}</span>${note && html` <span class="muted">${note}</span>`}${beside.map((line) => html`<br><span class="muted">${line}</span>`)}`;
