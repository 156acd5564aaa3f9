import type { PlanResult } from '../../model/plan/plan-result.ts';
import { count, mb, ms, significant } from '../../text/format.ts';
import { figureText } from './figure-text.ts';

export const inputsBlock = ({ inputs }: PlanResult) => ({
  heading: 'Inputs',
  lines: [],
  table: [
    ['input', 'value', 'source'],
    ...inputs.map(({ name, unit, figure, source }) => [
      name,
      figureText(figure, unit === 'ms' ? ms : unit === 'MB' ? mb : significant),
      source,
    ]),
  ],
});

/** What logs show of the platform, beside what the model of the plan says of the same requests. */
export const recordedBlock = ({ recorded = [] }: PlanResult) => ({
  heading: 'Recorded and predicted',
  lines: [],
  table: [
    ['of the requests in the logs', 'recorded', 'predicted'],
    ...recorded.map(({ what, unit, recorded: found, predicted }) => {
      const words = unit === 'ms' ? ms : count;
      return [what, figureText(found, words), figureText(predicted, words)];
    }),
  ],
});
