import type { RunResult, TargetResult } from '../model/run-result.ts';
import { figure, nothing } from './figure.ts';
import { count, mb, ms, percent, perSecond, plain, times, usd } from './format.ts';
import { type Content, html, type Markup } from './markup.ts';
import { type Section, targetName, targetScope } from './section.ts';
import { billedTimeFigure, breakEvenFigure, memoryFigure } from './section-costs-charts.ts';
import { table } from './table.ts';

export const costsSection: Section = {
  id: 'costs',
  label: 'Memory and cost',
  title: 'What it takes: memory, time and money',
  body: (context) => {
    const { result } = context;
    return html`${memoryFigure(context)}${memoryTable(result)}
<p class="note">Peaks of sums: every scan adds up all processes of the target, and the highest scan counts. RSS counts shared pages in every process, PSS once. Allocated is what is reserved and paid for.</p>
${billedTimeFigure(context)}${billingTable(result)}${serverTable(result)}${breakEvenFigure(context)}
<p class="note">Prices of ${result.prices.date}, ${result.prices.region}, ${result.prices.architecture}: ${result.prices.source}. Duration and requests, without free tier, taxes and data transfer. Held back by its share: ready to run, but the CPU share that goes with the memory size was used up. Queued for a CPU: ready to run, but this machine had no CPU free; a platform gives every environment its own. CPU share and cost of a server are at the load of this run, no more, no less.</p>`;
  },
};

function memoryTable(result: RunResult): Markup | undefined {
  const measured = result.targets.filter(({ memory }) => memory !== undefined);
  if (measured.length === 0) return undefined;
  const labels = [
    'target',
    'idle RSS',
    'idle PSS',
    'peak RSS',
    'peak PSS',
    'processes',
    'allocated',
    '× RSS',
    '× PSS',
    '× allocated',
    'scans',
  ];
  return table({
    caption: `Memory${result.comparison === undefined ? '' : `; × is beside the peak of ${result.comparison.baseline}`}`,
    columns: labels.map((label) => ({ label })),
    rows: measured.map((target) => memoryRow(result, target)),
  });
}

function memoryRow(result: RunResult, target: TargetResult): Content[] {
  const scope = targetScope(target);
  return [
    targetName(result, target.name),
    ...(['idle.rssMb', 'idle.pssMb', 'peak.rssMb', 'peak.pssMb'] as const).map((key) =>
      figure(scope, `memory.${key}`, mb),
    ),
    figure(scope, 'memory.peak.processes', count),
    figure(scope, 'memory.allocatedMb', mb),
    ...(['rss', 'pss', 'allocated'] as const).map((key) => figure(scope, `memory.multiplier.${key}`, times)),
    figure(scope, 'memory.peak.scans', count),
  ];
}

function billingTable(result: RunResult): Markup | undefined {
  const billed = result.targets.filter(({ billing }) => billing !== undefined);
  if (billed.length === 0) return undefined;
  const labels = [
    'target',
    'invocations',
    'billed',
    'of it init',
    'of it CPU',
    'held back by its share',
    'queued for a CPU',
    'of it waiting',
    'CPU share',
    'GB-s',
    'duration',
    'requests',
    'total',
    'per million',
  ];
  return table({
    caption: 'Billed per use, as REPORT lines say unless marked as estimated from the handler’s times',
    columns: labels.map((label) => ({ label })),
    rows: billed.map((target) => billingRow(result, target)),
  });
}

function billingRow(result: RunResult, target: TargetResult): Content[] {
  const scope = targetScope(target);
  return [
    html`${targetName(result, target.name)}${target.billing?.source === 'estimated' ? ' estimated' : ''}`,
    figure(scope, 'billing.invocations', count),
    figure(scope, 'billing.billedMs', ms),
    figure(scope, 'billing.initMs', ms),
    figure(scope, 'utilization.cpuMs', ms),
    figure(scope, 'utilization.cpuThrottledMs', ms),
    figure(scope, 'utilization.cpuQueueMs', ms),
    figure(scope, 'utilization.waitingMs', ms),
    figure(scope, 'utilization.cpuShareOfBilled', percent),
    figure(scope, 'billing.gbSeconds', plain),
    ...(['durationUsd', 'requestsUsd', 'usd', 'usdPerMillion'] as const).map((key) =>
      figure(scope, `billing.${key}`, usd),
    ),
  ];
}

function serverTable(result: RunResult): Markup | undefined {
  const paid = result.targets.filter(
    ({ serverCost, serverCpuMs }) => serverCost !== undefined || serverCpuMs !== undefined,
  );
  if (paid.length === 0) return undefined;
  const labels = ['target', 'paid for as', 'per hour', 'load', 'per million', 'CPU during the load'];
  return table({
    caption: 'Paid by the hour',
    columns: labels.map((label) => (label === 'paid for as' ? { label, align: 'left' } : { label })),
    rows: paid.map((target) => serverRow(result, target)),
  });
}

function serverRow(result: RunResult, target: TargetResult): Content[] {
  const scope = targetScope(target);
  return [
    targetName(result, target.name),
    target.serverCost?.description ?? nothing('no price given'),
    figure(scope, 'serverCost.usdPerHour', usd, 'no price given'),
    figure(scope, 'serverCost.requestsPerSecond', perSecond, 'no price given'),
    figure(scope, 'serverCost.usdPerMillion', usd, 'no price given'),
    figure(scope, 'serverCpuMs', ms),
  ];
}
