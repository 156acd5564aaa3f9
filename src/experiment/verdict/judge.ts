import type { TargetResult, Verdict } from '../../model/run-result.ts';
import { answerReasons } from './answers.ts';
import { clientReasons } from './client.ts';
import { hostReasons } from './host.ts';
import { limit } from './limits.ts';
import { type Reason, reasonFor } from './reason.ts';
import { type Asked, sampleReasons } from './samples.ts';
import { scheduleReasons } from './schedule.ts';

/** Whether the run can be trusted, and why not. */
export function judge(
  targets: readonly TargetResult[],
  interrupted: boolean,
  { clockStepMs = 0, ...asked }: Asked & { readonly clockStepMs?: number } = {},
): Omit<Verdict, 'sentence'> {
  const reasons = [
    ...(interrupted ? [reasonFor('interrupted', {})] : []),
    ...(Math.abs(clockStepMs) > limit.leastStepMs ? [reasonFor('clock-step', { stepMs: clockStepMs })] : []),
    ...targets.flatMap(targetReasons),
    ...sampleReasons(targets, asked),
  ];
  const status = (['INVALID', 'SUSPECT'] as const).find((weight) => reasons.some((reason) => reason.weight === weight));
  return { status: status ?? 'VALID', reasons: reasons.map(({ weight: _, ...reason }) => reason) };
}

/** A failed target gets no other reasons: its figures describe the failure. */
const targetReasons = (target: TargetResult): Reason[] =>
  target.status === 'failed'
    ? [reasonFor('target-failed', { target: target.name, message: target.error })]
    : [answerReasons, scheduleReasons, clientReasons, hostReasons, measuringReasons].flatMap((reasonsFor) =>
        reasonsFor(target),
      );

/** Absent figures must not look like zeros. */
const measuringReasons = ({ name, notMeasured = [] }: TargetResult): Reason[] =>
  notMeasured.map((missing) => reasonFor('not-measured', { target: name, ...missing }));
