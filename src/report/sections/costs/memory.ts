import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { count, counted, mb, times } from '../../../text/format.ts';
import { figure, targetScope } from '../../figures/figure.ts';
import { hasPrimary } from '../../figures/headlines.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { table } from '../../page/table.ts';
import { targetName } from '../../page/target-name.ts';

const columns = [
  { label: 'target' },
  { label: 'idle RSS', title: 'sum over all processes in one scan before the load; RSS counts a shared page in each' },
  { label: 'idle PSS', title: 'sum over all processes in one scan before the load; PSS counts a shared page once' },
  { label: 'peak RSS', title: 'highest sum over all processes at one scan since the load began' },
  { label: 'peak PSS', title: 'highest sum over all processes at one scan since the load began' },
  { label: 'processes', title: 'most at one scan since the load began' },
  { label: 'allocated', title: 'memory size times environments alive at once; of a server what it runs on' },
  { label: '× RSS', title: 'peak RSS beside that of the baseline' },
  { label: '× PSS', title: 'peak PSS beside that of the baseline' },
  { label: '× allocated', title: 'allocated beside that of the baseline' },
  { label: 'scans', title: 'since the load began' },
];

export function memoryTable(result: RunResult): Markup | undefined {
  const measured = result.targets.filter(({ memory }) => memory !== undefined);
  if (measured.length === 0) return undefined;
  return table({
    caption: `Memory${result.comparison === undefined ? '' : `; × is beside the peak of ${result.comparison.baseline}`}`,
    columns,
    rows: measured.map((target) => memoryRow(result, target)),
  });
}

function memoryRow(result: RunResult, target: TargetResult): Content[] {
  const scope = targetScope(target);
  const below = keysBelowIdle(target);
  return [
    targetName(result, target.name),
    ...(['rssMb', 'pssMb'] as const).map((key) => idleCell(target, key)),
    ...(['rssMb', 'pssMb'] as const).map(
      (key) => html`${figure(scope, `memory.peak.${key}`, mb)}${below.includes(key) ? ' *' : ''}`,
    ),
    html`${figure(scope, 'memory.peak.processes', count)}${hasPrimary(target) ? html` <span class="muted">with primary</span>` : undefined}`,
    figure(scope, 'memory.allocatedMb', mb),
    ...(['rss', 'pss', 'allocated'] as const).map((key) => figure(scope, `memory.multiplier.${key}`, times)),
    figure(scope, 'memory.peak.scans', count),
  ];
}

/** Nothing was running is another thing than nothing was used. */
const idleCell = (target: TargetResult, key: 'rssMb' | 'pssMb'): Markup =>
  target.memory?.idle?.processes === 0
    ? html`<span class="absent" title="no process of it was running before the load">no environment</span>`
    : figure(targetScope(target), `memory.idle.${key}`, mb);

const keysBelowIdle = ({ memory }: TargetResult): ('rssMb' | 'pssMb')[] =>
  (['rssMb', 'pssMb'] as const).filter((key) => (memory?.peak[key] ?? 0) < (memory?.idle?.[key] ?? 0));

/** What the columns are of, and what a reader of these very figures may stumble over. */
export function memoryNotes({ targets }: RunResult): string {
  const below = targets.filter((target) => keysBelowIdle(target).length > 0).map(({ name }) => name);
  const clusters = targets.filter(hasPrimary);
  return [
    'Idle is one scan before the load; a peak is the highest sum over all processes at one scan since the load began. RSS counts a page that processes share in each of them, PSS once. Allocated is what is reserved and paid for.',
    ...(below.length > 0
      ? [
          `* A peak of ${below.join(', ')} is below idle: no scan of the load found as much as the one before it. Processes give back what starting took, and a page that more processes map weighs less in the PSS of each.`,
        ]
      : []),
    ...clusters.map(
      ({ name, memory, environments }) =>
        `${name}: ${counted(environments.distinct, 'worker process', 'worker processes')} answered; the ${count(memory?.peak.processes ?? 0)} processes here are all of its workers and their primary, which hands out the connections.`,
    ),
  ].join(' ');
}
