import { count, counted, ms } from '../../../text/format.ts';
import { idleEntry, partLegend } from '../../charts/legend.ts';
import { cell } from '../../figures/figure.ts';
import { chartFigure, panel, phaseTitle, wide } from '../../page/chart-figure.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { explained, folded, table } from '../../page/table.ts';
import { indexOfTarget, targetName } from '../../page/target-name.ts';
import type { PhasePanels } from '../phase-panels.ts';
import type { PageContext, Section } from '../section.ts';
import { drawLanes, laneHeight } from './draw.ts';
import type { Lane } from './lane.ts';
import { type Drawn, type LanePanel, laneCharts } from './lane-chart.ts';

export const lanesSection: Section = {
  id: 'lanes',
  label: 'Swim lanes',
  title: 'Which instance answered, and when',
  body: (context) => {
    const charts = laneCharts(context.result, context.samples, context.notable);
    if (charts.length === 0) return undefined;
    const hasRepeats = context.result.targets.some(({ phases }) => phases.some(({ repeat }) => repeat > 0));
    const [lead, ...others] = charts.toSorted((a, b) => mostLanes(b) - mostLanes(a));
    return html`${lead && lanesFigure(lead, context)}
${
  others.length === 0
    ? undefined
    : otherPhases(
        charts.filter((chart) => chart !== lead),
        context,
      )
}
${explained(html`Each lane is an execution environment or process, each bar a request. Where a lane had several requests in flight at once, queued ones
among them, the bars lie over each other: the stronger the color, the more. The box shows when the instance is known to have been alive. The parts of a bar are drawn one after another: how long the CPU worked is measured, not when. Hover over a bar for its
numbers.${hasRepeats ? ' Only the first repeat is drawn.' : ''}`)}`;
  },
};

/** @param started environments that have not answered are drawn below the lanes */
export function laneLegend(panels: readonly LanePanel[], started = false): Markup {
  const parts = panels.flatMap(({ lanes }) => lanes.flatMap(({ bars }) => bars.flatMap((bar) => bar.parts)));
  return partLegend(
    new Set([...parts.map(({ kind }) => kind), ...(started ? (['init'] as const) : [])]),
    html`${sharedEntry(panels)}${idleEntry}${partialEntry(panels)}${started ? unansweredEntry : undefined}`,
  );
}

/** Only where a lane had several requests at once. */
const sharedEntry = (panels: readonly LanePanel[]): Markup | undefined =>
  panels.some(({ peakInFlight }) => peakInFlight > 1)
    ? html`<li><span class="swatch shallow"></span><span class="swatch deep"></span>few, many requests at once</li>`
    : undefined;

const unansweredEntry = html`<li><span class="swatch unanswered"></span>started, no answer yet</li>`;

/** Of lanes where a gap is not idle time. */
const partialEntry = (panels: readonly LanePanel[]): Markup | undefined =>
  panels.some(({ lanes }) => lanes.some(({ complete }) => !complete))
    ? html`<li><span class="swatch partial"></span>only some requests drawn</li>`
    : undefined;

const otherPhases = (charts: readonly PhasePanels<LanePanel>[], context: PageContext): Markup =>
  folded(
    `Swim lanes of ${counted(charts.length, 'other phase')}`,
    charts.map((chart) => lanesFigure(chart, context)),
  );

const mostLanes = ({ panels }: PhasePanels<LanePanel>): number =>
  Math.max(0, ...panels.map(({ lanes }) => lanes.length));

function lanesFigure(chart: PhasePanels<LanePanel>, { result }: PageContext): Markup {
  const { phase, spanMs } = chart;
  const panels = baselineFirst(chart.panels, result.comparison?.baseline);
  const lanePx = laneHeight(panels.reduce((sum, { lanes }) => sum + lanes.length, 0));
  const drawn = panels.map((own) => {
    const targetIndex = indexOfTarget(result, own.target);
    // Beneath the first, too: the last one may be below the screen.
    const bare = own !== panels[0] && own !== panels.at(-1);
    const lanes = drawLanes(own, { axis: phase, spanMs, targetIndex, lanePx, bare });
    const note = lanesNote(own);
    const below = note && html`<p class="note">${note}</p>`;
    return panel(targetName(result, own.target), panelFacts(own), [lanes, below]);
  });
  return chartFigure({
    title: phaseTitle(phase, chart.kind, `${ms(spanMs)} from the first release to the last answer`),
    legend: laneLegend(panels),
    content: wide(`Swim lanes of phase ${phase}`, drawn),
    numbers: panels.map(lanesTable),
  });
}

/** Its few lanes above many others: beneath a hundred, the first screen would not show what they are compared with. */
const baselineFirst = (panels: readonly LanePanel[], baseline: string | undefined): readonly LanePanel[] =>
  panels.toSorted((a, b) => Number(b.target === baseline) - Number(a.target === baseline));

/** What is not drawn, or merged with its neighbors; nothing if all requests are drawn one by one. */
export function lanesNote({ totals, drawn, joined, lanes }: LanePanel): string | undefined {
  if (drawn.requests === totals.requests && joined.requests === 0) return undefined;
  const part = (key: keyof Drawn, what: string): string => {
    const merged = joined[key] === 0 ? '' : ` (${count(joined[key])} of them merged with their neighbors)`;
    return `${drawn[key] === totals[key] && totals[key] > 1 ? 'all' : `${count(drawn[key])} of`} ${count(totals[key])} ${what}${merged}`;
  };
  const lacking = lanes.filter(({ complete }) => !complete).length;
  const gaps = `Not all requests of ${counted(lacking, 'lane')} are available: a gap there is not idle time.`;
  const drawnParts = [
    `${part('requests', 'requests')}, including the first, the last, and the longest`,
    totals.failed === 0 ? 'none failed' : part('failed', 'throttled or failed requests'),
    totals.coldStarts === 0 ? 'no cold starts' : part('coldStarts', 'cold starts'),
  ];
  return `Drawn: ${drawnParts.join('; ')}.${lacking === 0 ? '' : ` ${gaps}`}`;
}

function panelFacts({ environments, requests, peakInFlight, omitted, lanes }: LanePanel): string {
  const thinned = Math.max(1, ...lanes.map(({ drawnEvery }) => drawnEvery));
  return [
    `${counted(requests, 'request')} in ${counted(environments, 'lane')}`,
    `at most ${peakInFlight} in flight per lane`,
    ...(thinned > 1 ? [`1 in ${thinned} concurrent requests drawn`] : []),
    ...(omitted > 0 ? [`${counted(omitted, 'lane')} not drawn`] : []),
  ].join(', ');
}

const lanesTable = ({ target, lanes, omitted }: LanePanel): Markup =>
  table({
    caption: `${target}: lanes from top to bottom${omitted > 0 ? `, ${count(lanes.length)} of ${count(lanes.length + omitted)}` : ''}`,
    columns: ['instance', 'requests drawn', 'concurrent', 'alive from', 'alive to', 'cold start'],
    rows: lanes.map(laneRow),
    totalRows: lanes.length + omitted,
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
