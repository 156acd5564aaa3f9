import type { Gate } from '../../stats/comparison/gates.ts';
import { counted } from '../../text/format.ts';
import { changeText, type ReplicateWord } from './row.ts';

/** `is +8%, passed`, `is +8%, undecided: about 12 runs per side would decide this limit alone`. */
export function gateText(gate: Gate, word: ReplicateWord): string {
  const change = gateChange(gate);
  return `${change === undefined ? '' : `is ${change}, `}${endingOf(gate, word)}`;
}

/** In the unit of its limit. */
const gateChange = ({ rule, values }: Gate): string | undefined =>
  values && changeText(rule.metric, values, rule.margin.kind === 'relative' ? 'share' : 'amount');

function endingOf(gate: Gate, word: ReplicateWord): string {
  const { status, runsToDecide, measured, missing, rule } = gate;
  if (status !== 'undecided') return status;
  if (measured.baseline === 0) return 'undecided: not measured in the baseline';
  if (measured.candidate === 0) return 'undecided: not measured in the candidate';
  if (missing.baseline > 0) return `undecided: not measured in ${counted(missing.baseline, `baseline ${word}`)}`;
  if (missing.candidate > 0) return `undecided: not measured in ${counted(missing.candidate, `candidate ${word}`)}`;
  if (runsToDecide !== undefined)
    return `undecided: about ${counted(runsToDecide, word)} per side would decide this limit alone if they are like these`;
  const { margin } = rule;
  return (margin.kind === 'relative' ? margin.share : margin.amount) === 0
    ? 'undecided: no number of runs shows that nothing rose; allow an increase'
    : 'undecided: the change is about as large as the limit; change the limit';
}
