import type { RunResult, ThresholdResult, Verdict } from '../../model/run-result.ts';
import { absent, shown, when } from '../../text/format.ts';
import { billNoteLines, unknownPriceLines } from '../figures/price-note.ts';
import { formatOf, worstWords } from '../figures/threshold-format.ts';
import { environmentLines } from './environment-lines.ts';
import { row, text } from './markdown-text.ts';
import { targetHeads, terminalRows } from './terminal-rows.ts';
import { workerLines } from './worker-lines.ts';

/** A summary of a run for a pull request, an issue, or the summary of a CI step (GitHub's Markdown). */
export function renderMarkdown(result: RunResult): string {
  const { scenario, verdict, status } = result;
  const parts = [
    `## ${text(scenario.name)}: ${verdict.status}${status === 'interrupted' ? ', interrupted' : ''}`,
    found(verdict),
    reasons(result),
    targetsTable(result),
    [
      ...environmentLines(result),
      ...workerLines(result),
      ...billNoteLines(result.targets),
      ...unknownPriceLines(result.prices),
    ]
      .map((line) => `- ${text(line)}`)
      .join('\n'),
    thresholdsTable(result.thresholds),
    `${text(scenario.question)} Run on ${text(when(result.startedAt))} by rollcall ${text(result.tool.version)}.`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const found = ({ finding }: Verdict): string =>
  [finding?.roll, finding?.waiting, finding?.money]
    .filter((line) => line !== undefined)
    .map((line) => `- ${text(line)}`)
    .join('\n');

const reasons = ({ verdict }: RunResult): string =>
  verdict.reasons
    .map(
      ({ status, message, advice }) =>
        `- ${status === 'INVALID' ? '**INVALID** ' : ''}${text(message)}: ${text(advice)}`,
    )
    .join('\n');

function targetsTable(result: RunResult): string {
  const rows = terminalRows(result).filter(({ cells }) => cells.some((cell) => cell !== absent));
  const heads = targetHeads(result).map(text);
  return [
    row(['', ...heads]),
    row(['---', ...heads.map(() => '---:')]),
    ...rows.map(({ label, cells }) => row([text(label.trim()), ...cells.map(text)])),
  ].join('\n');
}

function thresholdsTable(thresholds: readonly ThresholdResult[]): string {
  if (thresholds.length === 0) return '';
  const rows = thresholds.map((threshold) => {
    const { expression, passed, value, limit, reason } = threshold;
    const format = formatOf(expression);
    return row([
      passed ? '✅ passed' : '❌ failed',
      text(reason === undefined ? expression : `${expression} (${reason})`),
      `${measured(value, format)}${worstWords(threshold)}`,
      measured(limit, format),
    ]);
  });
  return [row(['', 'threshold', 'value', 'limit']), row(['---', '---', '---:', '---:']), ...rows].join('\n');
}

const measured = (value: number | undefined, format: (value: number) => string): string =>
  value === undefined ? 'not measured' : text(shown(value, format));
