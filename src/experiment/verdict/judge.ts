import type { RunResult, TargetResult, ThresholdResult, Verdict } from '../../model/run-result.ts';
import { defaultMaxUnansweredShare } from '../../scenario/schema.ts';
import { type AnsweringTarget, type AskedAnswers, answerReasons, unansweredReason } from './answers.ts';
import { clientReasons } from './client.ts';
import { contentionReasons } from './contention.ts';
import { hostReasons } from './host.ts';
import { limit } from './limits.ts';
import { present, type Reason, reasonFor } from './reason.ts';
import { sampleReasons } from './samples.ts';
import { type SentTo, scheduleReasons } from './schedule.ts';
import { workerReasons } from './workers/workers.ts';

/** What the run has to decide, and how strictly. */
interface Asked {
  readonly thresholds?: readonly ThresholdResult[];
  /** The target that the others are compared with. */
  readonly baseline?: string | undefined;
  readonly maxUnansweredShare?: number;
  readonly clockStepMs?: number;
  readonly aborted?: RunResult['aborted'];
  /** Of the runs that it was made of, what cannot be judged again. */
  readonly carried?: readonly Reason[];
}

/** Whether the run and each of its targets can be trusted, and why not. */
export function judge(targets: readonly TargetResult[], interrupted: boolean, asked: Asked = {}): Judgment {
  const {
    thresholds = [],
    maxUnansweredShare = defaultMaxUnansweredShare,
    clockStepMs = 0,
    baseline,
    aborted,
    carried = [],
  } = asked;
  const answers = { thresholds: thresholds.map(({ expression }) => expression), maxUnansweredShare };
  const reasons = [
    ...(interrupted
      ? [aborted ? reasonFor('aborted', { message: aborted.message }) : reasonFor('interrupted', {})]
      : []),
    ...(Math.abs(clockStepMs) > limit.leastStepMs ? [reasonFor('clock-step', { stepMs: clockStepMs })] : []),
    ...targets.flatMap((target) => targetReasons(target, answers)),
    ...carried,
    ...sampleReasons(targets, { thresholds, baseline }),
  ];
  const judged = targets.map(({ name }) => ({ name, status: statusOf(name, reasons) }));
  return { status: runStatus(judged, reasons), targets: judged, reasons };
}

/** A load that goes on. */
export type LoadSoFar = Omit<AnsweringTarget, 'phases'> & SentTo;

/** What already gives reason to doubt a load that goes on. All else is known only at its end. */
export const doubtsSoFar = (load: LoadSoFar, asked: AskedAnswers): Reason[] =>
  present([unansweredReason(load, asked), ...scheduleReasons(load)]);

type Judgment = Omit<Verdict, 'finding'>;
type Status = Verdict['status'];

/** A failed target gets no other reasons: its figures describe the failure. */
const targetReasons = (target: TargetResult, asked: AskedAnswers): Reason[] =>
  target.status === 'failed'
    ? [reasonFor('target-failed', { target: target.name, message: target.error })]
    : [
        ...answerReasons(target, asked),
        ...[contentionReasons, scheduleReasons, clientReasons, workerReasons, hostReasons, measuringReasons].flatMap(
          (reasonsFor) => reasonsFor(target),
        ),
      ];

/** Absent figures must not look like zeros. */
const measuringReasons = ({ name, notMeasured = [] }: TargetResult): Reason[] =>
  notMeasured.map((missing) => reasonFor('not-measured', { target: name, ...missing }));

/** A target is judged by its own reasons, and those about the whole run. */
const statusOf = (name: string, reasons: readonly Reason[]): Status =>
  worst(reasons.flatMap((reason) => (reason.target === undefined || reason.target === name ? weightOf(reason) : [])));

/** INVALID counts are not the only figures of a target, and a threshold that cannot be checked leaves the figures as they are. */
const weightOf = ({ status, about }: Reason): Status[] =>
  about === undefined ? [status] : about === 'counts' ? ['SUSPECT'] : [];

/**
 * INVALID if nothing can be concluded: no target is left, or a threshold cannot be checked. One INVALID target of several, even the
 * baseline, makes the run SUSPECT: the figures of each other target stand by themselves.
 */
function runStatus(judged: Judgment['targets'], reasons: readonly Reason[]): Status {
  const isNoneLeft = judged.length > 0 && judged.every(({ status }) => status === 'INVALID');
  const isUndecided = reasons.some(({ status, about }) => status === 'INVALID' && about === 'threshold');
  if (isNoneLeft || isUndecided) return 'INVALID';
  return reasons.length === 0 ? 'VALID' : 'SUSPECT';
}

const worst = (statuses: readonly Status[]): Status =>
  (['INVALID', 'SUSPECT'] as const).find((status) => statuses.includes(status)) ?? 'VALID';
