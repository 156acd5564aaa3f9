import { count, ms, shown, times, usd, when } from '../../text/format.ts';
import type { HistoryTarget, SoundEntry } from './run.ts';

export const historyHeads = [
  ...['date', 'scenario', 'verdict', 'thresholds', 'target', 'environments', 'multiplier', 'p99 or max'],
  ...['cost per million', 'folder'],
] as const;

/** One row per target, each with the facts about the whole run. */
export function historyRows(entry: SoundEntry): string[][] {
  const { passed, failed } = entry.thresholds;
  const checked = passed + failed === 0 ? 'none' : failed === 0 ? `${passed} passed` : `${failed} failed`;
  const verdict = entry.status === 'interrupted' ? `${entry.verdict}, interrupted` : entry.verdict;
  const targets = entry.targets.length === 0 ? [['', '', '', '', '']] : entry.targets.map(targetCells);
  return targets.map((cells) => [when(entry.startedAt), entry.scenario, verdict, checked, ...cells, entry.directory]);
}

const targetCells = ({
  name,
  status,
  verdict,
  environments,
  environmentMultiplier,
  tail,
  usdPerMillion,
  isCostProjected,
}: HistoryTarget) => [
  `${name}${status === 'complete' ? '' : ` (${status})`}${verdict === 'INVALID' ? ' (INVALID)' : ''}`,
  shown(environments, count),
  shown(environmentMultiplier, times),
  tail === undefined ? shown(undefined, ms) : `${tail.label} ${ms(tail.ms)}`,
  `${shown(usdPerMillion, usd)}${isCostProjected ? ' projected' : ''}`,
];
