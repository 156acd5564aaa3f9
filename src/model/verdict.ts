import type { RunResult, Verdict } from './run-result.ts';

type Judged = Pick<RunResult, 'verdict'>;

/** The status of one target, by its own reasons and those about the whole run. */
export const statusOfTarget = ({ verdict }: Judged, name: string): Verdict['status'] =>
  verdict.targets.find((target) => target.name === name)?.status ?? verdict.status;

/** Whether something may be concluded from the figures of a target: a sentence, a break-even rate, a forecast. */
export const isConclusive = (result: Judged, name: string): boolean =>
  result.verdict.status !== 'INVALID' && statusOfTarget(result, name) !== 'INVALID';

/** Whether the figures of a target, or of all of them, must not be used. */
export const hasInvalid = ({ verdict }: Judged): boolean =>
  verdict.status === 'INVALID' || verdict.targets.some(({ status }) => status === 'INVALID');
