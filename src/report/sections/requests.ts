import type { ByRequest, LatencySummary, Measures } from '../../model/measures.ts';
import type { PhaseResult, RunResult } from '../../model/run-result.ts';
import { bytesPerSecond, count, ms, perSecond, plain } from '../../text/format.ts';
import { type FigureColumn, figuresOf, labelsOf, targetParts } from '../figures/figure-table.ts';
import { latencyColumns } from '../figures/latency-columns.ts';
import { html, type Markup } from '../page/markup.ts';
import { tables } from '../page/one-row.ts';
import { left, type TableParts, table } from '../page/table.ts';
import { targetName } from '../page/target-name.ts';
import { projectedNote, projectedPhases } from './projected-phases.ts';
import type { Section } from './section.ts';

export const requestsSection: Section = {
  id: 'requests',
  label: 'Requests',
  title: 'Outcome of every request',
  folded: () => true,
  body: ({ result }) => {
    const some = result.targets.some(({ requests }) => requests.failed + requests.unidentified > 0);
    const heldBack = result.targets.some(({ requests }) => requests.notSent > 0);
    const columns = [...outcomes, ...(heldBack ? notSent : []), ...(some ? kindsOfFailure : [])];
    const outcome = targetParts('Requests by outcome', result, columns);
    return html`${tables([outcome, ...phases(result), projectedPhases(result)], 'Requests of the only phase, and their outcome')}${requestTable(result)}${projectedNote(result)}`;
  },
};

type Columns = readonly FigureColumn<Measures>[];

const outcomes: Columns = [
  ['sent', 'requests.sent', count],
  ['answered', 'requests.answered', count],
  ['throttled', 'requests.throttled', count],
  ['timed out', 'requests.timedOut', count],
  ['failed', 'requests.failed', count],
  ['answered per second', 'throughput.requestsPerSecond', perSecond, 'nothing answered'],
  ['received per second', 'throughput.bytesPerSecond', bytesPerSecond, 'nothing answered'],
];

/** Shown where there are any. */
const notSent: Columns = [['not sent', 'requests.notSent', count]];

/** The same. */
const kindsOfFailure: Columns = [
  ['HTTP error', 'requests.failures.httpError', count],
  ['refused', 'requests.failures.refused', count],
  ['reset', 'requests.failures.reset', count],
  ['malformed', 'requests.failures.malformed', count],
  ['unreachable', 'requests.failures.unreachable', count],
  ['interrupted', 'requests.failures.interrupted', count],
  ['answered without identity', 'requests.unidentified', count],
];

type OfRequest = ByRequest[number];

const ofRequest: readonly FigureColumn<OfRequest>[] = [
  ['sent', 'requests.sent', count],
  ['answered', 'requests.answered', count],
  ['throttled', 'requests.throttled', count],
  ['timed out', 'requests.timedOut', count],
  ['failed', 'requests.failed', count],
];

/** Where the load has several. */
function requestTable(result: RunResult): Markup | undefined {
  const all = result.targets.flatMap(({ byRequest = [] }) => byRequest);
  if (all.length === 0) return undefined;
  const times = latencyColumns(all.flatMap(({ latencyMs }) => latencyMs.serviceTime ?? []));
  const rows = result.targets.flatMap((target) =>
    (target.byRequest ?? []).map((of, index) => {
      const path = `targets.${target.name}.byRequest.${index}`;
      const scope = { path: `${path}.latencyMs.serviceTime`, of: of.latencyMs.serviceTime ?? {} };
      return [
        ...[targetName(result, target.name), of.name],
        ...[...figuresOf<OfRequest>({ path, of }, ofRequest), ...figuresOf<Partial<LatencySummary>>(scope, times)],
      ];
    }),
  );
  const columns = ['target', left('request'), ...labelsOf(ofRequest), ...labelsOf(times)];
  return table({ caption: 'Request by request, with service times', columns, rows });
}

const instancesOfPhase: readonly FigureColumn<PhaseResult>[] = [
  ['sent', 'requests.sent', count],
  ['answered', 'requests.answered', count],
  ['instances', 'environments.distinct', count],
  ['cold starts', 'environments.coldStarts', count],
  ['reused', 'environments.reused', count],
];

const timesOfPhase: readonly FigureColumn<PhaseResult>[] = [
  ['mean in flight', 'meanInFlight', plain],
  ['peak in flight', 'peakInFlight', count],
  ['p50', 'latencyMs.serviceTime.all.p50', ms, 'too few answers'],
  ['max', 'latencyMs.serviceTime.all.max', ms, 'nothing answered'],
  ['billed', 'billing.billedMs', ms, 'not billed per call'],
];

/** Two tables, as one would be wider than the page. */
const phases = (result: RunResult): TableParts[] => [
  phaseTable('Phase by phase', result, instancesOfPhase),
  phaseTable('Phase by phase: times and bill', result, timesOfPhase),
];

const phaseTable = (caption: string, result: RunResult, figures: readonly FigureColumn<PhaseResult>[]): TableParts => ({
  caption,
  columns: ['target', left('phase'), left('kind'), 'repeat', ...labelsOf(figures)],
  rows: result.targets.flatMap((target) =>
    target.phases.map((phase, index) => [
      ...[targetName(result, target.name), phase.name, phase.kind, count(phase.repeat + 1)],
      ...figuresOf<PhaseResult>({ path: `targets.${target.name}.phases.${index}`, of: phase }, figures),
    ]),
  ),
});
