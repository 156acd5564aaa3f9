import { count, counted } from '../../text/format.ts';
import { targetClass } from '../page/color.ts';
import { type Content, html, type Markup } from '../page/markup.ts';
import { drawTrend } from './draw-trend.ts';
import type { SoundEntry } from './run.ts';
import { type Trend, trendsOf } from './trends.ts';

/** Trend lines of every scenario that ran more than once. */
export function trendSections(runs: readonly SoundEntry[]): Content {
  const { trends, leftOut } = trendsOf(runs);
  if (trends.length === 0) return undefined;
  const note =
    leftOut === 0 ? undefined : html`<p class="note">${counted(leftOut, 'scenario')} more ran more than once.</p>`;
  return html`<section id="trends"><h2>Trends</h2>
<ul class="legend"><li><svg class="chart sign" aria-hidden="true" viewBox="0 0 12 12"><path class="dot" d="M6 6h0"/></svg>VALID</li>
<li><svg class="chart sign" aria-hidden="true" viewBox="0 0 12 12"><path class="dot" d="M6 6h0"/><path class="hole" d="M6 6h0"/></svg>SUSPECT</li>
<li><svg class="chart sign" aria-hidden="true" viewBox="0 0 12 12"><path class="cross" d="M3 3l6 6m0-6l-6 6"/></svg>INVALID, not joined into the line</li></ul>
${trends.map(section)}${note}</section>`;
}

function section(trend: Trend): Markup {
  const { scenario, runs, of, targets, charts } = trend;
  const which = of > runs.length ? `the latest ${count(runs.length)} of ${counted(of, 'run')}` : counted(of, 'run');
  const panels = charts.map(
    (chart) => html`<div class="panel"><p class="panel-name">${chart.label}</p>
<ul class="legend">${chart.series.map(({ target, points }) => html`<li><span class="line ${targetClass(targets.indexOf(target))}"></span>${target} ${chart.format(points.at(-1)?.value ?? 0)}</li>`)}</ul>
${drawTrend(trend, chart)}</div>`,
  );
  return html`<figure data-scenario="${scenario}"><figcaption><h3>${scenario} <span class="muted">${which}, oldest to newest; the latest value is named</span></h3></figcaption>
<div class="multiples">${panels}</div></figure>
`;
}
