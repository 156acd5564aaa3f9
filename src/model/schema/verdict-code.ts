/** Reasons to doubt a run. `src/experiment/verdict/reasons.ts` says when each applies and what to do. */
export const verdictCodes = [
  ...(['target-failed', 'interrupted', 'aborted', 'nothing-answered', 'nothing-sent', 'unanswered'] as const),
  ...(['unidentified', 'instance-id-too-long', 'body-too-long', 'reports-missing', 'bill-incomplete'] as const),
  ...(['silent-environments', 'init-timeouts', 'failed-inits'] as const),
  ...(['cpu-contention', 'contended-counts', 'projection-contended'] as const),
  ...(['several-threads', 'calls-left-out', 'cpu-share-not-enforced', 'server-size-not-enforced'] as const),
  ...(['wide-burst', 'late-sends', 'rate-not-achieved', 'busy-event-loop', 'late-event-loop', 'gc-pauses'] as const),
  ...(['host-saturated', 'stolen-cpu', 'accept-queue', 'syn-retransmits', 'retransmits'] as const),
  ...(['file-descriptors', 'ports', 'too-few-samples', 'not-measured', 'clock-step'] as const),
] as const;

export type VerdictCode = (typeof verdictCodes)[number];
