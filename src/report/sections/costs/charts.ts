import type { BreakEven } from '../../../model/schema/costs.ts';
import { isConclusive } from '../../../model/verdict.ts';
import { counted, mb, ms, percent, perSecond, usd } from '../../../text/format.ts';
import { doubtTag } from '../../figures/doubt.ts';
import { cell, figure, targetScope } from '../../figures/figure.ts';
import { memoryPeak } from '../../figures/headlines.ts';
import { chartFigure, wide } from '../../page/chart-figure.ts';
import { targetClass } from '../../page/color.ts';
import { html, type Markup } from '../../page/markup.ts';
import { left, table } from '../../page/table.ts';
import { indexOfTarget, targetName } from '../../page/target-name.ts';
import type { PageContext } from '../section.ts';
import { type BarPart, bar } from './bar.ts';
import { drawMonths, sentenceOf } from './break-even-chart.ts';
import { projectedBar } from './projected-bar.ts';

type Target = PageContext['result']['targets'][number];

const billedParts = [
  { key: 'cpuMs', look: 'cpu', name: 'CPU' },
  { key: 'cpuThrottledMs', look: 'held', name: 'CPU throttled' },
  { key: 'cpuQueueMs', look: 'queue', name: 'queued for a CPU' },
  { key: 'waitingMs', look: 'waiting', name: 'waiting' },
] as const;

/** Where billed time goes: one bar per function by what the CPU did, and a thinner one by when. */
export function billedTimeFigure({ result }: PageContext): Markup | undefined {
  const billed = result.targets.filter(
    ({ utilization, billing }) => utilization !== undefined && billing !== undefined,
  );
  if (billed.length === 0) return undefined;
  return chartFigure({
    title: 'Where billed time goes',
    legend: html`${billedParts.map(({ look, name }) => html`<li><span class="swatch ${look}"></span>${name}</li>`)}
<li><span class="swatch init"></span>init</li>`,
    content: billed.map((target) =>
      billedBars(target, indexOfTarget(result, target.name), doubtTag(result, target.name)),
    ),
    reading: html`Projected: every init and call on dedicated CPUs at its memory size. Measured: the upper bar splits billed time, initialization
included, by what the CPU did. The lower bar splits the same time into initialization and calls. Only calls whose CPU time the platform
reported are counted. On a platform nothing queues for this machine.`,
  });
}

function billedBars(target: Target, index: number, doubt: Markup | undefined): Markup {
  const { utilization, billing } = target;
  const scope = targetScope(target);
  const amounts = billedParts.map(({ key, look, name }) => ({ key, look, name, ms: utilization?.[key] ?? 0 }));
  const wholeMs = Math.max(
    1e-9,
    amounts.reduce((sum, { ms: amount }) => sum + amount, 0),
  );
  const initMs = Math.min(billing?.initMs ?? 0, billing?.billedMs ?? 0);
  const initShare = billing === undefined || billing.billedMs === 0 ? 0 : initMs / billing.billedMs;
  const part = (share: number, look: string, name: string, amount: number): BarPart => ({
    ...{ share, look },
    title: `${target.name}: ${name} ${ms(amount)}, ${percent(share)} of billed time`,
  });
  const byCpu = amounts
    .filter(({ ms: amount }) => amount > 0)
    .map(({ look, name, ms: amount }) => part(amount / wholeMs, look, name, amount));
  const byStage = [
    part(initShare, 'init', 'init', initMs),
    part(1 - initShare, 'handler', 'calls', (billing?.billedMs ?? 0) - initMs),
  ].filter(({ share }) => share > 0);
  const words = amounts
    .filter(({ key }) => utilization?.[key] !== undefined)
    .map(({ key, name }) => html`<li>${name} ${figure(scope, `utilization.${key}`, ms)}</li>`);
  const invocations = counted(billing?.invocations ?? 0, 'invocation');
  const cpuLabel = `Billed time of ${target.name} by what the CPU did: ${byCpu.map(({ title }) => title).join('; ')}`;
  const stageLabel = `Billed time of ${target.name}: ${percent(initShare)} init, ${percent(1 - initShare)} calls`;
  return html`<div class="bars ${targetClass(index)}"><p class="panel-name"><span class="target">${target.name}</span></p>
${projectedBar(target)}<p class="panel-name"><span class="muted">${target.projected && 'measured: '}${figure(scope, 'billing.billedMs', ms)} billed in ${invocations}</span>${doubt}</p>
${bar(byCpu, cpuLabel)}<div class="thin">${bar(byStage, stageLabel)}</div>
<ul class="words">${words}${billing?.initMs === undefined ? undefined : html`<li>including init ${figure(scope, 'billing.initMs', ms)}</li>`}</ul></div>`;
}

/** What is reserved, what was used of it, and what the baseline used. */
export function memoryFigure({ result }: PageContext): Markup | undefined {
  const measured = result.targets.filter((target) => memoryPeak(target) !== undefined);
  if (measured.length === 0) return undefined;
  const most = Math.max(...measured.map((target) => Math.max(target.memory?.allocatedMb ?? 0, peakMb(target))));
  const twin = measured.find(({ name }) => name === result.comparison?.baseline);
  return chartFigure({
    title: `Memory: allocated, measured${twin === undefined ? '' : ', and that of the baseline'}`,
    legend: html`<li><span class="swatch waiting"></span>allocated and paid for</li>
<li><span class="swatch service"></span>measured peak</li>
${twin && html`<li><span class="swatch cpu"></span>measured peak of ${twin.name}</li>`}`,
    content: measured.map((target) => memoryBars(target, { most, twin, index: indexOfTarget(result, target.name) })),
  });
}

const peakMb = ({ memory }: Target): number => memory?.peak.rssMb ?? 0;

function memoryBars(
  target: Target,
  { most, twin, index }: { most: number; twin: Target | undefined; index: number },
): Markup {
  const peak = memoryPeak(target);
  const allocatedMb = target.memory?.allocatedMb;
  const one = (valueMb: number, look: string, words: string): Markup => {
    const title = `${target.name}: ${words} ${mb(valueMb)}`;
    return bar([{ share: valueMb / most, look, title }], title);
  };
  const scope = targetScope(target);
  const beside = twin !== undefined && twin !== target ? twin : undefined;
  const bars = [
    allocatedMb === undefined ? undefined : one(allocatedMb, 'waiting', 'allocated'),
    one(peakMb(target), 'service', 'measured peak'),
    beside &&
      html`<div class="thin">${one(peakMb(beside), 'cpu', `compared with ${beside.name}, measured peak`)}</div>`,
  ];
  const words = [
    html`<li>allocated ${figure(scope, 'memory.allocatedMb', mb)}</li>`,
    peak && html`<li>measured ${figure(scope, peak.path, mb)} ${peak.label}</li>`,
    beside && html`<li>${beside.name} ${mb(peakMb(beside))}</li>`,
  ];
  return html`<div class="bars ${targetClass(index)}"><div class="named"><span class="target">${target.name}</span>
<ul class="words">${words}</ul></div>
${bars}</div>`;
}

/** Cost per month over the rate of all targets that have a price, and where each two cost the same. */
export function breakEvenFigure({ result, draw }: PageContext): Markup | undefined {
  const breakEvens = result.comparison?.breakEven ?? [];
  const priced = result.targets.flatMap(({ name, costs }) =>
    costs === undefined || !isConclusive(result, name) ? [] : [{ name, costs, index: indexOfTarget(result, name) }],
  );
  if (breakEvens.length === 0) return undefined;
  const demands = [...new Set(result.targets.flatMap(({ serverCost }) => serverCost?.perSecond ?? []))];
  const stated = demands.length > 0 ? html`<li><span class="line even"></span>stated demand</li>` : undefined;
  const entries = priced.map(
    ({ name, index }) => html`<li><span class="line ${targetClass(index)}"></span>${name}</li>`,
  );
  return chartFigure({
    title: html`Break-even: monthly cost by request rate${doubtTag(result)}`,
    legend: html`${entries}<li><span class="line cold"></span>without cold starts, and with the share of this run</li>${stated}`,
    content: wide('Cost per month by requests per second', drawMonths(priced, breakEvens, demands, draw)),
    numbers: html`${breakEvenTable(breakEvens)}${monthTable(result)}`,
    note: fewBreakEvens(breakEvens),
    reading: html`A month has 730 hours. The gray band reaches from the share of
cold starts of this run, all month, to none; the line between is that of steady arrivals. ${assumptions(breakEvens)}`,
  });
}

/** More than these are a table, not a text. */
const mostInNote = 3;

const fewBreakEvens = (breakEvens: readonly BreakEven[]): string =>
  breakEvens.length > mostInNote
    ? 'Each pair of targets is in the table of break-even points.'
    : breakEvens.map((each) => `${sentenceOf(each)}.`).join(' ');

const assumptions = (breakEvens: readonly BreakEven[]): string =>
  `Assumed: ${[...new Set(breakEvens.flatMap(({ assumes }) => assumes))].join('; ')}.`;

const breakEvenTable = (breakEvens: readonly BreakEven[]): Markup =>
  table({
    caption: 'Break-even points',
    columns: ['between', 'rate, low', 'rate, high', 'with steady arrivals', 'monthly cost there', left('finding')],
    rows: breakEvens.map(({ between, perSecondLow, perSecondHigh, perSecond: steady, usdPerMonth, reason }) => [
      between.join(' and '),
      ...[perSecondLow, perSecondHigh, steady].map((rate) => cell(rate, perSecond)),
      cell(usdPerMonth, usd),
      reason,
    ]),
  });

/** What a month costs at stated rates. */
function monthTable(result: PageContext['result']): Markup {
  const priced = result.targets.filter(({ months }) => months !== undefined);
  const rates = priced[0]?.months?.map((month) => month.perSecond) ?? [];
  return table({
    caption: 'Cost of a month, and of a million requests, at stated rates',
    columns: ['target', ...rates.flatMap((rate) => [`at ${perSecond(rate)}`, 'per million'])],
    rows: priced.map(({ name, months = [] }) => [
      targetName(result, name),
      ...months.flatMap(({ usd: month, usdPerMillion }) => [cell(month, usd), cell(usdPerMillion, usd)]),
    ]),
  });
}
