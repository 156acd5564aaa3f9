import { count, counted, ms } from '../../../text/format.ts';
import { idleEntry, partLegend } from '../../charts/legend.ts';
import { cell } from '../../figures/figure.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { folded, scrolling, table } from '../../page/table.ts';
import { indexOfTarget, targetName } from '../../page/target-name.ts';
import type { PageContext, Section } from '../section.ts';
import { drawLanes } from './draw.ts';
import type { Lane } from './lane.ts';
import { type Drawn, type LaneChart, type LanePanel, laneCharts } from './lane-chart.ts';

export const lanesSection: Section = {
  id: 'lanes',
  label: 'Swim lanes',
  title: 'Who answered, and when',
  body: (context) => {
    const charts = laneCharts(context.result, context.samples, context.notable);
    if (charts.length === 0) return undefined;
    return html`<p class="lead">One lane per execution environment or process, one bar per request. A lane that is as high as several bars had several requests at once. The pale band is the time for which an instance is known to have been there.</p>
${charts.map((chart) => chartFigure(chart, context))}
<p class="note">Parts are drawn one after another; where in a call the CPU worked is not measured, only how long. Hover a bar for its numbers.${context.result.targets.some(({ phases }) => phases.some(({ repeat }) => repeat > 0)) ? ' The first repeat is drawn.' : ''}</p>`;
  },
};

function chartFigure(chart: LaneChart, { result }: PageContext): Markup {
  const { phase, panels, spanMs } = chart;
  const kinds = new Set(
    panels.flatMap(({ lanes }) =>
      lanes.flatMap(({ bars }) => bars.flatMap(({ parts }) => parts.map(({ kind }) => kind))),
    ),
  );
  const names = panels.map(({ target }) => target);
  const drawn = panels.map(
    (
      panel,
    ) => html`<div class="panel"><p class="panel-name">${targetName(result, panel.target)} <span class="muted">${panelFacts(panel)}</span></p>
${drawLanes(panel, spanMs, indexOfTarget(result, panel.target), phase)}${noteOf(panel)}</div>`,
  );
  return html`<figure><figcaption><h3>Phase ${phase} <span class="muted">${chart.kind}, ${ms(spanMs)} from the first release to the last answer</span></h3>${partLegend(result, names, kinds, idleEntry)}</figcaption>
${scrolling(`Swim lanes of phase ${phase}`, html`<div class="wide">${drawn}</div>`)}
${folded('The numbers behind it', panels.map(lanesTable))}</figure>`;
}

function noteOf(panel: LanePanel): Markup | undefined {
  const note = lanesNote(panel);
  return note === undefined ? undefined : html`<p class="note">${note}</p>`;
}

/** What is not drawn, or not by itself; nothing if all is. */
export function lanesNote({ totals, drawn, joined, lanes }: LanePanel): string | undefined {
  if (drawn.requests === totals.requests && joined.requests === 0) return undefined;
  const part = (key: keyof Drawn): string => {
    const together = joined[key] === 0 ? '' : ` (${count(joined[key])} of them joined with their neighbours)`;
    const all = drawn[key] === totals[key];
    return `${all ? 'all' : `${count(drawn[key])} of`} ${count(totals[key])}${together}`;
  };
  const lacking = lanes.filter(({ complete }) => !complete).length;
  const gaps =
    lacking === 0
      ? '.'
      : `. Not all requests of ${counted(lacking, 'lane')} are at hand: a gap there is not idle time.`;
  return [
    `Drawn: of the requests ${part('requests')}, among them the first, the last and the longest`,
    totals.failed === 0 ? 'none failed' : `of those throttled or failed ${part('failed')}`,
    totals.coldStarts === 0 ? 'no cold starts' : `of cold starts ${part('coldStarts')}`,
  ]
    .join('; ')
    .concat(gaps);
}

function panelFacts({ environments, requests, peakInFlight, omitted, lanes }: LanePanel): string {
  const thinned = Math.max(1, ...lanes.map(({ drawnEvery }) => drawnEvery));
  return [
    `${counted(requests, 'request')} in ${counted(environments, 'lane')}`,
    `at most ${peakInFlight} at once in one`,
    ...(thinned > 1 ? [`one of ${thinned} of those at once is drawn`] : []),
    ...(omitted > 0 ? [`${counted(omitted, 'lane')} not drawn`] : []),
  ].join(', ');
}

const lanesTable = ({ target, lanes, omitted }: LanePanel): Markup =>
  table({
    caption: `${target}: lanes from top to bottom${omitted > 0 ? `, ${count(lanes.length)} of ${count(lanes.length + omitted)}` : ''}`,
    columns: ['instance', 'requests drawn', 'at once', 'there from', 'there to', 'first cold'].map((label) => ({
      label,
    })),
    rows: lanes.map(laneRow),
  });

function laneRow({ instanceId, label, bars, tracks, aliveFromMs, aliveToMs }: Lane): Content[] {
  return [
    instanceId === undefined ? label : html`<code title="${instanceId}">${label}</code>`,
    cell(
      bars.reduce((sum, { requests }) => sum + requests, 0),
      count,
    ),
    cell(tracks, count),
    cell(aliveFromMs, ms),
    cell(aliveToMs, ms),
    bars.some(({ coldStarts }) => coldStarts > 0) ? 'yes' : 'no',
  ];
}
