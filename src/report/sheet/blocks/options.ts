import { monthAt } from '../../../billing/month/months.ts';
import { numberAt } from '../../../model/number-path.ts';
import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { type Spread, spreadOf } from '../../../stats/comparison/repeat-spread.ts';
import { absent, count, type Format, mb, ms, percent, shown, usd } from '../../../text/format.ts';
import { doubtWord, upTo } from '../../figures/doubt.ts';
import { costPerMillion as chosenCost, hasPrimary, memoryPeak } from '../../figures/headlines.ts';
import { environmentCount, waitingShare } from '../../figures/leading.ts';
import { countText } from '../../figures/per-repeat.ts';
import { spreadText } from '../../figures/repeat-spread.ts';
import {
  blank,
  calculated,
  type Entry,
  isTraced,
  measured,
  projected,
  type SheetBlock,
  stated,
  textColumn,
} from '../entry.ts';
import type { SheetQuestion } from '../question.ts';
import { monthEntry, monthNote } from './demand.ts';
import { hostingOf, memorySizeOf } from './hosting.ts';
import { highText, latencyOf, medianText, sizesText } from './latency.ts';

/** A figure, and what it is of each option. */
interface OptionRow {
  readonly label: string;
  of(target: TargetResult): Entry;
}

/** More columns do not fit on one page. */
const mostOptions = 6;

/** One column for each option, one row for each figure, and where the figures of the row come from. */
export function optionsBlock(result: RunResult, question: SheetQuestion): SheetBlock {
  const targets = shownOptions(result, question);
  const rows = rowsOf(result, question)
    .map(({ label, of }) => ({ label, entries: targets.map(of) }))
    .filter(({ entries }) => entries.some((entry) => entry !== absent));
  const left = result.targets.length - targets.length;
  return {
    kind: 'table',
    heading: 'Options',
    note: [
      'p99 where there are 100 answers, else the maximum.',
      monthNote(question.perSecond),
      ...(comparesSizes(targets)
        ? ['The CPU share follows the memory size, up to one vCPU at 1,769 MB for one thread.']
        : []),
      ...targets.filter(hasPrimary).map(({ name }) => `Memory of ${name} includes the primary.`),
      ...(left > 0 ? [`${left} more options are in the report.`] : []),
    ].join(' '),
    columns: ['figure', ...targets.map(({ name }) => `${name}${doubtWord(result, name)}`), textColumn('basis')],
    rows: rows.map(({ label, entries }) => [label, ...marked(entries), basisWords(entries)]),
  };
}

/** Of too many the cheapest at the demand, else the first; in the order of the run, with the baseline. */
function shownOptions({ targets, comparison }: RunResult, { perSecond }: SheetQuestion): readonly TargetResult[] {
  if (targets.length <= mostOptions) return targets;
  const usdOf = ({ costs }: TargetResult): number =>
    costs === undefined || perSecond === undefined ? Number.POSITIVE_INFINITY : monthAt(costs, perSecond).usd;
  const isBaseline = ({ name }: TargetResult) => Number(name === comparison?.baseline);
  const first = targets
    .toSorted((a, b) => isBaseline(b) - isBaseline(a) || (usdOf(a) === usdOf(b) ? 0 : usdOf(a) - usdOf(b)))
    .slice(0, mostOptions);
  return targets.filter((target) => first.includes(target));
}

/** What to weigh against each other comes first: the money, the time, the roll. */
const rowsOf = (result: RunResult, question: SheetQuestion): OptionRow[] => [
  { label: 'Runs on', of: (target) => hostingOf(target, result) },
  { label: '$ per month', of: (target) => monthEntry(target, question.perSecond) },
  { label: '$ per million', of: (target) => costPerMillion(target, question.perSecond) },
  latencyRow('In a burst', 'burst', result),
  latencyRow('Steady', 'steady', result),
  { label: 'Environments, projected', of: projectedEnvironments },
  {
    label: 'Environments or processes',
    of: (target) => measured(countText(target, environmentCount.measured), environmentCount.measured),
  },
  { label: 'Throttled', of: (target) => measured(countText(target, 'requests.throttled'), 'requests.throttled') },
  { label: 'Waiting, share of billed', of: waitingOf },
  { label: 'Memory (RSS), all / each', of: memoryOf },
  { label: 'Memory, PSS / allocated', of: otherMemoryOf },
  { label: 'Downstream connections', of: connectionsOf },
  ...memorySizeRows(result),
];

const figure = (value: number | undefined, format: Format, entry: (text: string) => Entry): Entry =>
  value === undefined ? absent : entry(format(value));

const projectedEnvironments = (target: TargetResult): Entry =>
  figure(numberAt(target, environmentCount.projected), count, (text) => projected(text, environmentCount.projected));

function memoryOf(target: TargetResult): Entry {
  const peak = memoryPeak(target);
  return figure(peak && numberAt(target, peak.path), mb, (text) =>
    measured(`${text} / ${shown(target.memory?.perInstance?.rssMb, mb)}`, `${peak?.path}, memory.perInstance.rssMb`),
  );
}

/** With shared pages counted once, and what is paid for. */
function otherMemoryOf({ memory }: TargetResult): Entry {
  if (memory === undefined) return absent;
  const { peak, allocatedMb } = memory;
  if (peak.pssMb === undefined && allocatedMb === undefined) return absent;
  return measured(`${shown(peak.pssMb, mb)} / ${shown(allocatedMb, mb)}`, 'memory.peak.pssMb, memory.allocatedMb');
}

const connectionsOf = ({ downstream }: TargetResult): Entry =>
  figure(downstream?.peakConnections, count, (text) => measured(text, 'downstream.peakConnections'));

/** The figure of the finding; beside it that of a warm call, of which a month at a steady rate is made. */
function waitingOf(target: TargetResult): Entry {
  const share = numberAt(target, waitingShare.projected);
  if (share === undefined)
    return figure(numberAt(target, waitingShare.measured), percent, (text) => measured(text, waitingShare.measured));
  const warmMs = target.demands?.warm?.waitMs?.mean;
  const warm = target.projected?.warm;
  if (warmMs === undefined || warm === undefined) return projected(percent(share), waitingShare.projected);
  return projected(
    `${percent(share)}; warm call ${percent(warmMs / warm.billedMsPerCall)}`,
    `${waitingShare.projected}; demands.warm.waitMs.mean / projected.warm.billedMsPerCall`,
  );
}

/** At the demand, if there is one. */
function costPerMillion(target: TargetResult, demand: number | undefined): Entry {
  const { costs } = target;
  if (costs !== undefined && demand !== undefined)
    return calculated(usd(monthAt(costs, demand).usdPerMillion), `costs, at ${demand} requests/s`);
  const chosen = chosenCost(target);
  if (chosen === undefined) return costs?.instanceTime === undefined ? absent : blank('at the demand');
  const basis = chosen.path.startsWith('projected') ? projected : measured;
  const spread =
    chosen.path === 'billing.usdPerMillion' ? spreadOf(target, (repeat) => repeat.billing?.usdPerMillion) : undefined;
  return figure(numberAt(target, chosen.path), usd, (text) => basis(withSpread(text, spread), chosen.path));
}

const withSpread = (text: string, spread: Spread | undefined): string =>
  spread === undefined ? text : `${text} (${spreadText(spread, usd)})`;

/** What is the same of all stands in the label: the sizes of the bursts, and what the high end is. */
function latencyRow(label: string, load: 'burst' | 'steady', result: RunResult): OptionRow {
  const all = result.targets.map((target) => latencyOf(result, target, load)).filter((one) => one !== undefined);
  const [high, anotherHigh] = new Set(all.map(({ highLabel }) => highLabel));
  const [sizes, ...otherSizes] = new Set(all.map(sizesText));
  const areSameSizes = otherSizes.length === 0;
  return {
    label: `${areSameSizes && sizes !== undefined ? `In ${sizes}` : label}, p50 / ${anotherHigh === undefined ? high : 'high'}`,
    of(target) {
      const latency = latencyOf(result, target, load);
      if (latency === undefined) return absent;
      const own = [
        anotherHigh === undefined ? undefined : latency.highLabel,
        areSameSizes ? undefined : sizesText(latency),
        latency.isContended ? 'short of CPU' : undefined,
        latency.basis === 'projected' ? upTo(result, target) : undefined,
      ].filter((part) => part !== undefined);
      const text = `${medianText(latency)} / ${highText(latency)}${own.length === 0 ? '' : ` (${own.join(', ')})`}`;
      return (latency.basis === 'projected' ? projected : measured)(text, latency.metric);
    },
  };
}

/** Of a run that compares memory sizes. */
function memorySizeRows({ targets }: RunResult): OptionRow[] {
  if (!comparesSizes(targets)) return [];
  return [
    {
      label: 'Memory size',
      of: (target) => figure(memorySizeOf(target), mb, (text) => stated(text, 'billing.gbSeconds / billing.billedMs')),
    },
    {
      label: 'Warm call, billed',
      of: ({ projected: of }) =>
        figure(of?.warm?.billedMsPerCall, ms, (text) => projected(text, 'projected.warm.billedMsPerCall')),
    },
    {
      label: 'Cold call, billed',
      of: ({ projected: of }) =>
        figure(of?.cold?.billedMsPerCall, ms, (text) => projected(text, 'projected.cold.billedMsPerCall')),
    },
    {
      label: '$ per million warm calls',
      of: ({ projected: of }) =>
        figure(of?.warm?.usdPerMillion, usd, (text) => projected(text, 'projected.warm.usdPerMillion')),
    },
  ];
}

const comparesSizes = (targets: readonly TargetResult[]): boolean =>
  new Set(targets.map(memorySizeOf).filter((size) => size !== undefined)).size > 1;

/** A figure with another basis than the first of its row says so. */
function marked(entries: readonly Entry[]): Entry[] {
  const first = entries.find(isTraced)?.basis;
  return entries.map((entry) =>
    isTraced(entry) && entry.basis !== first ? { ...entry, text: `${entry.text}, ${entry.basis}` } : entry,
  );
}

const basisWords = (entries: readonly Entry[]): string =>
  [...new Set(entries.filter(isTraced).map(({ basis }) => basis))].join(', ');
