import { type CostPoint, decisiveSensitivities, multiple, type Sensitivity } from '../../billing/sensitivity.ts';
import type { RunResult } from '../../model/run-result.ts';
import { perSecond, usd } from '../../text/format.ts';
import { doubtWord } from '../figures/doubt.ts';
import type { SheetBlock, Traced } from './entry.ts';
import type { SheetQuestion } from './question.ts';

/** What would change the decision, at the demand if there is one. */
export const sensitivityBlocks = (result: RunResult, { perSecond: demand }: SheetQuestion): SheetBlock[] =>
  decisiveSensitivities(result, demand).map((sensitivity) => block(sensitivity, result));

function block({ billed, hourly, base, perSecond: rate, inputs }: Sensitivity, result: RunResult): SheetBlock {
  // Without a demand the rate is that of the break-even, where both cost the same as measured.
  const areEqual = usd(base.functionUsdPerMillion) === usd(base.serverUsdPerMillion);
  return {
    heading: `What would change the decision: ${billed} or ${hourly}${doubtWord(result)}`,
    note: [
      `Calculated from what was measured, one input at a time. Unchanged: ${usd(base.functionUsdPerMillion)} and`,
      `${usd(base.serverUsdPerMillion)} per million at ${perSecond(rate)}.`,
      ...(areEqual ? [] : ['The last column is the multiple of the measured input at which both cost the same.']),
    ].join(' '),
    columns: [
      ...['input', `${billed} at −50% / +50%`, `${hourly} at −50% / +50%`],
      ...['break-even at −50% / +50%', ...(areEqual ? [] : ['both cost the same at'])],
    ],
    rows: inputs.map(({ input, low, high, turnsAt }) => [
      input,
      pair(low, high, ({ functionUsdPerMillion }) => usd(functionUsdPerMillion)),
      pair(low, high, ({ serverUsdPerMillion }) => usd(serverUsdPerMillion)),
      pair(low, high, ({ breakEvenPerSecond }) =>
        breakEvenPerSecond === undefined ? 'never' : perSecond(breakEvenPerSecond),
      ),
      ...(areEqual ? [] : [turnsAt === undefined ? 'cannot' : `${multiple(turnsAt)} of it`]),
    ]),
  };
}

const pair = (low: CostPoint, high: CostPoint, show: (point: CostPoint) => string): Traced => ({
  text: `${show(low)} / ${show(high)}`,
  metric: 'calculated with the cost formulas, not measured',
});
