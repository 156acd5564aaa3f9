import { row, text } from '../summary/markdown-text.ts';
import { gateText } from './gate-text.ts';
import { findingOf } from './headline.ts';
import { doubtsOf, methodNote } from './notes.ts';
import { labeledConclusion, rowOf } from './row.ts';
import { type ComparisonView, targetsIn } from './view.ts';

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
    text(methodNote(view)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function metricsTable(target: string, { comparison }: ComparisonView): string {
  const rows = comparison.metrics.filter((metric) => metric.target === target);
  return [
    row(['', 'baseline', 'candidate', 'change', 'interval', 'p', 'δ', 'conclusion']),
    row(['---', '---:', '---:', '---:', '---:', '---:', '---:', '---']),
    ...rows.map((metric) => {
      const { label, baseline, candidate, change, interval, p, effect } = rowOf(metric);
      const conclusion = labeledConclusion(metric, comparison.replicate);
      return row([label, baseline, candidate, change, interval, p, effect, conclusion].map(text));
    }),
  ].join('\n');
}

function gatesTable({ gates, comparison }: ComparisonView): string {
  if (gates.length === 0) return '';
  const marks = { passed: '✅', failed: '❌', undecided: '❔' } as const;
  return [
    row(['', 'limit', 'change']),
    row(['---', '---', '---']),
    ...gates.map((gate) =>
      row([marks[gate.status], text(gate.rule.expression), text(gateText(gate, comparison.replicate))]),
    ),
  ].join('\n');
}
