import type { RunResult, TargetResult } from '../model/run-result.ts';
import { doubtWord } from './doubt.ts';
import { count, type Format, mb, ms, percent, perSecond, shown, times, usd } from './format.ts';
import { type Choice, compared, costPerMillion, memoryMultiplier, memoryPeak, tail } from './headlines.ts';
import { numberAt } from './number-path.ts';

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
    row('answered of sent', ({ requests }) => `${count(requests.answered)} of ${count(requests.sent)}`),
    ...failureRows(result).map(({ label, of }) => row(label, (target) => count(of(target)))),
    row('environments', ({ environments }) => count(environments.distinct)),
    row('cold starts', ({ environments }) => count(environments.coldStarts)),
    row('environment multiplier', (target) => shown(compared(result, target)?.of.environmentMultiplier, times)),
    row('memory peak', (target) => chosen(target, memoryPeak(target), mb)),
    row('memory multiplier', (target) => chosen(target, memoryMultiplier(target), times)),
    row('service time p50', ({ latencyMs }) => shown(latencyMs.serviceTime.all?.p50, ms)),
    row('service time p99 or max', tailCell),
    row('billed time', ({ billing }) => shown(billing?.billedMs, ms)),
    row('CPU share of billed', ({ utilization }) => shown(utilization?.cpuShareOfBilled, percent)),
    row('cost per million', (target) => chosen(target, costPerMillion(target), usd, false)),
    row('  at', ({ serverCost }) => shown(serverCost?.requestsPerSecond, perSecond)),
    row('downstream connections', ({ downstream }) => shown(downstream?.peakConnections, count)),
  ];
}

/** Names of the targets above their columns, with what speaks against the figures below. */
export const targetHeads = (result: RunResult): string[] =>
  result.targets.map(
    ({ name, status }) => `${name}${status === 'complete' ? '' : ` (${status})`}${doubtWord(result, name)}`,
  );

/** What went wrong is worth a row only where it happened. */
const failureRows = ({ targets }: RunResult) =>
  [
    { label: 'throttled', of: ({ requests }: TargetResult) => requests.throttled },
    { label: 'timed out', of: ({ requests }: TargetResult) => requests.timedOut },
    { label: 'refused', of: ({ requests }: TargetResult) => requests.failures.refused },
    { label: 'unreachable', of: ({ requests }: TargetResult) => requests.failures.unreachable },
    { label: 'reset', of: ({ requests }: TargetResult) => requests.failures.reset },
    { label: 'malformed', of: ({ requests }: TargetResult) => requests.failures.malformed },
    { label: 'other status', of: ({ requests }: TargetResult) => requests.failures.httpError },
    { label: 'interrupted', of: ({ requests }: TargetResult) => requests.failures.interrupted },
    { label: 'without identity', of: ({ requests }: TargetResult) => requests.unidentified },
  ].filter(({ of }) => targets.some((target) => of(target) > 0));

function chosen(target: TargetResult, choice: Choice<TargetResult> | undefined, format: Format, named = true): string {
  const text = shown(choice && numberAt(target, choice.path), format);
  return choice && named ? `${text} ${choice.label.replace('peak ', '')}` : text;
}

function tailCell({ latencyMs }: TargetResult): string {
  const all = latencyMs.serviceTime.all;
  if (all === undefined) return shown(undefined, ms);
  const { path, label } = tail(all);
  return `${label} ${shown(numberAt(all, path), ms)}`;
}
