import type { TargetResult } from '../../../model/run-result.ts';
import type { WorkerResult } from '../../../model/schema/client/workers.ts';
import { count, mb, ms, significant } from '../../../text/format.ts';
import { derived, figure, nothing, type Scope } from '../../figures/figure.ts';
import { hostColumns, hostFigures } from '../../figures/machines/host-figures.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { folded, left, table } from '../../page/table.ts';

/** More rows than this are in result.json. */
const mostRows = 100;
/** A longer table is folded up. */
const mostOpen = 20;

/** What the workers of a target did, and their machines. Those of which something is missing come first. */
export function workerTables(target: TargetResult): Markup {
  const { workers = [] } = target.client;
  const all = workers.map((of, index) => ({ of, path: `targets.${target.name}.client.workers.${index}` }));
  const rows = [...all.filter(isIncomplete), ...all.filter((one) => !isIncomplete(one))].slice(0, mostRows);
  const part =
    rows.length < all.length ? `, ${count(rows.length)} of ${count(all.length)}; all are in result.json` : '';
  const isAnyLost = workers.some(({ lost }) => lost !== undefined);
  const drawn = [
    table({
      caption: `${target.name}: its workers, their clocks and their samples${part}`,
      columns: ['worker', ...workColumns, ...(isAnyLost ? [left('lost')] : [])],
      rows: rows.map((one) => [one.of.name, ...work(one), ...(isAnyLost ? [lostText(one.of)] : [])]),
      totalRows: all.length,
    }),
    table({
      caption: `${target.name}: the machines of its workers during the load, all their programs together${part}`,
      columns: ['worker', ...machineColumns],
      rows: rows.map((one) => [one.of.name, ...machine(one)]),
      totalRows: all.length,
    }),
  ];
  return all.length > mostOpen ? folded(`The ${count(all.length)} workers of ${target.name}`, drawn) : html`${drawn}`;
}

const isIncomplete = ({ of: { lost, samplesSent, samplesReceived } }: Scope<WorkerResult>): boolean =>
  lost !== undefined || samplesSent !== samplesReceived;

const workColumns = [
  ...['threads', 'clock ahead by', 'known to ±', 'drift (ppm)', 'latest start', 'lag p99, worst'],
  ...['samples sent', 'samples here', left('version')],
];

function work(scope: Scope<WorkerResult>): Content[] {
  const { version, phases } = scope.of;
  const lateMs = phases.flatMap(({ plannedStartMs, achievedStartMs }) =>
    achievedStartMs === undefined ? [] : [achievedStartMs - plannedStartMs],
  );
  const lags = phases.flatMap(({ sendLagMs }) => sendLagMs?.p99 ?? []);
  const latest = (values: readonly number[], why: string, formula: string) =>
    values.length === 0 ? nothing(why) : derived(Math.max(...values), ms, formula);
  return [
    figure(scope, 'threads', count),
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

const machineColumns = ['cores', 'memory', ...hostColumns, 'adds to p50', 'adds to p99'];

/** What rollcall adds to a latency there stands beside it: it is a fact of the machine. */
function machine(scope: Scope<WorkerResult>): Content[] {
  const { host, lost, calibration } = scope.of;
  const why = lost === undefined ? 'it did not answer' : 'it was lost';
  const uncalibrated = calibration === undefined ? '`rollcall calibrate` did not run there' : 'too few samples';
  return [
    ...[figure(scope, 'cores', count), figure(scope, 'memoryMb', mb)],
    ...hostFigures(`${scope.path}.host`, host, why),
    ...(['p50', 'p99'] as const).map((key) => figure(scope, `calibration.${key}`, ms, uncalibrated)),
  ];
}
