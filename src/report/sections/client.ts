import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { count, counted, ms, percent, when } from '../../text/format.ts';
import { figure, targetScope } from '../figures/figure.ts';
import { type Content, html, type Markup } from '../page/markup.ts';
import { table } from '../page/table.ts';
import { targetName } from '../page/target-name.ts';
import type { Section } from './section.ts';

export const clientSection: Section = {
  id: 'client',
  label: 'Client',
  title: 'Load generator health',
  body: ({ result }) => html`${clientTable(result)}
<p class="note">Spread is the time from the first to the last send of the widest burst. Lag is how late a request was sent. Loop delay is
how late the generator may have recorded an instant. All of them should be small compared with the service times.</p>
${calibrationTable(result)}`,
};

function clientTable(result: RunResult): Markup {
  const labels = [
    'target',
    'bursts',
    'spread',
    'spread p1–p99',
    'lag p50',
    'lag p99',
    'lag max',
    'loop delay p99',
    'loop delay max',
    'loop busy',
    'CPU',
    'GCs',
    'longest GC',
  ];
  return table({
    caption: 'Load generator, target by target',
    columns: labels.map((label) => ({ label })),
    rows: result.targets.map((target) => [targetName(result, target.name), ...clientFigures(target)]),
  });
}

function clientFigures(target: TargetResult): Content[] {
  const scope = targetScope(target);
  return [
    figure(scope, 'client.sendSpread.bursts', count),
    figure(scope, 'client.sendSpreadMs', ms, 'no burst'),
    figure(scope, 'client.sendSpread.p1ToP99Ms', ms, 'no burst of 100 or more'),
    figure(scope, 'client.sendLagMs.p50', ms, 'too few sends'),
    figure(scope, 'client.sendLagMs.p99', ms, 'too few sends'),
    figure(scope, 'client.sendLagMs.max', ms, 'nothing sent'),
    figure(scope, 'client.eventLoopDelayMs.p99', ms),
    figure(scope, 'client.eventLoopDelayMs.max', ms),
    figure(scope, 'client.eventLoopUtilization', percent),
    figure(scope, 'client.cpuMs', ms),
    figure(scope, 'client.gc.count', count),
    figure(scope, 'client.gc.maxMs', ms),
  ];
}

/** How much of every latency on the page the load generator adds. */
function calibrationTable({ calibration }: RunResult): Markup {
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
    columns: ['load', 'samples', 'p50', 'p99', 'max'].map((label) => ({ label })),
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
