import { phaseModules } from '../../load/phase-modules.ts';
import type { RequestCounts } from '../../model/measures.ts';
import type { PhaseResult, TargetResult } from '../../model/run-result.ts';
import { metricsOf, parseThreshold } from '../../scenario/thresholds/threshold.ts';
import { kindNamed } from '../../target-kinds/target-kinds.ts';
import { limit } from './limits.ts';
import { present, type Reason, reasonFor } from './reason.ts';

/** How many requests were answered, and by which instances. */
export const answerReasons = (target: TargetResult, asked: AskedAnswers): Reason[] =>
  present([
    unansweredReason(target, asked),
    ...identityReasons(target),
    silentEnvironmentsReason(target),
    ...initReasons(target),
    reportsReason(target),
    unseenEndsReason(target),
  ]);

export interface AskedAnswers {
  /** Expressions of the scenario. */
  readonly thresholds: readonly string[];
  readonly maxUnansweredShare: number;
}

/** What says how a target has answered. */
export type AnsweringTarget = Pick<TargetResult, 'name' | 'kind' | 'status' | 'requests' | 'functionErrors'> & {
  readonly phases: readonly Pick<PhaseResult, 'kind'>[];
};

export function unansweredReason(
  result: AnsweringTarget,
  { thresholds, maxUnansweredShare }: AskedAnswers,
): Reason | undefined {
  const { name: target, kind, status, phases, requests } = result;
  const { sent, answered, timedOut, failed } = requests;
  if (sent === 0) {
    const wasToBeLoaded = status === 'complete' && phases.some((phase) => phaseModules[phase.kind].shape !== 'idle');
    return wasToBeLoaded ? reasonFor('nothing-sent', { target }) : undefined;
  }
  const functionError = result.functionErrors?.[0];
  const about = { hasLog: kindNamed(kind)?.hasLogFile ?? false, isAddressed: kindNamed(kind)?.where === 'addressed' };
  const facts = { target, requests, functionError, ...about };
  if (answered === 0) return reasonFor('nothing-answered', facts);
  if (unaskedFailures(result, thresholds) > maxUnansweredShare * sent) return reasonFor('unanswered', facts, 'INVALID');
  return timedOut + failed > limit.highestUnansweredShare * sent
    ? reasonFor('unanswered', facts, 'SUSPECT')
    : undefined;
}

/**
 * Requests without an answer of an expected status, without those outcomes that a threshold asks about: `api.requests.throttled < 100`
 * judges throttles itself. Interrupted requests were stopped by us.
 */
function unaskedFailures({ name, requests }: AnsweringTarget, thresholds: readonly string[]): number {
  const asked = new Set(
    thresholds
      .flatMap((expression) => metricsOf(parseThreshold(expression)))
      .flatMap(({ target, paths }) => (target === name ? paths.map((path) => path.join('.')) : [])),
  );
  return outcomes
    .filter(({ metrics }) => !metrics.some((metric) => asked.has(metric)))
    .reduce((sum, { count }) => sum + count(requests), 0);
}

/** The metrics that ask about an outcome, and its count. */
interface AskedOutcome {
  readonly metrics: readonly string[];
  readonly count: (requests: RequestCounts) => number;
}

const failure = (kind: keyof RequestCounts['failures']): AskedOutcome => ({
  metrics: ['requests.failed', `requests.failures.${kind}`],
  count: ({ failures }) => failures[kind],
});

const outcomes: readonly AskedOutcome[] = [
  { metrics: ['requests.throttled'], count: ({ throttled }) => throttled },
  { metrics: ['requests.timedOut'], count: ({ timedOut }) => timedOut },
  ...(['httpError', 'refused', 'reset', 'malformed', 'unreachable'] as const).map(failure),
];

function identityReasons({ name: target, requests, environments: { distinct } }: TargetResult): (Reason | undefined)[] {
  const { answered, unidentified, idTooLong = 0, bodyTooLong = 0 } = requests;
  const unnamed = unidentified - idTooLong - bodyTooLong;
  return [
    // Without any name there are no counts that could be too low.
    unnamed > 0 && distinct !== undefined
      ? reasonFor('unidentified', { target, answers: unnamed, answered })
      : undefined,
    idTooLong > 0 ? reasonFor('instance-id-too-long', { target, answers: idTooLong }) : undefined,
    bodyTooLong > 0 ? reasonFor('body-too-long', { target, answers: bodyTooLong }) : undefined,
  ];
}

const hasUnanswered = ({ requests: { timedOut, failed } }: TargetResult): boolean => timedOut + failed > 0;

/** Idle environments that served no request, such as provisioned ones, are no reason for doubt: all requests must be answered. */
function silentEnvironmentsReason(target: TargetResult): Reason | undefined {
  const { distinct, peakAlive, peakAliveSource } = target.environments;
  if (!hasUnanswered(target) || peakAliveSource !== 'telemetry') return undefined;
  if (distinct === undefined || peakAlive === undefined || peakAlive <= distinct) return undefined;
  return reasonFor('silent-environments', { target: target.name, peakAlive, distinct });
}

/** A call whose init failed pays for a second init: its latency, duration and bill include both. */
function initReasons({ name: target, environments: { failedInits } }: TargetResult): (Reason | undefined)[] {
  const { timedOut = 0, failed = 0 } = failedInits ?? {};
  return [
    timedOut > 0 ? reasonFor('init-timeouts', { target, timedOut }) : undefined,
    failed > 0 ? reasonFor('failed-inits', { target, failed }) : undefined,
  ];
}

/** Requests that were sent and whose end the client did not see: timed out, reset, interrupted. */
export const mayHaveRun = ({ timedOut, failures }: TargetResult['requests']): number =>
  timedOut + failures.reset + failures.interrupted;

function unseenEndsReason({ name: target, deployed, requests }: TargetResult): Reason | undefined {
  const unseen = mayHaveRun(requests);
  return deployed === undefined || unseen === 0 ? undefined : reasonFor('bill-incomplete', { target, unseen });
}

const reportsReason = ({ name: target, deployed }: TargetResult): Reason | undefined =>
  deployed === undefined || deployed.reports.missing === 0
    ? undefined
    : reasonFor('reports-missing', { target, ...deployed.reports });
