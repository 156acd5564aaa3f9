import type { Outcome } from '../../stats/comparison/sequential.ts';
import { counted, exactPercent } from '../../text/format.ts';
import { doubtsOf } from '../comparison/notes.ts';
import { conclusionText, rowOf } from '../comparison/row.ts';
import { row, text } from '../summary/markdown-text.ts';
import { type AbView, gateName, rowOfGate } from './view.ts';
import { durationText, verdictWords } from './words.ts';

/** By it, a workflow finds the comment that it wrote before. */
const marker = '<!-- rollcall-ab -->';

const marks: Readonly<Record<Outcome, string>> = {
  ...{ 'no-difference': '✅', better: '✅', 'not-worse': '✅' },
  ...{ worse: '❌', undecided: '❔' },
};

/** A comment for a pull request: the verdict first, then the figures that it rests on (GitHub's Markdown). */
export function renderAbMarkdown(view: AbView): string {
  const seconds = durationText(Date.parse(view.finishedAt) - Date.parse(view.startedAt));
  const doubts = doubtsOf(view).map((doubt) => `- ${text(doubt)}`);
  const parts = [
    `${marker}\n## ${marks[view.outcome]} ${text(view.scenario)}: ${text(verdictWords(view))}`,
    view.gates.length === 0 ? '' : figures(view),
    doubts.join('\n'),
    `Base and head ran in turn, ${counted(view.pairs, 'pair')} of runs in ${seconds}. Error rate ${exactPercent(view.plan.alpha)} over all looks; interval ${exactPercent(1 - view.level)}.`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function figures(view: AbView): string {
  const gateMarks = { passed: '✅', failed: '❌', undecided: '❔' } as const;
  return [
    row(['', 'figure', 'base', 'head', 'change', 'interval', '']),
    row(['---', '---', '---:', '---:', '---:', '---:', '---']),
    ...view.gates.flatMap((gate) => {
      const compared = rowOfGate(view, gate);
      if (compared === undefined) return [];
      const { baseline, candidate, change, interval } = rowOf(compared);
      const cells = [gateName(gate), baseline, candidate, change, interval, conclusionText(compared.conclusion, 'run')];
      return [row([gateMarks[gate.status], ...cells.map(text)])];
    }),
  ].join('\n');
}
