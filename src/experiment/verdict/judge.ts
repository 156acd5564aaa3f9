import type { TargetResult, Verdict } from '../../model/run-result.ts';
import { answerReasons } from './answers.ts';
import { clientReasons } from './client.ts';
import { clockReasons } from './clock.ts';
import { hostReasons } from './host.ts';
import { measuringReasons } from './measuring.ts';
import type { Reason } from './reason.ts';
import { type Asked, sampleReasons } from './samples.ts';
import { scheduleReasons } from './schedule.ts';

/** Whether the run may be believed, and why not. The sentence is the finding, not the judgement. */
export function judge(
  targets: readonly TargetResult[],
  interrupted: boolean,
  { clockStepMs = 0, ...asked }: Asked & { readonly clockStepMs?: number } = {},
): Omit<Verdict, 'sentence'> {
  const reasons = [
    ...(interrupted ? [interruptedReason] : []),
    ...clockReasons(clockStepMs),
    ...targets.flatMap(doubtsAbout),
    ...sampleReasons(targets, asked),
  ];
  const status = (['INVALID', 'SUSPECT'] as const).find((weight) => reasons.some((reason) => reason.weight === weight));
  return { status: status ?? 'VALID', reasons: reasons.map(({ weight: _, ...reason }) => reason) };
}

const interruptedReason: Reason = {
  code: 'interrupted',
  weight: 'SUSPECT',
  message: 'the run was interrupted; the figures are of what had been measured by then',
  advice: 'run the scenario again to its end before quoting a figure',
};

/** Nothing else is said of a target that failed: its figures are of its failing. */
const doubtsAbout = (target: TargetResult): Reason[] =>
  target.status === 'failed'
    ? [failedReason(target)]
    : [answerReasons, scheduleReasons, clientReasons, hostReasons, measuringReasons].flatMap((reasonsFor) =>
        reasonsFor(target),
      );

const failedReason = (target: TargetResult): Reason => ({
  code: 'target-failed',
  weight: 'INVALID',
  target: target.name,
  message: target.error ?? `target ${target.name} failed`,
  advice: 'mend the target and run the scenario again: nothing can be compared with it',
});
