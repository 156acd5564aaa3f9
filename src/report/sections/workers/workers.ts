import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import type { WorkerResult } from '../../../model/schema/client/workers.ts';
import { count, counted, ms, significant } from '../../../text/format.ts';
import { derived, figure, nothing, type Scope } from '../../figures/figure.ts';
import { chartFigure, panel, wide } from '../../page/chart-figure.ts';
import { targetClass } from '../../page/color.ts';
import { labelsOf } from '../../page/instance-labels.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { folded, left, table } from '../../page/table.ts';
import { indexOfTarget, targetName } from '../../page/target-name.ts';
import type { Section } from '../section.ts';
import { axisOf, drawStarts } from './draw-starts.ts';
import { type PhaseStarts, phaseStarts } from './starts.ts';

/** More rows than this are in result.json. */
const mostRows = 100;
/** A longer table is folded up. */
const mostOpen = 20;

export const workersSection: Section = {
  id: 'workers',
  label: 'Workers',
  title: 'The workers that fired the load',
  inDepth: true,
  body: ({ result }) => {
    const loaded = result.targets.filter(({ client: { workers = [] } }) => workers.length > 0);
    if (loaded.length === 0) return undefined;
    const starts = loaded.flatMap(phaseStarts);
    return html`${starts.length === 0 ? undefined : startsFigure(result, starts)}${loaded.map(workersTable)}`;
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

/** Those of which something is missing come first. */
function workersTable(target: TargetResult): Markup {
  const { workers = [] } = target.client;
  const all = workers.map((worker, index) => ({ worker, path: `targets.${target.name}.client.workers.${index}` }));
  const rows = [...all.filter(isIncomplete), ...all.filter((one) => !isIncomplete(one))].slice(0, mostRows);
  const isAnyLost = workers.some(({ lost }) => lost !== undefined);
  const part =
    rows.length < all.length ? `, ${count(rows.length)} of ${count(all.length)}; all are in result.json` : '';
  const drawn = table({
    caption: `${target.name}: its workers, their clocks and their samples${part}`,
    columns: [
      ...[
        'worker',
        'cores',
        'threads',
        'clock ahead by',
        'known to ±',
        'drift (ppm)',
        'latest start',
        'lag p99, worst',
      ],
      ...['samples sent', 'samples here', left('version'), ...(isAnyLost ? [left('lost')] : [])],
    ],
    rows: rows.map(({ worker, path }) => [...cells({ path, of: worker }), ...(isAnyLost ? [lostText(worker)] : [])]),
    totalRows: all.length,
  });
  return all.length > mostOpen ? folded(`The ${count(all.length)} workers of ${target.name}`, drawn) : drawn;
}

const isIncomplete = ({ worker: { lost, samplesSent, samplesReceived } }: { readonly worker: WorkerResult }): boolean =>
  lost !== undefined || samplesSent !== samplesReceived;

function cells(scope: Scope<WorkerResult>): Content[] {
  const { name, version, phases } = scope.of;
  const lateMs = phases.flatMap(({ plannedStartMs, achievedStartMs }) =>
    achievedStartMs === undefined ? [] : [achievedStartMs - plannedStartMs],
  );
  const lags = phases.flatMap(({ sendLagMs }) => sendLagMs?.p99 ?? []);
  const latest = (values: readonly number[], why: string, formula: string) =>
    values.length === 0 ? nothing(why) : derived(Math.max(...values), ms, formula);
  return [
    name,
    ...[figure(scope, 'cores', count), figure(scope, 'threads', count)],
    ...[
      figure(scope, 'clock.offsetMs', ms),
      figure(scope, 'clock.boundMs', ms),
      figure(scope, 'clock.driftPpm', significant),
    ],
    latest(lateMs, 'nothing sent', 'the latest phase: achievedStartMs - plannedStartMs'),
    latest(lags, 'too few sends', 'the highest of its phases: sendLagMs.p99'),
    ...[figure(scope, 'samplesSent', count, 'it did not end'), figure(scope, 'samplesReceived', count)],
    version,
  ];
}

const lostText = ({ lost }: WorkerResult): string =>
  lost === undefined ? '' : `after ${ms(lost.atMs)}: ${lost.reason}`;
