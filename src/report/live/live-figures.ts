import { count, type Format, ms, usd } from '../../text/format.ts';
import { cell } from '../figures/figure.ts';
import { targetClass } from '../page/color.ts';
import { html, type Markup } from '../page/markup.ts';
import { isStarting, type LiveLoad, type LivePhase, type LiveTarget } from './snapshot.ts';

interface Row {
  readonly label: string;
  readonly of: (load: LiveLoad) => number | undefined;
  readonly format: Format;
  /** Set in large figures. */
  readonly leads?: true;
  /** Left out as long as it is 0 everywhere. */
  readonly ifAny?: true;
}

const rows: readonly Row[] = [
  { label: 'Environments', of: ({ environments }) => environments, format: count, leads: true },
  {
    label: 'Environments whose init runs',
    of: ({ starts }) => starts.filter(isStarting).length,
    format: count,
    ifAny: true,
  },
  { label: 'In flight', of: ({ inFlight }) => inFlight, format: count, leads: true },
  { label: 'Requests ended', of: ({ requests: { sent, notSent } }) => sent + notSent, format: count, leads: true },
  { label: 'Throttled', of: ({ requests }) => requests.throttled, format: count, ifAny: true },
  {
    label: 'Timed out or failed',
    of: ({ requests: { timedOut, failed } }) => timedOut + failed,
    format: count,
    ifAny: true,
  },
  { label: 'Not sent', of: ({ requests }) => requests.notSent, format: count, ifAny: true },
  { label: 'Service time, p50', of: ({ serviceTime }) => serviceTime?.p50, format: ms },
  { label: 'Service time, longest', of: ({ serviceTime }) => serviceTime?.max, format: ms },
  { label: 'Send lag, p99', of: ({ sendLagMs }) => sendLagMs, format: ms },
  { label: 'Billed in this phase, at least', of: ({ billed }) => billed?.ms, format: ms },
  { label: 'Cost of this phase, at least', of: ({ billed }) => billed?.usd, format: usd },
];

/** A column for each target, as in the report. */
export function liveFigures({ name, targets }: LivePhase): Markup {
  const shown = rows
    .map((row) => ({ ...row, values: targets.map(({ load }) => (load === undefined ? undefined : row.of(load))) }))
    .filter(({ ifAny, values }) => values.some((value) => value !== undefined && !(ifAny && value === 0)));
  return html`<table class="side-by-side"><caption class="unseen">Phase ${name}, so far</caption>
<thead><tr><th scope="col" class="muted">phase ${name}</th>${targets.map(head)}</tr></thead>
<tbody>${shown.map(rowMarkup)}</tbody></table>`;
}

const head = ({ name, index, runningMs, load }: LiveTarget): Markup =>
  html`<th scope="col" class="${targetClass(index)}"><span class="target">${name}</span><br><span class="muted">${stageOf(runningMs !== undefined, load)}</span></th>`;

function stageOf(running: boolean, load: LiveLoad | undefined): string {
  const stage = running ? 'running' : load === undefined ? 'to come' : 'ended';
  return load !== undefined && load.repeat > 0 ? `${stage}, repeat ${load.repeat + 1}` : stage;
}

const rowMarkup = ({
  label,
  format,
  leads,
  values,
}: Row & { readonly values: readonly (number | undefined)[] }): Markup =>
  html`<tr${leads ? html` class="leads"` : undefined}><th scope="row">${label}</th>${values.map(
    (value) =>
      html`<td>${leads ? html`<span class="lead-figure">${cell(value, format)}</span>` : cell(value, format)}</td>`,
  )}</tr>\n`;
