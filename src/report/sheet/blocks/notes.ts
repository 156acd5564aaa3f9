import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { count, mb, perSecond, when } from '../../../text/format.ts';
import { priceNote } from '../../figures/price-note.ts';
import { intervalNote } from '../../figures/repeat-spread.ts';
import type { Decision } from '../decision.ts';
import type { SheetBlock } from '../entry.ts';
import type { SheetQuestion } from '../question.ts';
import { bandOf, shownBreakEvens } from './break-even.ts';
import { limitsOf } from './limits.ts';

export const findingBlock = ({ verdict: { finding } }: RunResult): SheetBlock => ({
  kind: 'list',
  heading: 'What the run found',
  items: [finding?.roll, finding?.waiting, finding?.money].filter((line) => line !== undefined),
});

export const assumptionsBlock = (result: RunResult): SheetBlock => ({
  kind: 'list',
  heading: 'Assumptions',
  items: [
    ...new Set(shownBreakEvens(result).shown.flatMap(({ assumes }) => assumes.map(sentence))),
    `Baseline ${result.comparison?.baseline ?? 'none'}; first price tier, no data transfer.`,
    priceNote(result),
  ],
});

/** `calls as projected` is `Calls as projected.`, unless it begins with a name of the run. */
const sentence = (text: string): string =>
  /^[^ ]+:/.test(text) ? `${text}.` : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

/** What an INVALID run has to say of itself. */
export const runBlock = (result: RunResult): SheetBlock => ({ kind: 'list', heading: 'Run', items: [runLine(result)] });

const runLine = ({ scenario, startedAt, seed, tool }: RunResult): string =>
  `${scenario.name}, ${when(startedAt)}, seed ${seed}, ${tool.name} ${tool.version}.`;

/** What the figures are worth: which of them this machine has a part in. */
export function basisBlock(result: RunResult): SheetBlock {
  const { machine, targets } = result;
  const projected = targets.filter((target) => target.projected !== undefined);
  return {
    kind: 'list',
    heading: 'Measured and projected',
    items: [
      `Run: ${runLine(result)}`,
      `Measured on ${machine.cpuModel}, ${machine.cpus} CPUs, ${mb(machine.memoryMb)}, Node ${machine.node}: counts, memory, service times.`,
      projected.length === 0
        ? 'Projected: nothing, as the CPU time of calls is not known.'
        : `Projected to dedicated CPUs of the platform: billed time, environments and cost of ${projected.map(({ name }) => name).join(', ')}.`,
      ...projected.flatMap(differenceOf),
      'Calculated: months, limits and break-even, from prices and the figures above.',
      intervalNote(result),
    ],
  };
}

/** How much this machine added. */
function differenceOf({ name, projected, billing }: TargetResult): string[] {
  if (projected === undefined || billing === undefined || billing.billedMs === 0) return [];
  const ratio = Math.round((billing.billedMs / projected.billedMs) * 100);
  return [
    `${name}: billed time measured ${count(billing.billedMs)} ms, projected ${count(projected.billedMs)} ms (measured is ${ratio}% of projected).`,
  ];
}

/** When the decision has to be made again. */
export function reviewBlock(result: RunResult, question: SheetQuestion, { option }: Decision): SheetBlock {
  const { prices, scenario, targets } = result;
  const bands = shownBreakEvens(result).shown.filter(
    ({ between, perSecondLow }) => perSecondLow !== undefined && (option === undefined || between.includes(option)),
  );
  const chosen = targets.filter(({ name }) => option === undefined || name === option);
  return {
    kind: 'list',
    heading: 'Look again when',
    items: [
      ...bands.map((band) => `the average rate passes ${bandOf(band)} (${band.between.join(' and ')})`),
      ...chosen.flatMap((target) =>
        limitsOf(target, question)
          .slice(0, 1)
          .map(({ name, reachedAtPerSecond }) => `${target.name} nears ${perSecond(reachedAtPerSecond)}, its ${name}`),
      ),
      `prices are no longer those of ${prices.date}`,
      `code, memory size or a downstream service changes: run ${scenario.file} again`,
    ],
  };
}
