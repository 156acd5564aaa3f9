import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { count, counted, mb, times } from '../../../text/format.ts';
import { figure, targetScope } from '../../figures/figure.ts';
import { hasPrimary } from '../../figures/headlines.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { table } from '../../page/table.ts';
import { targetName } from '../../page/target-name.ts';

const columns = [
  'target',
  {
    label: 'idle RSS',
    title: 'sum over all processes in one scan before the load; RSS counts a shared page once per process',
  },
  {
    label: 'idle PSS',
    title: 'sum over all processes in one scan before the load; PSS counts a shared page once in total',
  },
  { label: 'peak RSS', title: 'highest sum over all processes at one scan since the load began' },
  { label: 'peak PSS', title: 'highest sum over all processes at one scan since the load began' },
  { label: 'RSS per instance', title: 'sum of RSS at the scan with the highest one, by the instances alive then' },
  { label: 'processes', title: 'most at one scan since the load began' },
  {
    label: 'allocated',
    title: 'memory size times environments alive at once; for a server, the memory of what it runs on',
  },
  { label: '× RSS', title: 'peak RSS relative to the baseline' },
  { label: '× PSS', title: 'peak PSS relative to the baseline' },
  { label: '× allocated', title: 'allocated memory relative to the baseline' },
  { label: 'scans', title: 'since the load began' },
];

export function memoryTable(result: RunResult): Markup | undefined {
  const measured = result.targets.filter(({ memory }) => memory !== undefined);
  if (measured.length === 0) return undefined;
  return table({
    caption: `Memory${result.comparison === undefined ? '' : `; × is relative to ${result.comparison.baseline}`}`,
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
    figure(scope, 'memory.perInstance.rssMb', mb),
    html`${figure(scope, 'memory.peak.processes', count)}${hasPrimary(target) ? html` <span class="muted">with primary</span>` : undefined}`,
    figure(scope, 'memory.allocatedMb', mb),
    ...(['rss', 'pss', 'allocated'] as const).map((key) => figure(scope, `memory.multiplier.${key}`, times)),
    figure(scope, 'memory.peak.scans', count),
  ];
}

/** No process is not the same as no memory. */
const idleCell = (target: TargetResult, key: 'rssMb' | 'pssMb'): Markup =>
  target.memory?.idle?.processes === 0
    ? html`<span class="absent" title="no process was running before the load">no environment</span>`
    : figure(targetScope(target), `memory.idle.${key}`, mb);

const keysBelowIdle = ({ memory }: TargetResult): ('rssMb' | 'pssMb')[] =>
  (['rssMb', 'pssMb'] as const).filter((key) => (memory?.peak[key] ?? 0) < (memory?.idle?.[key] ?? 0));

/** What the columns mean, and why some figures may look wrong. */
export function memoryNotes({ targets }: RunResult): string {
  const below = targets.filter((target) => keysBelowIdle(target).length > 0).map(({ name }) => name);
  const clusters = targets.filter(hasPrimary);
  return [
    'Idle is one scan before the load; a peak is the highest sum over all processes in one scan during the load.',
    'RSS counts a shared page once per process, as environments on Lambda share none. PSS counts it once in total, and so depends on unrelated processes of this machine that share it. Allocated is what is reserved and paid for.',
    ...(below.length > 0
      ? [
          `* A peak of ${below.join(', ')} is below idle: no scan during the load found as much memory as the one before it.`,
          'Processes release memory that startup needed, and a page that more processes share weighs less in the PSS of each.',
        ]
      : []),
    ...clusters.map(({ name, memory, environments }) => {
      const workers = counted(environments.distinct ?? 0, 'worker process', 'worker processes');
      const processes = count(memory?.peak.processes ?? 0);
      return `${name}: ${workers} answered; the ${processes} processes here include the primary, which distributes the connections.`;
    }),
  ].join(' ');
}
