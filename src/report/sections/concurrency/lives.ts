import { phaseModules } from '../../../load/phase-modules.ts';
import type { PhaseResult, TargetResult } from '../../../model/run-result.ts';
import type { AliveStep } from '../../../model/schema/environment-lives.ts';
import { count, counted, ms } from '../../../text/format.ts';
import { fine, level, plot, timeChart } from '../../charts/time-chart.ts';
import { cell, figure } from '../../figures/figure.ts';
import { type FigureColumn, figuresOf, labelsOf } from '../../figures/figure-table.ts';
import { chartFigure, panel, wide } from '../../page/chart-figure.ts';
import { targetClass } from '../../page/color.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { left, table } from '../../page/table.ts';
import { indexOfTarget, targetName } from '../../page/target-name.ts';
import type { PageContext } from '../section.ts';
import { scaleOf } from './scale.ts';

/** The first load of a target: all its phases, in the first repeat. */
interface Load {
  readonly target: TargetResult;
  readonly phases: readonly PhaseResult[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly steps: readonly AliveStep[];
}

/** Environments alive over the whole load, where some were stopped as idle or could have been. */
export function livesFigure({ result }: PageContext): Markup | undefined {
  const loads = result.targets.flatMap(loadOf);
  if (loads.length === 0) return undefined;
  const spanMs = Math.max(...loads.map(({ fromMs, toMs }) => toMs - fromMs));
  const drawn = loads.map((load) => {
    const { target } = load;
    return panel(targetName(result, target.name), factsOf(load), drawLoad(load, spanMs, result));
  });
  const swatches = (className: string) =>
    loads.map(
      ({ target }) => html`<span class="${className} ${targetClass(indexOfTarget(result, target.name))}"></span>`,
    );
  return chartFigure({
    title: html`Environments alive, and stopped as idle <span class="muted">whole load</span>`,
    legend: html`<li>${swatches('line')}environments alive</li><li>${swatches('swatch offered')}stopped as idle so far</li>`,
    content: wide('Environments alive over the whole load', drawn),
    numbers: loads.map(livesTable),
    note: html`From the telemetry of the embedded Lambda: an environment is alive from the start of its process until it is stopped, and is
stopped as idle when nothing has come for <code>keepAliveMs</code>. Upright lines are the beginnings of phases.`,
  });
}

function loadOf(target: TargetResult): Load[] {
  const phases = target.phases.filter(({ repeat }) => repeat === 0);
  const [first, last] = [phases[0], phases.at(-1)];
  const isWorthALook =
    phases.some(({ kind }) => phaseModules[kind].shape === 'idle') || (target.environments.lives?.stoppedIdle ?? 0) > 0;
  if (!isWorthALook || target.environmentCurve === undefined || first === undefined || last === undefined) return [];
  const [fromMs, toMs] = [first.startedAtMs, last.finishedAtMs];
  const steps = target.environmentCurve.filter(({ atMs }) => atMs < toMs);
  return [{ target, phases, fromMs, toMs, steps }];
}

const factsOf = ({ target }: Load): Content => {
  const scope = { path: `targets.${target.name}`, of: target };
  return html`${figure(scope, 'environments.lives.started', count)} started,
${figure(scope, 'environments.lives.stoppedIdle', count)} stopped as idle,
${figure(scope, 'environments.lives.aliveAtEnd', count)} alive at the end of the load`;
};

const heightPx = 120;

function drawLoad({ target, phases, fromMs, steps }: Load, spanMs: number, result: PageContext['result']): Markup {
  const { ticks, y } = scaleOf(
    steps.reduce((most, { alive, stoppedIdle }) => Math.max(most, alive, stoppedIdle), 0),
    heightPx,
  );
  const path = (levelOf: (step: AliveStep) => number): string => {
    const moves = steps.map((step) => `H${fine(Math.max(0, step.atMs - fromMs))}V${fine(y(levelOf(step)))}`);
    return `M0 ${fine(y(0))}${moves.join('')}H${fine(spanMs)}`;
  };
  return timeChart({
    ...{ axis: 'environments alive', spanMs, heightPx, targetIndex: indexOfTarget(result, target.name) },
    label: `Environments of ${target.name} over the whole load: ${phases.map(phaseWords).join('; ')}`,
    beside: ticks.map(
      (at) =>
        html`${level('grid', fine(plot.top + y(at)))}<text class="name" x="${plot.nameX}" y="${fine(plot.top + y(at) + 4)}">${count(at)}</text>`,
    ),
    marks: html`<path class="offered" d="${path(({ stoppedIdle }) => stoppedIdle)}V${heightPx}H0Z"/><path class="there" d="${path(({ alive }) => alive)}"/>
${phases.map((phase) => band(phase, fromMs))}`,
  });
}

function band(phase: PhaseResult, originMs: number): Markup {
  const [x, width] = [fine(phase.startedAtMs - originMs), fine(phase.finishedAtMs - phase.startedAtMs)];
  return html`<path class="axis" d="M${x} 0V${heightPx}"/><g class="mark place"><title>${phaseWords(phase)}</title>
<rect x="${x}" y="0" width="${width}" height="${heightPx}"/></g>\n`;
}

const phaseWords = ({ name, environments: { lives } }: PhaseResult): string =>
  lives === undefined
    ? `${name}: not known`
    : `${name}: ${counted(lives.aliveAtStart, 'environment')} alive at its start, ${count(lives.started)} started, ${count(lives.stoppedIdle)} stopped as idle, ${count(lives.aliveAtEnd)} alive at its end`;

const columns: readonly FigureColumn<PhaseResult>[] = [
  ['alive at its start', 'environments.lives.aliveAtStart', count],
  ['started', 'environments.lives.started', count],
  ['stopped as idle', 'environments.lives.stoppedIdle', count],
  ['ended otherwise', 'environments.lives.stoppedOther', count],
  ['alive at its end', 'environments.lives.aliveAtEnd', count],
];

/** Instants of idle stops count from the beginning of the phase. */
const livesTable = ({ target, phases }: Load): Markup =>
  table({
    caption: `${target.name}: environments by phase; times from its start`,
    columns: [left('phase'), ...labelsOf(columns), 'first idle stop', 'half of them by', 'last idle stop'],
    rows: phases.map((phase) => {
      const scope = { path: `targets.${target.name}.phases.${target.phases.indexOf(phase)}`, of: phase };
      const stops = phase.environments.lives?.idleStops;
      const since = (atMs: number | undefined) => cell(atMs === undefined ? undefined : atMs - phase.startedAtMs, ms);
      return [
        phase.name,
        ...figuresOf(scope, columns),
        ...[since(stops?.firstAtMs), since(stops?.halfAtMs), since(stops?.lastAtMs)],
      ];
    }),
  });
