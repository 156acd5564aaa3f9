import { type NumberPath, numberAt } from '../../model/number-path.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { perRepeat } from '../../stats/comparison/repeats.ts';
import { hasInvalidCounts, wasShortOfCpu } from '../../stats/short-of-cpu.ts';
import {
  absent,
  bytes,
  count,
  type Format,
  mb,
  ms,
  msLike,
  percent,
  perSecond,
  shown,
  times,
  usd,
} from '../../text/format.ts';
import { type CheckedQuantity, checkedWord, doubtWord, projectedWord } from '../figures/doubt.ts';
import { type Choice, compared, costPerMillion, memoryMultiplier, memoryPeak, tail } from '../figures/headlines.ts';
import {
  billedTime,
  coldStartCount,
  costPerMillionCalls,
  cpuShare,
  environmentCount,
  isProjected,
  type Pair,
  waitingShare,
} from '../figures/leading.ts';
import { rangeText } from '../figures/per-repeat.ts';
import { warmedCount } from '../figures/warmed.ts';

/** A metric, and its value for each target in order. */
export interface TerminalRow {
  readonly label: string;
  readonly cells: readonly string[];
}

export function terminalRows(result: RunResult): TerminalRow[] {
  const row = (label: string, cellOf: (target: TargetResult) => string): TerminalRow => ({
    label,
    cells: result.targets.map(cellOf),
  });
  return [
    ...countRows(result, 'answered of sent', 'requests.answered', 'requests.sent'),
    ...failureRows(result).flatMap(({ label, path }) => countRows(result, label, path)),
    ...projectedCountRows(result, 'environments', environmentCount, 'environments'),
    ...projectedCountRows(result, 'cold starts', coldStartCount, 'coldStarts'),
    row('  started warm before', (target) => warmedCount(target) ?? absent),
    ...multiplierRows(result),
    row('memory peak', (target) => chosen(target, memoryPeak(target), mb)),
    row('  per instance', ({ memory }) => withLabel(shown(memory?.perInstance?.rssMb, mb), 'RSS')),
    row('  shared pages once', ({ memory }) => withLabel(shown(memory?.peak.pssMb, mb), 'PSS')),
    row('  allocated', ({ memory }) => shown(memory?.allocatedMb, mb)),
    row('memory multiplier', (target) => chosen(target, memoryMultiplier(target), times)),
    row('CPU per call, mean', ({ demands }) => shown(demands?.call?.cpuMs.mean, ms)),
    ...latencyRows(result),
    row('throughput', ({ throughput }) => shown(throughput?.requestsPerSecond, perSecond)),
    ...pairRows(result, 'billed time', billedTime, msLike(result.targets.flatMap((target) => billedMsOf(target)))),
    ...pairRows(result, 'waiting share of billed', waitingShare, percent),
    ...pairRows(result, 'CPU share of billed', cpuShare, percent),
    row('cost per million', (target) =>
      isProjected(target, costPerMillionCalls)
        ? withLabel(shown(numberAt(target, costPerMillionCalls.projected), usd), projectedWord(result, target))
        : chosen(target, costPerMillion(target), usd, false),
    ),
    ...measuredRows(result, costPerMillionCalls, usd),
    ...checkedRow(result, 'cost'),
    row('cost per hour', ({ serverCost }) => shown(serverCost?.usdPerHour, usd)),
    ...monthRows(result),
    row('package, zipped', ({ package: size }) => shown(size?.zippedBytes, bytes)),
    row('  unzipped', ({ package: size }) => shown(size?.unzippedBytes, bytes)),
    row('CPU, memory limited by', ({ enforced }) => (enforced ? `${enforced.cpu}, ${enforced.memory}` : absent)),
    row('downstream connections', ({ downstream }) => shown(downstream?.peakConnections, count)),
  ];
}

const billedMsOf = (target: TargetResult) => [
  numberAt(target, billedTime.projected),
  numberAt(target, billedTime.measured),
];

/** The measured median leads, unless this machine was short of CPU: then calls took longer. */
function latencyRows(result: RunResult): TerminalRow[] {
  const { targets } = result;
  const row = (label: string, cellOf: (target: TargetResult) => string) => ({ label, cells: targets.map(cellOf) });
  const projected = ({ projected: of }: TargetResult) => shown(of?.latencyMs.p50, ms);
  const measured = ({ latencyMs }: TargetResult) => shown(latencyMs.serviceTime.all?.p50, ms);
  const projectedLeads = targets.some(
    (target) => target.projected?.latencyMs.p50 !== undefined && wasShortOfCpu(result, target),
  );
  const word = projectedLeads ? ', measured' : '';
  return [
    ...(projectedLeads ? [row('service time p50, projected', projected), ...checkedRow(result, 'latency')] : []),
    row(`service time p50${word}`, measured),
    ...(projectedLeads ? [] : [row('  projected', projected), ...checkedRow(result, 'latency')]),
    ...serverRows(result),
    ...coldAndWarmRows(result),
    row(`service time p95${word}`, ({ latencyMs }) => shown(latencyMs.serviceTime.all?.p95, ms)),
    row(`service time p99 or max${word}`, tailCell),
  ];
}

/** Of servers whose CPU is known: a call of one that has nothing else to do. */
function serverRows({ targets }: RunResult): TerminalRow[] {
  if (targets.every(({ projectedServer }) => projectedServer?.latency === undefined)) return [];
  const lowLoad = ({ projectedServer }: TargetResult) => {
    const { latency } = projectedServer ?? {};
    return latency
      ? `${latency.basis === 'upper-bound' ? 'up to ' : ''}${ms(latency.ms)}, ${percent(latency.cpuShare)} CPU`
      : absent;
  };
  return [{ label: '  at low load, mean', cells: targets.map(lowLoad) }];
}

/** Where a target has both, a median of all is one of neither. */
function coldAndWarmRows({ targets }: RunResult): TerminalRow[] {
  if (!targets.some(({ latencyMs: { serviceTime } }) => serviceTime.cold && serviceTime.warm)) return [];
  const cells = (part: 'cold' | 'warm') =>
    targets.map(({ latencyMs: { serviceTime } }) => shown(serviceTime[part]?.p50, ms));
  return [
    { label: '  of cold answers', cells: cells('cold') },
    { label: '  of warm answers', cells: cells('warm') },
  ];
}

/** The projected figure, and the measured one beneath; only the measured one where nothing is projected. */
const pairRows = (result: RunResult, label: string, pair: Pair, format: Format): TerminalRow[] => [
  {
    label,
    cells: result.targets.map((target) =>
      isProjected(target, pair)
        ? withLabel(
            shown(numberAt(target, pair.projected), format),
            pair === billedTime ? projectedWord(result, target) : 'projected',
          )
        : shown(numberAt(target, pair.measured), format),
    ),
  },
  ...measuredRows(result, pair, format),
];

function measuredRows({ targets }: RunResult, pair: Pair, format: Format): TerminalRow[] {
  const cells = targets.map((target) =>
    isProjected(target, pair) ? shown(numberAt(target, pair.measured), format) : absent,
  );
  return cells.every((cell) => cell === absent) ? [] : [{ label: '  measured', cells }];
}

/** The measured count leads, unless this machine was short of CPU. */
function projectedCountRows(
  result: RunResult,
  label: string,
  { projected, measured }: Pair,
  quantity: CheckedQuantity,
): TerminalRow[] {
  const { targets } = result;
  const cells = targets.map((target) =>
    numberAt(target, projected) === undefined ? absent : eachOrAll(target, projected),
  );
  if (cells.every((cell) => cell === absent)) return countRows(result, label, measured);
  return targets.some((target) => wasShortOfCpu(result, target))
    ? [
        { label: `${label}, projected`, cells },
        ...checkedRow(result, quantity),
        ...marked(result, countRows(result, `${label}, measured`, measured)),
      ]
    : [...countRows(result, label, measured), { label: '  projected', cells }, ...checkedRow(result, quantity)];
}

/** How far such projections were off at most when they were checked. */
function checkedRow({ targets }: RunResult, quantity: CheckedQuantity): TerminalRow[] {
  const cells = targets.map(({ projected }) =>
    projected?.checkedErrors === undefined ? absent : checkedWord(projected.checkedErrors, quantity),
  );
  return cells.every((cell) => cell === absent) ? [] : [{ label: '  when checked', cells }];
}

/** Counts that must not be used say so. */
const marked = (result: RunResult, rows: readonly TerminalRow[]): TerminalRow[] =>
  rows.map(({ label, cells }) => ({
    label,
    cells: cells.map((cell, index) => {
      const target = result.targets[index];
      return target && hasInvalidCounts(result, target) ? `${cell} INVALID` : cell;
    }),
  }));

/** As the counts that it is of. */
function multiplierRows(result: RunResult): TerminalRow[] {
  const cells = (key: 'environmentMultiplier' | 'projectedEnvironmentMultiplier') =>
    result.targets.map((target) => shown(compared(result, target)?.of[key], times));
  const [label, measured] = ['environment multiplier', cells('environmentMultiplier')];
  const projected = cells('projectedEnvironmentMultiplier');
  if (projected.every((cell) => cell === absent)) return [{ label, cells: measured }];
  return result.targets.some((target) => wasShortOfCpu(result, target))
    ? [
        { label: `${label}, projected`, cells: projected },
        { label: `${label}, measured`, cells: measured },
      ]
    : [
        { label, cells: measured },
        { label: '  projected', cells: projected },
      ];
}

function eachOrAll(target: TargetResult, path: NumberPath<TargetResult>): string {
  const each = perRepeat(target, path);
  return each === undefined ? count(numberAt(target, path) ?? 0) : rangeText(each);
}

/** Where each repeat starts a target again, the counts per repeat come first. Paths: of the count, and of what it is a part of. */
function countRows({ targets }: RunResult, label: string, ...paths: NumberPath<TargetResult>[]): TerminalRow[] {
  const inAll = targets.map((target) => {
    const counts = paths.map((path) => numberAt(target, path));
    return counts.includes(undefined) ? absent : counts.map((number) => shown(number, count)).join(' of ');
  });
  const each = targets.map((target) => {
    const ranges = paths.map((path) => perRepeat(target, path));
    return ranges.includes(undefined) ? absent : ranges.map((range) => range && rangeText(range)).join(' of ');
  });
  if (each.every((cell) => cell === absent)) return [{ label, cells: inAll }];
  return [
    { label: `${label} per repeat`, cells: each },
    { label: '  in total', cells: inAll },
  ];
}

/** At each stated rate, of every target that has a price. */
function monthRows({ targets }: RunResult): TerminalRow[] {
  const rates = targets.find(({ months }) => months !== undefined)?.months?.map((month) => month.perSecond) ?? [];
  return rates.map((rate, index) => ({
    label: `cost per month at ${perSecond(rate)}`,
    cells: targets.map(({ months }) => shown(months?.[index]?.usd, usd)),
  }));
}

/** Names of the targets above their columns, with the verdict on the figures below. */
export const targetHeads = (result: RunResult): string[] =>
  result.targets.map(
    ({ name, status }) => `${name}${status === 'complete' ? '' : ` (${status})`}${doubtWord(result, name)}`,
  );

/** What went wrong is worth a row only where it happened. */
const failureRows = ({ targets }: RunResult) =>
  [
    { label: 'throttled', path: 'requests.throttled' as const },
    { label: 'timed out', path: 'requests.timedOut' as const },
    { label: 'refused', path: 'requests.failures.refused' as const },
    { label: 'unreachable', path: 'requests.failures.unreachable' as const },
    { label: 'reset', path: 'requests.failures.reset' as const },
    { label: 'malformed', path: 'requests.failures.malformed' as const },
    { label: 'other status', path: 'requests.failures.httpError' as const },
    { label: 'interrupted', path: 'requests.failures.interrupted' as const },
    { label: 'not sent (maxInFlight)', path: 'requests.notSent' as const },
    { label: 'without identity', path: 'requests.unidentified' as const },
  ].filter(({ path }) => targets.some((target) => (numberAt(target, path) ?? 0) > 0));

function chosen(target: TargetResult, choice: Choice<TargetResult> | undefined, format: Format, named = true): string {
  const text = shown(choice && numberAt(target, choice.path), format);
  return choice && named ? withLabel(text, choice.label) : text;
}

const withLabel = (text: string, label: string): string => (text === absent ? text : `${text} ${label}`);

function tailCell({ latencyMs, requests }: TargetResult): string {
  const all = latencyMs.serviceTime.all;
  if (all === undefined) return shown(undefined, ms);
  const { path, label } = tail(all, requests);
  return `${label} ${shown(numberAt(all, path), ms)}`;
}
