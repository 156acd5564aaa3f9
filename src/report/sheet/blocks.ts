import { monthAt } from '../../billing/month/months.ts';
import { phaseModules } from '../../load/phase-modules.ts';
import { numberAt } from '../../model/number-path.ts';
import type { PhaseResult, RunResult, TargetResult } from '../../model/run-result.ts';
import { findingText } from '../../model/verdict.ts';
import { type Spread, spreadOf } from '../../stats/comparison/repeat-spread.ts';
import { count, type Format, mb, ms, percent, shown, usd, when } from '../../text/format.ts';
import { bandText } from '../figures/band.ts';
import { doubtWord } from '../figures/doubt.ts';
import { costPerMillion as chosenCost, hasPrimary, memoryPeak, tail } from '../figures/headlines.ts';
import { environmentCount, isProjected, waitingShare } from '../figures/leading.ts';
import { countText } from '../figures/per-repeat.ts';
import { priceNote } from '../figures/price-note.ts';
import { intervalNote, spreadText } from '../figures/repeat-spread.ts';
import { demandBlock, monthEntry, monthNote } from './demand.ts';
import { blank, type Entry, type SheetBlock, type Traced, textColumn, traced } from './entry.ts';
import { environmentsBlock, limitsBlock } from './limits.ts';
import { memorySizesBlocks } from './memory-sizes.ts';
import type { SheetQuestion } from './question.ts';
import { sensitivityBlocks } from './sensitivity.ts';

const spreadWords = (spread: Spread | undefined, format: Format): string | undefined =>
  spread && spreadText(spread, format);

/** In the order in which a review goes through them. */
export const sheetBlocks = (result: RunResult, question: SheetQuestion): SheetBlock[] => [
  decision(result),
  demandBlock(question),
  inputs(result),
  withMetrics(options(result, question)),
  ...memorySizesBlocks(result, question).map(withMetrics),
  withMetrics(environmentsBlock(result.targets, question)),
  withMetrics(limitsBlock(result.targets, question)),
  withMetrics(breakEven(result)),
  ...sensitivityBlocks(result, question),
  people(result),
];

/** Paper has no tooltips: the metrics of the figures are named beneath them, too. */
function withMetrics({ note = '', ...block }: SheetBlock): SheetBlock {
  const named = block.rows
    .flat()
    .flatMap((entry) => (typeof entry === 'object' && 'metric' in entry ? [entry.metric] : []));
  return { ...block, note: `${note} Metrics: ${[...new Set(named)].join('; ')}.` };
}

const decision = ({ verdict }: RunResult): SheetBlock => ({
  heading: 'Decision',
  rows: [
    ['Decision', blank('which option, from when')],
    ['Owner', blank('name, date')],
    ['Finding of the run', verdict.finding === undefined ? '' : findingText(verdict.finding)],
    ['Validity', validity(verdict)],
  ],
});

const mostReasons = 3;

function validity({ status, reasons }: RunResult['verdict']): string {
  const named = reasons.slice(0, mostReasons).map(({ message }) => message);
  const more = reasons.length > mostReasons ? [`and ${reasons.length - mostReasons} more, in the report`] : [];
  return [status, ...named, ...more].join('; ');
}

const inputs = (result: RunResult): SheetBlock => ({
  heading: 'Measured inputs',
  rows: [
    ['Question', result.scenario.question],
    ['Run', runFacts(result)],
    ['Machine', machineFacts(result)],
    ['Prices', priceNote(result)],
    ['Interval', intervalNote(result)],
  ],
});

const runFacts = ({ scenario, startedAt, seed, tool }: RunResult): string =>
  `${scenario.name}, ${when(startedAt)}, seed ${seed}, ${tool.name} ${tool.version}`;

const machineFacts = ({ machine }: RunResult): string =>
  `${machine.cpuModel}, ${machine.cpus} CPUs, ${mb(machine.memoryMb)}, Node ${machine.node}`;

const options = (result: RunResult, question: SheetQuestion): SheetBlock => ({
  heading: 'Options',
  note: `p99 where there are 100 answers, else the maximum. ${monthNote(question.perSecond)}${memoryNote(result)}`,
  columns: [
    ...['option', 'environments', 'throttled', 'steady p50 / high, measured', 'burst p50 / high, measured'],
    ...['memory', 'downstream connections', 'waiting share of billed', '$ per million', '$ per month'],
  ],
  rows: result.targets.map((target) => option(target, result, question)),
});

function option(target: TargetResult, result: RunResult, question: SheetQuestion): Entry[] {
  const { name, phases, downstream } = target;
  const peak = memoryPeak(target);
  const inBurst = ({ kind }: PhaseResult) => phaseModules[kind].releasesTogether;
  return [
    `${name}${doubtWord(result, name)}`,
    environments(target),
    traced(countText(target, 'requests.throttled'), 'requests.throttled'),
    latency(phases.filter((phase) => !inBurst(phase))),
    latency(phases.filter(inBurst)),
    peak === undefined
      ? '–'
      : traced(
          `${shown(numberAt(target, peak.path), mb)} ${peak.label}${hasPrimary(target) ? ', including the primary' : ''}`,
          peak.path,
        ),
    traced(shown(downstream?.peakConnections, count), 'downstream.peakConnections'),
    waitingOf(target),
    costPerMillion(target, question.perSecond),
    monthEntry(target, question.perSecond),
  ];
}

/** Beside the sum of RSS: by instance, with shared pages counted once, and what is paid for. */
function memoryNote({ targets }: RunResult): string {
  const words = targets.flatMap(({ name, memory }) => {
    if (memory === undefined) return [];
    const { perInstance, peak, allocatedMb } = memory;
    const beside = [
      ...(perInstance ? [`${mb(perInstance.rssMb)} per instance`] : []),
      ...(peak.pssMb === undefined ? [] : [`${mb(peak.pssMb)} PSS`]),
      ...(allocatedMb === undefined ? [] : [`${mb(allocatedMb)} allocated`]),
    ];
    return [`${name} ${beside.join(', ')}`];
  });
  return words.length === 0 ? '' : ` Memory is the highest sum of RSS at one instant; beside it: ${words.join('; ')}.`;
}

/** The projected count leads where it is known: the measured one depends on this machine. */
function environments(target: TargetResult): Entry {
  const measured = countText(target, environmentCount.measured);
  const projected = numberAt(target, environmentCount.projected);
  return projected === undefined
    ? traced(measured, environmentCount.measured)
    : traced(`${count(projected)} projected, ${measured} measured`, environmentCount.projected);
}

/** Of a warm call, as a month at a steady rate is made of warm calls; else of the calls of this run. */
function waitingOf(target: TargetResult): Entry {
  const { demands, projected } = target;
  const warmMs = demands?.warm?.waitMs?.mean;
  if (warmMs !== undefined && projected?.warm !== undefined)
    return traced(
      percent(warmMs / projected.warm.billedMsPerCall),
      'demands.warm.waitMs.mean / projected.warm.billedMsPerCall',
    );
  const path = isProjected(target, waitingShare) ? waitingShare.projected : waitingShare.measured;
  return traced(shown(numberAt(target, path), percent), path);
}

/** At the demand, if there is one. */
function costPerMillion(target: TargetResult, demand: number | undefined): Traced {
  const { costs } = target;
  if (costs !== undefined && demand !== undefined)
    return traced(usd(monthAt(costs, demand).usdPerMillion), `costs, at ${demand} requests/s`);
  const chosen = chosenCost(target);
  if (chosen?.path !== 'billing.usdPerMillion')
    return traced(shown(chosen && numberAt(target, chosen.path), usd), chosen?.path ?? 'billing.usdPerMillion');
  const spread = spreadOf(target, (repeat) => repeat.billing?.usdPerMillion);
  return traced(shown(numberAt(target, chosen.path), usd), chosen.path, spreadWords(spread, usd));
}

/** Of the phase with the most answers: percentiles of several cannot be put together. */
function latency(phases: readonly PhaseResult[]): Entry {
  const summaries = phases.flatMap(({ name, latencyMs, requests }) => {
    const all = latencyMs.serviceTime.all;
    return all === undefined ? [] : [{ name, all, requests }];
  });
  const [most] = summaries.sort((a, b) => b.all.count - a.all.count);
  if (most === undefined) return '–';
  const { name, all, requests } = most;
  const high = tail(all, requests);
  return traced(
    `${shown(all.p50, ms)} / ${shown(numberAt(all, high.path), ms)} (${high.label})`,
    `phase ${name}: latencyMs.serviceTime.all.p50 and ${high.path}`,
  );
}

/** More do not fit on one page. */
const mostBreakEvens = 6;

function breakEven(result: RunResult): SheetBlock {
  const isShown = (name: string) => result.targets.some((target) => target.name === name);
  const { baseline = '', breakEven: all = [] } = result.comparison ?? {};
  const known = all.filter(({ between }) => between.every(isShown));
  const beside = known.filter(({ between }) => between.includes(baseline));
  const found = known.length > mostBreakEvens && beside.length > 0 ? beside : known;
  return {
    heading: `Break-even${doubtWord(result)}`,
    note: [
      'Rates sustained all month, from the one where every call that waited for an init in this run does so all month, to the one without cold starts.',
      ...(found === known ? [] : [`Beside ${baseline}; all pairs are in the report.`]),
      ...new Set(found.flatMap(({ assumes }) => assumes.map(sentence))),
    ].join(' '),
    columns: ['between', 'costs the same at', 'per month', textColumn('finding')],
    rows: found.map(({ between, perSecondLow, perSecondHigh = perSecondLow, usdPerMonth, reason }) => [
      between.join(' and '),
      perSecondLow === undefined || perSecondHigh === undefined
        ? 'no rate'
        : traced(bandText(perSecondLow, perSecondHigh), 'comparison.breakEven: perSecondLow and perSecondHigh'),
      usdPerMonth === undefined ? '–' : traced(usd(usdPerMonth), 'comparison.breakEven: usdPerMonth'),
      traced(reason, 'comparison.breakEven: reason'),
    ]),
  };
}

/** `calls as projected` is `Calls as projected.`, unless it begins with a name of the run. */
const sentence = (text: string): string =>
  /^[^ ]+:/.test(text) ? `${text}.` : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

const people = ({ comparison }: RunResult): SheetBlock => ({
  heading: 'Before you sign',
  rows: [
    ['Assumptions', `baseline ${comparison?.baseline ?? 'none'}; first price tier, no data transfer`],
    ['More assumptions', blank('what else has to be true')],
    ['Predictions', blank('how well earlier ones matched what was measured')],
    ['Review again', blank('date, or when demand exceeds')],
  ],
});
