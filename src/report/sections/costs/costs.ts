import { numberAt } from '../../../model/number-path.ts';
import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { isConclusive } from '../../../model/verdict.ts';
import { count, ms, percent, perSecond, plain, usd } from '../../../text/format.ts';
import { doubtTag } from '../../figures/doubt.ts';
import { nothing, targetScope } from '../../figures/figure.ts';
import { type FigureColumn, figuresOf, labelsOf, targetFigures, targetParts } from '../../figures/figure-table.ts';
import { priceNote } from '../../figures/price-note.ts';
import { html, type Markup } from '../../page/markup.ts';
import { tables } from '../../page/one-row.ts';
import { folded, left, table } from '../../page/table.ts';
import { targetName } from '../../page/target-name.ts';
import type { PageContext, Section } from '../section.ts';
import { billedAsFigure } from './billed-as.ts';
import { billedTimeFigure, breakEvenFigure, memoryFigure } from './charts.ts';
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
    const tables = html`${memoryTable(result)}<p class="note">${memoryNotes(result)}</p>
${billingTables(result)}${serverTable(result)}
<p class="note">Billed time is as REPORT lines have it, unless marked as estimated from handler times.
CPU throttled: ready to run, but the CPU share of the memory size was used up. Queued: ready to run, but this machine had no free
CPU; a platform gives every environment its own.</p>`;
    return html`<div class="pair">${memoryFigure(context)}${billedTimeFigure(context)}</div>
${result.verdict.status === 'INVALID' ? undefined : conclusions(context)}
${folded('Memory and bills in numbers', tables)}
<p class="note">${priceNote(result)} ${excluded}</p>`;
  },
};

/** What an INVALID run does not have. */
const conclusions = (context: PageContext): Markup =>
  html`${forecastTable(context.result)}${breakEvenFigure(context)}${sensitivityFigures(context.result)}${everyBasis(context.result)}`;

function everyBasis(result: RunResult): Markup | undefined {
  const tables = billedAsFigure(result);
  return tables && folded('This load under every way of billing', tables);
}

const billColumns: readonly FigureColumn<TargetResult>[] = [
  ['per million', 'billing.usdPerMillion', usd],
  ['total', 'billing.usd', usd],
  ['duration', 'billing.durationUsd', usd],
  ['requests', 'billing.requestsUsd', usd],
  ['calls', 'billing.invocations', count],
  ['billed', 'billing.billedMs', ms],
  ['GB-s', 'billing.gbSeconds', plain],
];

const projectedColumns: readonly FigureColumn<TargetResult>[] = [
  ['per million', 'projected.usdPerMillion', usd, 'prices not known'],
  ['per million cold', 'projected.cold.usdPerMillion', usd, 'no cold start'],
  ['per million warm', 'projected.warm.usdPerMillion', usd, 'every call was cold'],
  ['billed', 'projected.billedMs', ms],
  ['per cold call', 'projected.cold.billedMsPerCall', ms, 'no cold start'],
  ['per warm call', 'projected.warm.billedMsPerCall', ms, 'every call was cold'],
  ['calls', 'projected.invocations', count],
  ['CPU share', 'projected.cpuShareOfBilled', percent],
  ['waiting share', 'projected.waitingShareOfBilled', percent],
  ['per million, measured', 'billing.usdPerMillion', usd, 'prices not known'],
  ['billed, measured', 'billing.billedMs', ms, 'not billed per call'],
];

const timeColumns: readonly FigureColumn<TargetResult>[] = [
  ['billed', 'billing.billedMs', ms],
  ['init', 'billing.initMs', ms, 'not billed apart'],
  ['CPU', 'utilization.cpuMs', ms],
  ['CPU throttled', 'utilization.cpuThrottledMs', ms],
  ['queued', 'utilization.cpuQueueMs', ms],
  ['waiting', 'utilization.waitingMs', ms],
  ['CPU share', 'utilization.cpuShareOfBilled', percent],
];

function billingTables(result: RunResult): Markup {
  const billed = result.targets.filter(({ billing }) => billing !== undefined);
  const nameOf = ({ name, billing }: TargetResult) =>
    html`${targetName(result, name)}${billing?.source === 'estimated' ? ' estimated' : ''}${doubtTag(result, name)}`;
  const projected = result.targets.filter((target) => target.projected !== undefined);
  const parts = [
    targetParts(
      'Projected to the platform: every call on dedicated CPUs at its memory size',
      result,
      projectedColumns,
      projected,
      nameOf,
    ),
    targetParts('Measured: billed per use, in US dollars', result, billColumns, billed, nameOf),
    targetParts('Measured: billed time, and where it went', result, timeColumns, billed, nameOf),
  ];
  return tables(parts, 'Billed per use, in US dollars, and billed time');
}

const serverColumns: readonly FigureColumn<TargetResult>[] = [
  ['per hour', 'serverCost.usdPerHour', usd, 'no price given'],
  ['servers', 'serverCost.servers', count, 'no price given'],
  ['capacity of one', 'serverCost.capacityPerSecond', perSecond, 'its vCPUs or its CPU per request are not known'],
  ['demand', 'serverCost.perSecond', perSecond, 'no demand stated'],
  ['per million', 'serverCost.usdPerMillion', usd, 'no demand stated'],
  ['CPU during the load', 'serverCpuMs', ms],
];

function serverTable(result: RunResult): Markup | undefined {
  const paid = result.targets.filter(
    ({ serverCost, serverCpuMs }) => serverCost !== undefined || serverCpuMs !== undefined,
  );
  if (paid.length === 0) return undefined;
  const known = serverColumns.filter(([, path]) => paid.some((target) => numberAt(target, path) !== undefined));
  return table({
    caption: 'Paid by the hour',
    columns: ['target', left('priced as'), ...labelsOf(known)],
    rows: paid.map((target) => [
      html`${targetName(result, target.name)}${doubtTag(result, target.name)}`,
      target.serverCost?.description ?? nothing('no price given'),
      ...figuresOf(targetScope(target), known),
    ]),
  });
}

const forecastColumns: readonly FigureColumn<TargetResult>[] = [
  ['requests planned', 'forecast.requests', count],
  ['peak concurrency', 'forecast.peakConcurrency', count],
  ['GB-s low', 'forecast.gbSecondsLow', plain],
  ['GB-s high', 'forecast.gbSecondsHigh', plain],
  ['GB-s billed', 'billing.gbSeconds', plain],
  ['low', 'forecast.usdLow', usd],
  ['high', 'forecast.usdHigh', usd],
  ['actual', 'billing.usd', usd],
];

/** What loads on deployed functions cost, beside the forecast. */
function forecastTable(result: RunResult): Markup | undefined {
  const planned = result.targets.filter(({ name, forecast }) => forecast !== undefined && isConclusive(result, name));
  const figures = targetFigures('Cost compared with the forecast', result, forecastColumns, planned);
  return (
    figures &&
    html`${figures}
<p class="note">Low: every call takes what the workload plans, or 1 ms where nothing is planned, and no environment has to start. High:
every call takes the whole timeout, and every environment 10 s to start: what a mistake can cost. Throttled requests cost nothing,
so a throttled load can cost less than the low figure.</p>`
  );
}
