import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { count, counted, ms, percent, when } from '../../text/format.ts';
import { figure } from '../figures/figure.ts';
import { type FigureColumn, targetFigures } from '../figures/figure-table.ts';
import { hostColumns, hostFigures } from '../figures/machines/host-figures.ts';
import { isOfWorkers } from '../figures/machines/of-workers.ts';
import { html, type Markup } from '../page/markup.ts';
import { table } from '../page/table.ts';
import type { Section } from './section.ts';

export const clientSection: Section = {
  id: 'client',
  label: 'Client',
  title: 'Load generator health',
  folded: () => true,
  body: ({ result }) => html`${targetFigures('Load generator, target by target', result, columns)}
<p class="note">Spread is the time from the first to the last send of the widest burst. Lag is how late a request was sent. Loop delay is
how late the generator may have recorded an instant. All of them should be small compared with the service times.${isOfWorkers(result) ? ofAll : undefined}</p>
${machineTable(result)}${calibrationTable(result)}`,
};

const ofAll =
  ' Of several workers, delays and pauses are those of the worst of them, and CPU time and collections their sum.';

const columns: readonly FigureColumn<TargetResult>[] = [
  ['bursts', 'client.sendSpread.bursts', count],
  ['spread', 'client.sendSpreadMs', ms, 'no burst'],
  ['spread p1–p99', 'client.sendSpread.p1ToP99Ms', ms, 'no burst of 100 or more'],
  ['lag p50', 'client.sendLagMs.p50', ms, 'too few sends'],
  ['lag p99', 'client.sendLagMs.p99', ms, 'too few sends'],
  ['lag max', 'client.sendLagMs.max', ms, 'nothing sent'],
  ['loop delay p99', 'client.eventLoopDelayMs.p99', ms],
  ['loop delay max', 'client.eventLoopDelayMs.max', ms],
  ['loop busy', 'client.eventLoopUtilization', percent],
  ['CPU', 'client.cpuMs', ms],
  ['GCs', 'client.gc.count', count],
  ['longest GC', 'client.gc.maxMs', ms],
];

/** Of several machines, each has a row among the workers. */
function machineTable({ targets }: RunResult): Markup | undefined {
  const known = targets.flatMap(({ name, client: { host } }) => (host === undefined ? [] : [{ name, host }]));
  if (known.length === 0) return undefined;
  return table({
    caption: 'The machine of the load generator during the load, all its programs together',
    columns: ['target', ...hostColumns],
    rows: known.map(({ name, host }) => [name, ...hostFigures(`targets.${name}.client.host`, host)]),
  });
}

/** How much of every latency on the page the load generator adds. */
function calibrationTable(result: RunResult): Markup {
  const { calibration } = result;
  if (calibration === undefined && isOfWorkers(result))
    return html`<p class="note">What the load generator adds to a service time depends on its machine: it is in the table of the
<a href="#workers">workers</a>, of those where <code>rollcall calibrate</code> ran before the worker was started.</p>`;
  if (calibration === undefined) {
    return html`<p class="note">What the load generator adds to a service time was not measured on this machine. To measure it, run
<code>rollcall calibrate</code>, or add <code>--calibrate</code> to a run.</p>`;
  }
  const { measuredAt, truthDelayMs, entries, engine, threads } = calibration;
  return table({
    caption: [
      `Calibration: what the load generator adds to a service time, measured ${when(measuredAt)}`,
      `against a server that answers after ${truthDelayMs} ms; engine ${engine}, ${counted(threads, 'thread')}`,
    ].join(' '),
    columns: ['load', 'samples', 'p50', 'p99', 'max'],
    rows: entries.map((entry, index) => {
      const scope = { path: `calibration.entries.${index}`, of: entry };
      return [
        entry.load,
        figure(scope, 'samples', count),
        ...(['p50', 'p99', 'max'] as const).map((key) => figure(scope, key, ms, 'too few samples')),
      ];
    }),
  });
}
