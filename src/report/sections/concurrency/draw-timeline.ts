import type { Steps } from '../../../stats/instances/steps.ts';
import { count, counted, ms, shown } from '../../../text/format.ts';
import { fine, level as line, plot, timeChart } from '../../charts/time-chart.ts';
import { html, type Markup } from '../../page/markup.ts';
import { scaleOf } from './scale.ts';
import type { TimelinePanel } from './timeline.ts';

/** Instants that can be pointed at or reached with the keyboard. */
const mostInstants = 80;

interface Look {
  readonly targetIndex: number;
  readonly axis: string;
  readonly bare: boolean;
  readonly heightPx: number;
}

/** Requests in flight as an area, environments as a line above it: where the line follows the area, each has its own. */
export function drawTimeline(
  panel: TimelinePanel,
  spanMs: number,
  most: number,
  { targetIndex, axis, bare, heightPx }: Look,
): Markup {
  const scale = scaleOf(most, heightPx);
  const path = (steps: Steps): string => stepPath(steps, panel.spanMs, scale.y);
  return timeChart({
    ...{ axis, spanMs, heightPx, targetIndex, bare, label: describe(panel) },
    beside: scale.ticks.map(
      (level) =>
        html`${line('grid', fine(plot.top + scale.y(level)))}<text class="name" x="${plot.nameX}" y="${fine(plot.top + scale.y(level) + 4)}">${count(level)}</text>`,
    ),
    marks: html`<path class="offered" d="${path(panel.inFlight)}V${heightPx}H0Z"/><path class="there" d="${path(panel.alive)}"/>${bands(panel, heightPx)}`,
  });
}

function stepPath(steps: Steps, spanMs: number, y: (level: number) => number): string {
  const moves = steps.map(([atMs, level]) => `H${fine(atMs)}V${fine(y(level))}`);
  return `M0 ${fine(y(0))}${moves.join('')}H${fine(spanMs)}`;
}

/** Upright bands that say the levels at one instant, unseen until they are pointed at. */
function bands(panel: TimelinePanel, heightPx: number): Markup {
  const { spanMs } = panel;
  const instants = levelsOf(panel);
  return html`${instants.map(({ atMs, inFlight, alive }, index) => {
    const toMs = instants[index + 1]?.atMs ?? spanMs;
    const levels = `${counted(inFlight, 'request')} in flight, ${counted(alive, 'environment')} known to be alive`;
    const [x, width] = [fine(atMs), fine(Math.max(0, toMs - atMs))];
    return html`<g class="mark place"><title>${`${panel.target} after ${ms(atMs)}: ${levels}`}</title>
<rect x="${x}" y="0" width="${width}" height="${heightPx}"/></g>\n`;
  })}`;
}

export interface Levels {
  readonly atMs: number;
  readonly inFlight: number;
  readonly alive: number;
}

/** The levels wherever they change; of very many changes the highest of each stretch, of requests and of environments. */
export function levelsOf({ inFlight, alive, spanMs }: TimelinePanel): Levels[] {
  const changes = [...new Set([...inFlight, ...alive].map(([atMs]) => atMs))].sort((a, b) => a - b);
  const all = changes.map((atMs) => ({ atMs, inFlight: levelAt(inFlight, atMs), alive: levelAt(alive, atMs) }));
  if (all.length <= mostInstants) return all;
  const stretchMs = (2 * spanMs) / mostInstants;
  const highest = (['inFlight', 'alive'] as const).flatMap((level) => highestOf(all, level, stretchMs));
  return [...new Set(highest)].sort((a, b) => a.atMs - b.atMs);
}

function highestOf(all: readonly Levels[], level: 'inFlight' | 'alive', stretchMs: number): Levels[] {
  const stretches = new Map<number, Levels>();
  for (const levels of all) {
    const stretch = Math.floor(levels.atMs / stretchMs);
    const before = stretches.get(stretch);
    if (before === undefined || levels[level] > before[level]) stretches.set(stretch, levels);
  }
  return [...stretches.values()];
}

/** The last level at or before the instant. */
function levelAt(steps: Steps, atMs: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.[0] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return steps[low - 1]?.[1] ?? 0;
}

const describe = ({ target, phase }: TimelinePanel): string =>
  `Concurrency of ${target}: at most ${counted(phase.peakInFlight, 'request')} in flight, ${shown(phase.environments.distinct, (distinct) => counted(distinct, 'environment'))} in total`;
