import { row, text } from '../summary/markdown-text.ts';
import {
  type ComparisonView,
  conclusionWords,
  doubtsOf,
  findingOf,
  gateValue,
  gateWords,
  methodNote,
  rowOf,
  targetsIn,
} from './view.ts';

/** The comparison for a pull request or the summary of a CI step (GitHub's Markdown). */
export function renderComparisonMarkdown(view: ComparisonView): string {
  const parts = [
    '## Comparison of runs',
    text(findingOf(view)),
    gatesTable(view),
    ...targetsIn(view.comparison).map((target) => `### ${text(target)}\n\n${metricsTable(target, view)}`),
    doubtsOf(view)
      .map((doubt) => `- ${text(doubt)}`)
      .join('\n'),
    text(methodNote(view.comparison)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function metricsTable(target: string, { comparison }: ComparisonView): string {
  const rows = comparison.metrics.filter((metric) => metric.target === target).map(rowOf);
  return [
    row(['', 'baseline', 'candidate', 'change', 'interval', 'p', 'δ', 'conclusion']),
    row(['---', '---:', '---:', '---:', '---:', '---:', '---:', '---']),
    ...rows.map(({ label, baseline, candidate, change, interval, p, effect, conclusion }) =>
      row([label, baseline, candidate, change, interval, p, effect, conclusionWords[conclusion]].map(text)),
    ),
  ].join('\n');
}

function gatesTable({ gates }: ComparisonView): string {
  if (gates.length === 0) return '';
  const marks = { passed: '✅', failed: '❌', 'too-few': '❔', 'not-measured': '❔' } as const;
  return [
    row(['', 'limit', 'change']),
    row(['---', '---', '---:']),
    ...gates.map((gate) =>
      row([`${marks[gate.status]} ${gateWords[gate.status]}`, text(gate.rule.expression), text(gateValue(gate))]),
    ),
  ].join('\n');
}
