import { numberAt } from '../../model/number-path.ts';
import { optional } from '../../model/optional.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { spreadOf } from '../../stats/comparison/repeat-spread.ts';
import { type PerRepeat, perRepeat, type RepeatMeasures } from '../../stats/comparison/repeats.ts';
import { hasInvalidCounts, wasShortOfCpu } from '../../stats/short-of-cpu.ts';
import { count, type Format, mb, ms, msLike, percent, perSecond, times, usd } from '../../text/format.ts';
import { doubtTag, projectedWord } from '../figures/doubt.ts';
import { figure, nothing, type Scope, targetScope } from '../figures/figure.ts';
import {
  compared,
  costPerMillion,
  hasPrimary,
  instanceWord,
  memoryMultiplier,
  memoryPeak,
  tail,
} from '../figures/headlines.ts';
import {
  billedTime,
  costPerMillionCalls,
  cpuShare,
  environmentCount,
  isProjected,
  type Pair,
  waitingShare,
} from '../figures/leading.ts';
import { rangeText } from '../figures/per-repeat.ts';
import { priceNote } from '../figures/price-note.ts';
import { intervalNote, spreadMarkup } from '../figures/repeat-spread.ts';
import { targetClass } from '../page/color.ts';
import { type Content, html, type Markup } from '../page/markup.ts';
import type { Section } from './section.ts';

/** The headline figures, one card per target. */
export const tilesSection: Section = {
  id: 'targets',
  label: 'Side by side',
  title: 'Side by side',
  body: ({
    result,
  }) => html`<div class="cards">${result.targets.map((target, index) => card(result, target, index))}</div>
<p class="note">${intervalNote(result)}${countsNote(result)} Memory is the highest sum of RSS over all processes at one instant, not the sum of
their peaks. With fewer than 100 answers there is no p99, so the maximum is shown.${projectionNote(result)} ${priceNote(result)}</p>`,
};

const countsNote = ({ targets }: RunResult): string =>
  targets.some((target) => perRepeat(target, 'environments.distinct') !== undefined)
    ? ' Where each repeat starts a target again, counts are per repeat (lowest to highest), with the total beneath.'
    : '';

const projectionNote = ({ targets }: RunResult): string =>
  targets.some(({ projected }) => projected !== undefined)
    ? ' Projected: every init and call on dedicated CPUs at its memory size, as on the platform; measured: on this machine.'
    : '';

const card = (
  result: RunResult,
  target: TargetResult,
  index: number,
): Markup => html`<article class="card ${targetClass(index)}">
<h3>${target.name} <span class="muted">${roleOf(result, target)}</span>${doubtTag(result, target.name)}</h3>
${troubleOf(target)}
<div class="headlines">${environmentTile(result, target)}${memoryTile(target)}</div>
<dl>${facts(result, target).map(factMarkup)}</dl>
</article>\n`;

const troubleOf = (target: TargetResult): Markup | undefined =>
  target.status === 'complete'
    ? undefined
    : html`<p class="trouble"><strong>${target.status}</strong>${target.status === 'failed' ? `: ${target.error}` : ''}</p>`;

const factMarkup = ({ label, value, note, spread }: Fact): Markup =>
  html`<div><dt>${label}${note && html` <span class="muted">${note}</span>`}</dt>
<dd>${value}${spread && html`<br>${spread}`}</dd></div>`;

const roleOf = ({ comparison }: RunResult, { kind, name }: TargetResult): string =>
  comparison?.baseline === name ? `${kind}, baseline` : kind;

function environmentTile(result: RunResult, target: TargetResult): Markup {
  const { one, many } = instanceWord(target);
  const line = compared(result, target);
  const { projected, measured } = environmentCount;
  const [lead, other] = !isProjected(target, environmentCount)
    ? [measured, undefined]
    : wasShortOfCpu(result, target)
      ? [projected, measured]
      : [measured, projected];
  const ratioPath = lead === projected ? 'projectedEnvironmentMultiplier' : 'environmentMultiplier';
  const beside = line?.of[ratioPath] !== undefined && result.comparison?.baseline !== target.name;
  const ratio = line && figure(line, ratioPath, times);
  const baseline = beside && html`<br><span class="muted">${ratio} ${result.comparison?.baseline}</span>`;
  const each = perRepeat(target, lead);
  const word = (each?.high ?? numberAt(target, lead)) === 1 ? one : many;
  const all = figure(targetScope(target), lead, count);
  const total = each && html` per repeat<br><span class="muted">${all} over ${count(each.repeats)} repeats</span>`;
  const label = lead === projected ? ', projected' : '';
  const also =
    other &&
    html`<br><span class="muted">${countMarkup(target, other)} ${other === projected ? 'projected' : 'measured'}</span>${other === measured && hasInvalidCounts(result, target) ? html` <span class="tag invalid">INVALID</span>` : undefined}`;
  return html`<div class="headline"><p class="number">${each ? eachMarkup(each, lead) : all}</p>
<p>${word}${label}${total}${also}${baseline || undefined}</p></div>`;
}

function countMarkup(target: TargetResult, path: Pair['measured']): Markup {
  const each = perRepeat(target, path);
  return each ? eachMarkup(each, path) : figure(targetScope(target), path, count);
}

const eachMarkup = (each: PerRepeat, metric: string): Markup =>
  html`<span class="figure" title="${metric} per repeat, lowest to highest of ${each.repeats}">${rangeText(each)}</span>`;

function memoryTile(target: TargetResult): Markup {
  const multiplier = memoryMultiplier(target);
  const peak = memoryPeak(target);
  const scope = targetScope(target);
  const primary = hasPrimary(target) ? ', including the primary' : '';
  const each =
    target.memory?.perInstance &&
    html`, ${figure(scope, 'memory.perInstance.rssMb', mb)} per ${instanceWord(target).one}`;
  const amount =
    peak && html`<br><span class="muted">${figure(scope, peak.path, mb)} ${peak.label}${primary}${each}</span>`;
  const beside = target.memory?.peak.pssMb !== undefined && html`<br><span class="muted">${besides(target)}</span>`;
  const [number, label] =
    multiplier === undefined
      ? [nothing('the memory of this target was not compared with that of a baseline'), 'memory']
      : [figure(scope, multiplier.path, times), `memory, peak ${multiplier.label}`];
  return html`<div class="headline"><p class="number">${number}</p><p>${label}${amount}${beside || undefined}</p></div>`;
}

function besides(target: TargetResult): Markup {
  const scope = targetScope(target);
  const allocated =
    target.memory?.allocatedMb === undefined ? undefined : html`, ${figure(scope, 'memory.allocatedMb', mb)} allocated`;
  return html`${figure(scope, 'memory.peak.pssMb', mb)} PSS${allocated}`;
}

interface Fact {
  readonly label: string;
  readonly value: Content;
  readonly note?: string;
  readonly spread?: Markup | undefined;
}

function facts(result: RunResult, target: TargetResult): Fact[] {
  const [scope, billedMs, word] = [targetScope(target), billedFormat(result), projectedWord(result, target)];
  const pairOf = (label: string, pair: Pair, format: Format) =>
    pairFacts(target, label, { pair, format, word: pair === billedTime ? word : 'projected' });
  return [
    answeredFact(target),
    ...latencyFacts(target),
    ...pairOf('Billed time', billedTime, billedMs).map((fact) => ({
      ...fact,
      spread: fact.spread ?? spreadIn(target, billedMs, ({ billing }) => billing?.billedMs),
    })),
    ...pairOf('Waiting share of billed time', waitingShare, percent),
    ...pairOf('CPU share of billed time', cpuShare, percent),
    costFact(target, word),
    ...(target.downstream === undefined
      ? []
      : [{ label: 'Downstream connections', note: 'peak', value: figure(scope, 'downstream.peakConnections', count) }]),
  ];
}

/** Cards stand side by side. */
const billedFormat = ({ targets }: RunResult): Format =>
  msLike(targets.flatMap((target) => [numberAt(target, billedTime.projected), numberAt(target, billedTime.measured)]));

/** None where nothing is billed per call: a card has no line of dashes. */
const pairFacts = (target: TargetResult, label: string, shown: ShownPair): Fact[] =>
  isProjected(target, shown.pair) || numberAt(target, shown.pair.measured) !== undefined
    ? [{ label, ...pairFact(target, shown) }]
    : [];

interface ShownPair {
  readonly pair: Pair;
  readonly format: Format;
  /** Label of the projected one. */
  readonly word: string;
}

/** The projected figure with the measured one beneath, else the measured one. */
function pairFact(target: TargetResult, { pair, format, word }: ShownPair): Omit<Fact, 'label'> {
  const scope = targetScope(target);
  if (!isProjected(target, pair)) return { value: figure(scope, pair.measured, format) };
  return {
    value: figure(scope, pair.projected, format),
    note: word,
    spread: measuredBeside(target, pair, format),
  };
}

const measuredBeside = (target: TargetResult, { measured }: Pair, format: Format): Markup =>
  html`<span class="spread">${figure(targetScope(target), measured, format)} measured</span>`;

function answeredFact(target: TargetResult): Fact {
  const [answered, sent] = [perRepeat(target, 'requests.answered'), perRepeat(target, 'requests.sent')];
  const all = answeredOfSent(targetScope(target));
  if (answered === undefined || sent === undefined) return { label: 'Answered', value: all };
  return {
    label: 'Answered',
    note: 'per repeat',
    value: html`${eachMarkup(answered, 'requests.answered')} <span class="muted">of ${eachMarkup(sent, 'requests.sent')}</span>`,
    spread: html`<span class="spread">${all} in total</span>`,
  };
}

const answeredOfSent = (scope: Scope<TargetResult>): Markup =>
  html`${figure(scope, 'requests.answered', count)} <span class="muted">of ${figure(scope, 'requests.sent', count)}</span>`;

function latencyFacts(target: TargetResult): Fact[] {
  const all = target.latencyMs.serviceTime.all;
  if (all === undefined) return [{ label: 'Service time', value: nothing('nothing was answered') }];
  const scope = { path: `targets.${target.name}.latencyMs.serviceTime.all`, of: all };
  return [{ path: 'p50', label: 'p50' } as const, tail(all, target.requests)].map(({ path, label }) => ({
    label: `Service time ${label}`,
    value: figure(scope, path, ms, 'too few answers'),
    spread:
      spreadIn(
        target,
        ms,
        ({ latencyMs }) => latencyMs?.serviceTime.all && numberAt(latencyMs.serviceTime.all, path),
      ) ?? (path === 'p50' ? projectedMedian(target) : undefined),
  }));
}

/** The median that the finding quotes; of a server, a call that has it to itself. */
function projectedMedian(target: TargetResult): Markup | undefined {
  const { projected, projectedServer } = target;
  const [path, words] =
    projected?.latencyMs.p50 !== undefined
      ? (['projected.latencyMs.p50', 'projected'] as const)
      : (['projectedServer.latency.ms', 'projected at low load (mean)'] as const);
  if (numberAt(target, path) === undefined) return undefined;
  const bound = projectedServer?.latency?.basis === 'upper-bound' ? 'at most ' : '';
  return html`<span class="spread">${bound}${figure(targetScope(target), path, ms)} ${words}</span>`;
}

function costFact(target: TargetResult, word: string): Fact {
  const label = 'Cost per million requests';
  const choice = costPerMillion(target);
  const { serverCost } = target;
  if (choice === undefined && serverCost !== undefined)
    return { label: 'Cost per hour', value: figure(targetScope(target), 'serverCost.usdPerHour', usd) };
  if (choice === undefined) return { label, value: nothing('no price for this target') };
  if (isProjected(target, costPerMillionCalls))
    return { ...pairFact(target, { pair: costPerMillionCalls, format: usd, word }), label };
  const { perSecond: rate } = target.billing === undefined && serverCost ? serverCost : {};
  const load = rate === undefined ? undefined : `at ${perSecond(rate)}`;
  return {
    ...{ label, value: figure(targetScope(target), choice.path, usd) },
    ...optional('note', load),
    spread: spreadIn(target, usd, ({ billing }) => billing?.usdPerMillion),
  };
}

const spreadIn = (target: TargetResult, format: Format, of: (repeat: RepeatMeasures) => number | undefined) =>
  spreadMarkup(spreadOf(target, of), format);
