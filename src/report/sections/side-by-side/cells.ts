import { type NumberPath, numberAt } from '../../../model/number-path.ts';
import { optional } from '../../../model/optional.ts';
import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { spreadOf } from '../../../stats/comparison/repeat-spread.ts';
import { type PerRepeat, perRepeat, type RepeatMeasures } from '../../../stats/comparison/repeats.ts';
import { hasInvalidCounts, wasShortOfCpu } from '../../../stats/short-of-cpu.ts';
import { count, type Format, mb, ms, msLike, percent, perSecond, times, usd } from '../../../text/format.ts';
import { projectedWord } from '../../figures/doubt.ts';
import { figure, nothing, type Scope, targetScope } from '../../figures/figure.ts';
import {
  compared,
  costPerMillion,
  hasPrimary,
  instanceWord,
  memoryMultiplier,
  memoryPeak,
  tail,
} from '../../figures/headlines.ts';
import {
  billedTime,
  costPerMillionCalls,
  cpuShare,
  environmentCount,
  isProjected,
  type Pair,
  waitingShare,
} from '../../figures/leading.ts';
import { rangeText } from '../../figures/per-repeat.ts';
import { spreadMarkup } from '../../figures/repeat-spread.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { questionOf } from '../../sheet/question.ts';

/** What a target has in a row. */
interface Cell {
  readonly value: Content;
  readonly note?: string;
  /** Lines beneath. */
  readonly beside?: readonly Content[];
}

export interface Row {
  readonly label: string;
  /** Set larger. */
  readonly leads?: boolean;
  /** Of each target; undefined where it has none. */
  readonly cells: readonly (Cell | undefined)[];
  /** A target has none. */
  readonly why: string;
}

/** From what decides most to what decides least. */
export function rowsOf(result: RunResult): Row[] {
  const billedMs = billedFormat(result);
  const { targets } = result;
  const pairRow = (label: string, pair: Pair, format: Format): Row => ({
    ...{ label, why: 'not billed per call' },
    cells: targets.map((target) => pairCell(result, target, { pair, format })),
  });
  return [
    { label: 'Instances', leads: true, cells: targets.map((target) => environmentCell(result, target)), why: '' },
    { label: 'Memory', leads: true, cells: targets.map(memoryCell), why: 'not measured' },
    pairRow('Waiting share of billed time', waitingShare, percent),
    ...latencyRows(result),
    ...costRows(result),
    pairRow('Billed time', billedTime, billedMs),
    pairRow('CPU share of billed time', cpuShare, percent),
    { label: 'Answered', cells: targets.map(answeredCell), why: 'not measured' },
    { label: 'Downstream connections, peak', cells: targets.map(downstreamCell), why: 'not counted' },
  ];
}

function environmentCell(result: RunResult, target: TargetResult): Cell {
  const { one, many } = instanceWord(target);
  const line = compared(result, target);
  const { projected, measured } = environmentCount;
  const [lead, other] = !isProjected(target, environmentCount)
    ? [measured, undefined]
    : wasShortOfCpu(result, target)
      ? [projected, measured]
      : [measured, projected];
  const ratioPath = lead === projected ? 'projectedEnvironmentMultiplier' : 'environmentMultiplier';
  const hasRatio = line?.of[ratioPath] !== undefined && result.comparison?.baseline !== target.name;
  const each = perRepeat(target, lead);
  const word = (each?.high ?? numberAt(target, lead)) === 1 ? one : many;
  const all = figure(targetScope(target), lead, count);
  const also =
    other &&
    html`${countMarkup(target, other)} ${other === projected ? 'projected' : 'measured'}${other === measured && hasInvalidCounts(result, target) ? html` <span class="tag invalid">INVALID</span>` : undefined}`;
  return {
    value: each ? eachMarkup(each, lead) : all,
    note: `${word}${lead === projected ? ', projected' : ''}${each ? ' per repeat' : ''}`,
    beside: present(
      each && html`${all} over ${count(each.repeats)} repeats`,
      also,
      hasRatio && line ? html`${figure(line, ratioPath, times)} ${result.comparison?.baseline}` : undefined,
    ),
  };
}

const present = (...lines: readonly (Markup | undefined)[]): Markup[] => lines.filter((line) => line !== undefined);

function countMarkup(target: TargetResult, path: Pair['measured']): Markup {
  const each = perRepeat(target, path);
  return each ? eachMarkup(each, path) : figure(targetScope(target), path, count);
}

const eachMarkup = (each: PerRepeat, metric: string): Markup =>
  html`<span class="figure" title="${metric} per repeat, lowest to highest of ${each.repeats}">${rangeText(each)}</span>`;

function memoryCell(target: TargetResult): Cell | undefined {
  const multiplier = memoryMultiplier(target);
  const peak = memoryPeak(target);
  if (multiplier === undefined && peak === undefined) return undefined;
  const scope = targetScope(target);
  const primary = hasPrimary(target) ? ', including the primary' : '';
  const each =
    target.memory?.perInstance &&
    html`, ${figure(scope, 'memory.perInstance.rssMb', mb)} per ${instanceWord(target).one}`;
  const amount = peak && html`${figure(scope, peak.path, mb)} ${peak.label}${primary}${each}`;
  return {
    ...(multiplier === undefined
      ? { value: nothing('the memory of this target was not compared with that of a baseline') }
      : { value: figure(scope, multiplier.path, times), note: `peak ${multiplier.label}` }),
    beside: present(amount, target.memory?.peak.pssMb === undefined ? undefined : besides(target)),
  };
}

function besides(target: TargetResult): Markup {
  const scope = targetScope(target);
  const allocated =
    target.memory?.allocatedMb === undefined ? undefined : html`, ${figure(scope, 'memory.allocatedMb', mb)} allocated`;
  return html`${figure(scope, 'memory.peak.pssMb', mb)} PSS${allocated}`;
}

/** Figures stand beside each other. */
const billedFormat = ({ targets }: RunResult): Format =>
  msLike(targets.flatMap((target) => [numberAt(target, billedTime.projected), numberAt(target, billedTime.measured)]));

interface ShownPair {
  readonly pair: Pair;
  readonly format: Format;
}

/** The projected figure with the measured one beneath, else the measured one. */
function pairCell(result: RunResult, target: TargetResult, { pair, format }: ShownPair): Cell | undefined {
  const scope = targetScope(target);
  if (isProjected(target, pair))
    return {
      value: figure(scope, pair.projected, format),
      note: pair === billedTime || pair === costPerMillionCalls ? projectedWord(result, target) : 'projected',
      beside: [html`${figure(scope, pair.measured, format)} measured`],
    };
  if (numberAt(target, pair.measured) === undefined) return undefined;
  const spread = pair === billedTime ? spreadIn(target, format, ({ billing }) => billing?.billedMs) : undefined;
  return { value: figure(scope, pair.measured, format), beside: present(spread) };
}

function answeredCell(target: TargetResult): Cell {
  const [answered, sent] = [perRepeat(target, 'requests.answered'), perRepeat(target, 'requests.sent')];
  const all = answeredOfSent(targetScope(target));
  if (answered === undefined || sent === undefined) return { value: all };
  return {
    value: html`${eachMarkup(answered, 'requests.answered')} <span class="muted">of ${eachMarkup(sent, 'requests.sent')}</span>`,
    note: 'per repeat',
    beside: [html`${all} in total`],
  };
}

function downstreamCell(target: TargetResult): Cell | undefined {
  return target.downstream && { value: figure(targetScope(target), 'downstream.peakConnections', count) };
}

const answeredOfSent = (scope: Scope<TargetResult>): Markup =>
  html`${figure(scope, 'requests.answered', count)} <span class="muted">of ${figure(scope, 'requests.sent', count)}</span>`;

/** The p50, and the tail that every target has: p99, or the maximum. */
function latencyRows(result: RunResult): Row[] {
  const { targets } = result;
  const tails = targets.map(
    ({ latencyMs, requests }) => latencyMs.serviceTime.all && tail(latencyMs.serviceTime.all, requests),
  );
  const own = targets.map((target) => (path: LatencyPath) => latencyCell(result, target, path));
  const labels = [...new Set(tails.flatMap((found) => (found === undefined ? [] : [found.label])))];
  return [
    { label: 'Service time p50', cells: own.map((cellOf) => cellOf('p50')), why: 'nothing was answered' },
    ...labels.map((label) => ({
      label: `Service time ${label}`,
      cells: own.map((cellOf, index) => (tails[index]?.label === label ? cellOf(tails[index].path) : undefined)),
      why: 'too few answers',
    })),
  ];
}

type LatencyPath = 'p50' | ReturnType<typeof tail>['path'];

const projectedTimes: Partial<Record<LatencyPath, NumberPath<TargetResult>>> = {
  p50: 'projected.latencyMs.p50',
  p99: 'projected.latencyMs.p99',
  max: 'projected.latencyMs.max',
};

/** The measured time leads, unless this machine was short of CPU: then calls took longer. */
function latencyCell(result: RunResult, target: TargetResult, path: LatencyPath): Cell | undefined {
  const all = target.latencyMs.serviceTime.all;
  if (all === undefined) return undefined;
  const scope = { path: `targets.${target.name}.latencyMs.serviceTime.all`, of: all };
  const projectedPath = projectedTimes[path];
  if (projectedPath && wasShortOfCpu(result, target) && numberAt(target, projectedPath) !== undefined)
    return {
      value: figure(targetScope(target), projectedPath, ms),
      note: projectedWord(result, target),
      beside: [html`${figure(scope, path, ms, 'too few answers')} measured`],
    };
  const spread = spreadIn(
    target,
    ms,
    ({ latencyMs }) => latencyMs?.serviceTime.all && numberAt(latencyMs.serviceTime.all, path),
  );
  return {
    value: figure(scope, path, ms, 'too few answers'),
    beside: present(spread ?? (path === 'p50' ? projectedMedian(target) : undefined)),
  };
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
  return html`${bound}${figure(targetScope(target), path, ms)} ${words}`;
}

/** Per million requests; where that is not known of a server, per hour. */
function costRows(result: RunResult): Row[] {
  const { targets } = result;
  return [
    {
      label: 'Cost per million requests',
      cells: targets.map((target) => costCell(result, target)),
      why: 'no price for this target',
    },
    { label: 'Cost per hour', cells: targets.map(hourCell), why: 'not paid by the hour' },
  ];
}

function hourCell(target: TargetResult): Cell | undefined {
  if (target.serverCost === undefined) return undefined;
  return { value: figure(targetScope(target), 'serverCost.usdPerHour', usd) };
}

function costCell(result: RunResult, target: TargetResult): Cell | undefined {
  const choice = costPerMillion(target);
  if (choice === undefined) return target.costs?.instanceTime && heldCostCell(result, target);
  if (isProjected(target, costPerMillionCalls))
    return pairCell(result, target, { pair: costPerMillionCalls, format: usd });
  const rate = target.billing === undefined ? target.serverCost?.perSecond : undefined;
  return {
    value: figure(targetScope(target), choice.path, usd),
    ...optional('note', rate === undefined ? undefined : `at ${perSecond(rate)}`),
    beside: present(spreadIn(target, usd, ({ billing }) => billing?.usdPerMillion)),
  };
}

/** At the demand of production, of instances that are paid for while they are held idle. */
function heldCostCell(result: RunResult, target: TargetResult): Cell {
  const { perSecond: rate } = questionOf(result, {});
  const index = target.months?.findIndex((month) => month.perSecond === rate) ?? -1;
  const month = target.months?.[index];
  if (rate === undefined || month === undefined)
    return { value: nothing('idle instances are paid for, too: set demand.perSecond'), note: 'depends on the rate' };
  const scope = { path: `targets.${target.name}.months.${index}`, of: month };
  return { value: figure(scope, 'usdPerMillion', usd), note: `at ${perSecond(rate)}` };
}

const spreadIn = (target: TargetResult, format: Format, of: (repeat: RepeatMeasures) => number | undefined) =>
  spreadMarkup(spreadOf(target, of), format);
