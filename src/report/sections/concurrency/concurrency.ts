import { count, counted, ms } from '../../../text/format.ts';
import { cell, figure } from '../../figures/figure.ts';
import { targetClass } from '../../page/color.ts';
import { html, type Markup } from '../../page/markup.ts';
import { folded, scrolling, table } from '../../page/table.ts';
import { indexOfTarget, targetName } from '../../page/target-name.ts';
import type { PageContext, Section } from '../section.ts';
import { drawGrowth } from './draw-growth.ts';
import { drawTimeline, placesOf } from './draw-timeline.ts';
import { growthOf } from './growth.ts';
import { type Timeline, type TimelinePanel, timelines } from './timeline.ts';

export const concurrencySection: Section = {
  id: 'concurrency',
  label: 'Concurrency',
  title: 'Concurrency offered, and what it took',
  body: (context) => {
    // Requests one after another are one at a time: nothing to see.
    const all = timelines(context.result, context.samples).filter(({ panels }) =>
      panels.some(({ phase }) => phase.peakInFlight > 1),
    );
    if (all.length === 0) return undefined;
    return html`<p class="lead">Requests on their way at one instant, and the environments or processes that were there for them. Where the line is as high as the area, every request had one of its own.</p>
${all.map((timeline) => timelineFigure(timeline, context))}
<p class="note">An environment is known to be there from its first request to its last answer: one that idles after that is alive, but not seen, so the line is a lower bound. The most alive at once, where the platform tells it, is in the caption of each.</p>
${growthFigure(context)}`;
  },
};

function timelineFigure({ phase, kind, spanMs, panels }: Timeline, { result }: PageContext): Markup {
  const levels = panels.flatMap(({ inFlight, alive }) => [...inFlight, ...alive].map(([, level]) => level));
  const most = levels.reduce((high, level) => Math.max(high, level), 0);
  const drawn = panels.map(
    (
      panel,
    ) => html`<div class="panel"><p class="panel-name">${targetName(result, panel.target)} <span class="muted">${panelFacts(result, panel)}</span></p>
${drawTimeline(panel, spanMs, most, indexOfTarget(result, panel.target), phase)}</div>`,
  );
  const swatches = (className: string) =>
    panels.map(({ target }) => html`<span class="${className} ${targetClass(indexOfTarget(result, target))}"></span>`);
  return html`<figure><figcaption><h3>Phase ${phase} <span class="muted">${kind}</span></h3><ul class="legend"><li>${swatches('swatch waiting')}requests on their way</li><li>${swatches('line')}environments known to be there</li></ul></figcaption>
${scrolling(`Concurrency over time in phase ${phase}`, html`<div class="wide">${drawn}</div>`)}
${folded(
  'The numbers behind it',
  panels.map((panel) => placesTable(panel, spanMs)),
)}</figure>`;
}

function panelFacts(result: PageContext['result'], { target, phase, oneOf }: TimelinePanel): Markup {
  const index = result.targets.find(({ name }) => name === target)?.phases.indexOf(phase) ?? -1;
  const scope = { path: `targets.${target}.phases.${index}`, of: phase };
  const thinned = oneOf > 1.001 ? `; requests on their way are worked out from one of ${oneOf.toFixed(1)}` : '';
  return html`most at once: ${figure(scope, 'peakInFlight', count)} on their way, ${figure(scope, 'environments.peakAlive', count)} ${phase.environments.peakAlive === 1 ? 'instance' : 'instances'} alive; distinct instances that answered: ${figure(scope, 'environments.distinct', count)}${thinned}`;
}

const placesTable = (panel: TimelinePanel, spanMs: number): Markup =>
  table({
    caption: `${panel.target}: where it changes`,
    columns: ['after', 'requests on their way', 'environments there'].map((label) => ({ label })),
    rows: placesOf(panel, spanMs).map(({ atMs, inFlight, alive }) => [
      cell(atMs, ms),
      cell(inFlight, count),
      cell(alive, count),
    ]),
  });

function growthFigure({ result, samples, draw }: PageContext): Markup | undefined {
  const growths = growthOf(result, samples);
  if (growths.length === 0) return undefined;
  const entries = growths.map(
    ({ target, bursts }) =>
      html`<li><span class="line ${targetClass(indexOfTarget(result, target))}"></span>${target} (${counted(bursts.length, 'burst')})</li>`,
  );
  const columns = ['target', 'phase', 'size of the burst', 'distinct environments', 'cold starts'].map((label) =>
    label === 'phase' ? ({ label, align: 'left' } as const) : { label },
  );
  const rows = growths.flatMap(({ target, bursts }) =>
    bursts.map(({ phase, size, environments, coldStarts }) => [
      targetName(result, target),
      phase,
      cell(size, count),
      cell(environments, count),
      cell(coldStarts, count),
    ]),
  );
  return html`<figure><figcaption><h3>Distinct environments against the size of the burst</h3><ul class="legend">${entries}<li><span class="line reference"></span>one for each request</li></ul></figcaption>
${scrolling('Distinct environments against the size of the burst', html`<div class="wide">${drawGrowth(growths, (name) => indexOfTarget(result, name), draw)}</div>`)}
${folded('The numbers behind it', table({ caption: 'Burst by burst', columns, rows }))}</figure>`;
}
