import type { RunResult } from '../../../model/run-result.ts';
import { count, counted, ms } from '../../../text/format.ts';
import { chartFigure, panel, wide } from '../../page/chart-figure.ts';
import { targetClass } from '../../page/color.ts';
import { labelsOf } from '../../page/instance-labels.ts';
import { html, type Markup } from '../../page/markup.ts';
import { indexOfTarget, targetName } from '../../page/target-name.ts';
import type { Section } from '../section.ts';
import { axisOf, drawStarts } from './draw-starts.ts';
import { type PhaseStarts, phaseStarts } from './starts.ts';
import { workerTables } from './worker-tables.ts';

export const workersSection: Section = {
  id: 'workers',
  label: 'Workers',
  title: 'The workers that fired the load',
  inDepth: true,
  body: ({ result }) => {
    const loaded = result.targets.filter(({ client: { workers = [] } }) => workers.length > 0);
    if (loaded.length === 0) return undefined;
    const starts = loaded.flatMap(phaseStarts);
    return html`${starts.length === 0 ? undefined : startsFigure(result, starts)}${loaded.map(workerTables)}`;
  },
};

function startsFigure(result: RunResult, all: readonly PhaseStarts[]): Markup {
  const axis = axisOf(all);
  const drawn = all.map((own) => {
    const labelOf = labelsOf(own.starts.map(({ worker }) => worker));
    const drawing = drawStarts(own, { axis, targetIndex: indexOfTarget(result, own.target), labelOf });
    return panel(targetName(result, own.target), startFacts(own), drawing);
  });
  return chartFigure({
    title: html`When each worker began <span class="muted">after the instant that was planned for it</span>`,
    legend: html`<li><span class="swatch bound ${targetClass(indexOfTarget(result, all[0]?.target ?? ''))}"></span>how far its clock is known</li>`,
    content: wide('When each worker began', drawn),
    reading: html`A dot is the first send of a worker, put on the clock of the run, after its own first request was due. The bar around it is the
bound of its clock: the send was somewhere within it. Dots that are apart by less than the bars may have been together.`,
  });
}

function startFacts({ phase, started, starts, spreadMs }: PhaseStarts): string {
  const part = starts.length < started ? `, ${count(starts.length)} of them drawn` : '';
  return `phase ${phase}: ${counted(started, 'worker')} within ${ms(spreadMs)}${part}`;
}
