import { count, ms } from '../../../text/format.ts';
import { cell, figure } from '../../figures/figure.ts';
import { chartFigure, panel, phaseTitle, wide } from '../../page/chart-figure.ts';
import { targetClass } from '../../page/color.ts';
import { html, type Markup } from '../../page/markup.ts';
import { explained, table } from '../../page/table.ts';
import { indexOfTarget, targetName } from '../../page/target-name.ts';
import type { PhasePanels } from '../phase-panels.ts';
import type { PageContext, Section } from '../section.ts';
import { drawTimeline, levelsOf } from './draw-timeline.ts';
import { livesFigure } from './lives.ts';
import { type TimelinePanel, timelines } from './timeline.ts';

export const concurrencySection: Section = {
  id: 'concurrency',
  label: 'Concurrency',
  title: 'Concurrency, and the environments it took',
  inDepth: true,
  body: (context) => {
    // Requests one after another are one at a time: nothing to see.
    const all = timelines(context.result, context.samples).filter(({ panels }) =>
      panels.some(({ phase }) => phase.peakInFlight > 1),
    );
    const lives = livesFigure(context);
    if (all.length === 0) return lives;
    return html`${all.map((timeline) => timelineFigure(timeline, context))}
${explained(html`The area is the requests in flight over time, the line the environments or processes that are alive. Where the line is as
high as the area, every request had its own. Processes of a server are alive throughout, environments of the embedded Lambda as it reports. Of other
targets, an instance is known to be alive from its first request to its last answer: their line is a lower bound.`)}
${lives}`;
  },
};

function timelineFigure({ phase, kind, spanMs, panels }: PhasePanels<TimelinePanel>, { result }: PageContext): Markup {
  const levels = panels.flatMap(({ inFlight, alive }) => [...inFlight, ...alive].map(([, level]) => level));
  const most = levels.reduce((high, level) => Math.max(high, level), 0);
  const drawn = panels.map((own) => {
    const timeline = drawTimeline(own, spanMs, most, {
      ...{ targetIndex: indexOfTarget(result, own.target), axis: phase },
      ...{ bare: own !== panels.at(-1), heightPx: panels.length > 3 ? 48 : 72 },
    });
    return panel(targetName(result, own.target), panelFacts(result, own), timeline);
  });
  const swatches = (className: string) =>
    panels.map(({ target }) => html`<span class="${className} ${targetClass(indexOfTarget(result, target))}"></span>`);
  return chartFigure({
    title: phaseTitle(phase, kind),
    legend: html`<li>${swatches('swatch offered')}requests in flight</li>
<li>${swatches('line')}environments known to be alive</li>`,
    content: wide(`Concurrency over time in phase ${phase}`, drawn),
    numbers: panels.map(levelsTable),
  });
}

function panelFacts(result: PageContext['result'], { target, phase, oneOf }: TimelinePanel): Markup {
  const index = result.targets.find(({ name }) => name === target)?.phases.indexOf(phase) ?? -1;
  const scope = { path: `targets.${target}.phases.${index}`, of: phase };
  const instances = phase.environments.peakAlive === 1 ? 'instance' : 'instances';
  const estimated = oneOf > 1.001 ? `; in flight is estimated from 1 in ${oneOf.toFixed(1)} requests` : '';
  return html`peak: ${figure(scope, 'peakInFlight', count)} in flight,
${figure(scope, 'environments.peakAlive', count)} ${instances} alive;
distinct instances that answered: ${figure(scope, 'environments.distinct', count)}${estimated}`;
}

const levelsTable = (panel: TimelinePanel): Markup =>
  table({
    caption: `${panel.target}: changes over time`,
    columns: ['after', 'requests in flight', 'environments alive'],
    rows: levelsOf(panel).map(({ atMs, inFlight, alive }) => [
      cell(atMs, ms),
      cell(inFlight, count),
      cell(alive, count),
    ]),
  });
