import type { RunResult, TargetResult } from '../model/run-result.ts';
import { targetClass } from './color.ts';
import { figure, nothing, type Scope } from './figure.ts';
import { count, mb, ms, percent, perSecond, times, usd } from './format.ts';
import {
  type Choice,
  compared,
  costPerMillion,
  instanceWord,
  memoryMultiplier,
  memoryPeak,
  tail,
} from './headlines.ts';
import { type Content, html, type Markup } from './markup.ts';
import { type Section, targetScope } from './section.ts';

/** The headline figures, one card per target. */
export const tilesSection: Section = {
  id: 'targets',
  label: 'Side by side',
  title: 'Side by side',
  body: ({
    result,
  }) => html`<div class="cards">${result.targets.map((target, index) => card(result, target, index))}</div>
<p class="note">Memory is the highest sum over all processes at one instant, not the sum of their peaks. Cost is at the prices of ${result.prices.date} (${result.prices.source}, ${result.prices.region}), without free tier. Below 100 answers there is no p99, and the maximum is shown.</p>`,
};

const card = (
  result: RunResult,
  target: TargetResult,
  index: number,
): Markup => html`<article class="card ${targetClass(index)}">
<h3>${target.name} <span class="muted">${roleOf(result, target)}</span></h3>
${target.status === 'complete' ? undefined : html`<p class="trouble"><strong>${target.status}</strong>${target.error === undefined ? '' : `: ${target.error}`}</p>`}
<div class="headlines">${environmentTile(result, target)}${memoryTile(target)}</div>
<dl>${facts(target).map(({ label, value, note }) => html`<div><dt>${label}${note === undefined ? undefined : html` <span class="muted">${note}</span>`}</dt><dd>${value}</dd></div>`)}</dl>
</article>\n`;

const roleOf = ({ comparison }: RunResult, { kind, name }: TargetResult): string =>
  comparison?.baseline === name ? `${kind}, baseline` : kind;

function environmentTile(result: RunResult, target: TargetResult): Markup {
  const { one, many } = instanceWord(target);
  const line = compared(result, target);
  const multiplier = line?.of.environmentMultiplier;
  const beside = line && multiplier !== undefined && result.comparison?.baseline !== target.name;
  return html`<div class="headline"><p class="number">${figure(targetScope(target), 'environments.distinct', count)}</p>
<p>${target.environments.distinct === 1 ? one : many}${beside ? html`<br><span class="muted">${figure(line, 'environmentMultiplier', times)} ${result.comparison?.baseline}</span>` : undefined}</p></div>`;
}

function memoryTile(target: TargetResult): Markup {
  const multiplier = memoryMultiplier(target);
  const peak = memoryPeak(target);
  const scope = targetScope(target);
  const amount = peak && html`<br><span class="muted">${figure(scope, peak.path, mb)} ${peak.label}</span>`;
  if (multiplier === undefined)
    return html`<div class="headline"><p class="number">${nothing('no memory of this target and the baseline to compare')}</p><p>memory${amount}</p></div>`;
  return html`<div class="headline"><p class="number">${figure(scope, multiplier.path, times)}</p>
<p>memory, ${multiplier.label}${amount}</p></div>`;
}

interface Fact {
  readonly label: string;
  readonly value: Content;
  readonly note?: string;
}

function facts(target: TargetResult): Fact[] {
  const scope = targetScope(target);
  return [
    { label: 'Answered', value: answered(scope) },
    ...latencyFacts(target),
    { label: 'Billed time', value: figure(scope, 'billing.billedMs', ms, 'not billed per call') },
    {
      label: 'CPU share of billed time',
      value: figure(scope, 'utilization.cpuShareOfBilled', percent, 'not billed per call'),
    },
    costFact(target),
    {
      label: 'Downstream connections',
      note: 'at once',
      value: figure(scope, 'downstream.peakConnections', count, 'no backend of ours behind it'),
    },
  ];
}

const answered = (scope: Scope<TargetResult>): Markup =>
  html`${figure(scope, 'requests.answered', count)} <span class="muted">of ${figure(scope, 'requests.sent', count)}</span>`;

function latencyFacts(target: TargetResult): Fact[] {
  const all = target.latencyMs.serviceTime.all;
  if (all === undefined) return [{ label: 'Service time', value: nothing('nothing was answered') }];
  const scope = { path: `targets.${target.name}.latencyMs.serviceTime.all`, of: all };
  const high = tail(all);
  return [
    { label: 'Service time p50', value: figure(scope, 'p50', ms, 'too few answers') },
    { label: `Service time ${high.label}`, value: figure(scope, high.path, ms) },
  ];
}

function costFact(target: TargetResult): Fact {
  const label = 'Cost per million requests';
  const choice: Choice<TargetResult> | undefined = costPerMillion(target);
  if (choice === undefined) return { label, value: nothing('no price for this target') };
  const { serverCost } = target;
  const load = target.billing === undefined && serverCost ? `at ${perSecond(serverCost.requestsPerSecond)}` : undefined;
  return { label, ...(load === undefined ? {} : { note: load }), value: figure(targetScope(target), choice.path, usd) };
}
