import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { count, ms, percent, perSecond, plain, usd } from '../../../text/format.ts';
import { doubtTag } from '../../figures/doubt.ts';
import { figure, nothing, targetScope } from '../../figures/figure.ts';
import { priceNote } from '../../figures/price-note.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { table } from '../../page/table.ts';
import { targetName } from '../../page/target-name.ts';
import type { Section } from '../section.ts';
import { billedTimeFigure, breakEvenFigure, memoryFigure } from './charts.ts';
import { forecastTable } from './forecast.ts';
import { memoryNotes, memoryTable } from './memory.ts';
import { sensitivityFigures } from './sensitivity.ts';

export const costsSection: Section = {
  id: 'costs',
  label: 'Memory and cost',
  title: 'Memory, time, and cost',
  body: (context) => {
    const { result } = context;
    const hasFreeTier = result.targets.some(({ billing }) => billing?.freeTierUsd !== undefined);
    const excluded = `Excludes ${hasFreeTier ? '' : 'the free tier, '}taxes${hasFreeTier ? '' : ','} and data transfer.`;
    return html`${memoryFigure(context)}${memoryTable(result)}
<p class="note">${memoryNotes(result)}</p>
${billedTimeFigure(context)}${billingTable(result)}${serverTable(result)}${forecastTable(result)}
${breakEvenFigure(context)}${sensitivityFigures(result)}
<p class="note">${priceNote(result)} ${excluded} Billed time is as REPORT lines have it, unless marked as estimated from handler times.
CPU throttled: ready to run, but the CPU share of the memory size was used up. Queued: ready to run, but this machine had no free
CPU; a platform gives every environment its own. The CPU and cost of a server are those at the load of this run.</p>`;
  },
};

function billingTable(result: RunResult): Markup | undefined {
  const billed = result.targets.filter(({ billing }) => billing !== undefined);
  if (billed.length === 0) return undefined;
  const usdLabels = ['target', 'per million', 'total', 'duration', 'requests', 'calls', 'billed', 'GB-s'];
  const timeLabels = ['target', 'billed', 'init', 'CPU', 'CPU throttled', 'queued', 'waiting', 'CPU share'];
  return html`${table({
    caption: 'Billed per use, in US dollars',
    columns: usdLabels.map((label) => ({ label })),
    rows: billed.map((target) => usdRow(result, target)),
  })}${table({
    caption: 'Billed time, and where it went',
    columns: timeLabels.map((label) => ({ label })),
    rows: billed.map((target) => timeRow(result, target)),
  })}`;
}

const billedName = (result: RunResult, { name, billing }: TargetResult): Markup =>
  html`${targetName(result, name)}${billing?.source === 'estimated' ? ' estimated' : ''}${doubtTag(result, name)}`;

function usdRow(result: RunResult, target: TargetResult): Content[] {
  const scope = targetScope(target);
  return [
    billedName(result, target),
    ...(['usdPerMillion', 'usd', 'durationUsd', 'requestsUsd'] as const).map((key) =>
      figure(scope, `billing.${key}`, usd),
    ),
    figure(scope, 'billing.invocations', count),
    figure(scope, 'billing.billedMs', ms),
    figure(scope, 'billing.gbSeconds', plain),
  ];
}

function timeRow(result: RunResult, target: TargetResult): Content[] {
  const scope = targetScope(target);
  return [
    billedName(result, target),
    figure(scope, 'billing.billedMs', ms),
    figure(scope, 'billing.initMs', ms),
    figure(scope, 'utilization.cpuMs', ms),
    figure(scope, 'utilization.cpuThrottledMs', ms),
    figure(scope, 'utilization.cpuQueueMs', ms),
    figure(scope, 'utilization.waitingMs', ms),
    figure(scope, 'utilization.cpuShareOfBilled', percent),
  ];
}

function serverTable(result: RunResult): Markup | undefined {
  const paid = result.targets.filter(
    ({ serverCost, serverCpuMs }) => serverCost !== undefined || serverCpuMs !== undefined,
  );
  if (paid.length === 0) return undefined;
  const labels = ['target', 'priced as', 'per hour', 'load', 'per million', 'CPU during the load'];
  return table({
    caption: 'Paid by the hour',
    columns: labels.map((label) => (label === 'priced as' ? { label, align: 'left' } : { label })),
    rows: paid.map((target) => serverRow(result, target)),
  });
}

function serverRow(result: RunResult, target: TargetResult): Content[] {
  const scope = targetScope(target);
  return [
    html`${targetName(result, target.name)}${doubtTag(result, target.name)}`,
    target.serverCost?.description ?? nothing('no price given'),
    figure(scope, 'serverCost.usdPerHour', usd, 'no price given'),
    figure(scope, 'serverCost.requestsPerSecond', perSecond, 'no price given'),
    figure(scope, 'serverCost.usdPerMillion', usd, 'no price given'),
    figure(scope, 'serverCpuMs', ms),
  ];
}
