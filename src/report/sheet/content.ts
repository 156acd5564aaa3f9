import type { RunResult } from '../../model/run-result.ts';
import { isConclusive, statusOfTarget } from '../../model/verdict.ts';
import { breakEvenBlock } from './blocks/break-even.ts';
import { demandBlock } from './blocks/demand.ts';
import { environmentsBlock, limitsBlock } from './blocks/limits.ts';
import { assumptionsBlock, basisBlock, findingBlock, reviewBlock, runBlock } from './blocks/notes.ts';
import { optionsBlock } from './blocks/options.ts';
import { flipsOf, sensitivityBlock } from './blocks/sensitivity.ts';
import { type Decision, decisionOf, withheld } from './decision.ts';
import { blank, isTraced, type SheetBlock } from './entry.ts';
import { questionOf, type SheetOptions } from './question.ts';

/** What both renderings show. */
export interface SheetContent {
  readonly result: RunResult;
  /** Why the run, or a target of it, is in doubt. */
  readonly doubts: readonly string[];
  readonly decision: Decision;
  readonly blocks: readonly SheetBlock[];
  /** What may change the decision. */
  readonly risks: readonly SheetBlock[];
  /** What the figures are worth. */
  readonly notes: readonly SheetBlock[];
  /** Fields to sign in; none without a decision. */
  readonly signed: readonly SheetBlock[];
}

/** INVALID targets are left out, and the decision of an INVALID run is withheld. */
export function contentOf(whole: RunResult, options: SheetOptions): SheetContent {
  const doubts = doubtsOf(whole);
  if (whole.verdict.status === 'INVALID')
    return {
      result: whole,
      doubts,
      decision: withheld(whole),
      blocks: [],
      risks: [],
      notes: [runBlock(whole)],
      signed: [],
    };
  const result = { ...whole, targets: whole.targets.filter(({ name }) => isConclusive(whole, name)) };
  const question = questionOf(result, options);
  const decision = decisionOf(result, whole, question);
  const flips = flipsOf(result, question, decision.option);
  const tables = (blocks: readonly SheetBlock[]) => blocks.filter((block) => lengthOf(block) > 0).map(withFigures);
  return {
    ...{ result, doubts, decision, signed: [signatures] },
    blocks: tables([
      findingBlock(result),
      demandBlock(question),
      optionsBlock(result, question),
      environmentsBlock(result.targets, question),
      breakEvenBlock(result, question),
    ]),
    risks: tables([
      limitsBlock(result.targets, question),
      ...(flips === undefined ? [] : [sensitivityBlock(flips, result)]),
    ]),
    notes: [reviewBlock(result, question, decision), basisBlock(result), assumptionsBlock(result)],
  };
}

/** Paper has no tooltips: what the figures are of stands beneath them, too. */
function withFigures(block: SheetBlock): SheetBlock {
  if (block.kind !== 'table') return block;
  const metrics = new Set(
    block.rows
      .flat()
      .filter(isTraced)
      .map(({ metric }) => metric),
  );
  return { ...block, note: `${block.note ?? ''} Figures: ${[...metrics].join('; ')}.` };
}

const lengthOf = (block: SheetBlock): number => (block.kind === 'list' ? block.items : block.rows).length;

const mostDoubts = 3;

function doubtsOf(result: RunResult): string[] {
  const { reasons } = result.verdict;
  const named = reasons
    .slice(0, mostDoubts)
    .map(({ message, target }) =>
      target !== undefined && result.verdict.status !== 'INVALID' && statusOfTarget(result, target) === 'INVALID'
        ? `${message} (INVALID, left out)`
        : message,
    );
  return [...named, ...(reasons.length > mostDoubts ? [`and ${reasons.length - mostDoubts} more, in the report`] : [])];
}

const signatures: SheetBlock = {
  kind: 'fields',
  heading: 'Signed',
  rows: [
    ['Decision', blank('which option, from when')],
    ['Owner', blank('name')],
    ['Date', blank('today')],
    ['Also assumed', blank('what else has to be true')],
    ['Earlier predictions', blank('how well they matched')],
    ['Look again on', blank('date')],
  ],
};
