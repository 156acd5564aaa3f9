import type { LogFinding, LoggedInvocation } from '../../logs/log-finding.ts';
import { counted, ms } from '../../text/format.ts';

/** A call with its REPORT line. */
export interface LoggedCall {
  readonly atMs: number;
  readonly callMs: number;
  /** Or of its restore. */
  readonly initMs: number;
  readonly logged: LoggedInvocation;
}

type FailedStart = Extract<LogFinding, { readonly kind: 'failed-init' | 'restore' }>;

/** What did not go well, and where its time is in a plan. */
export function failureNotes(calls: readonly LoggedCall[], starts: readonly FailedStart[]): string[] {
  const failed = [...grouped(calls.map(({ logged }) => logged.status))].filter(([status]) => status !== 'success');
  const number = failed.reduce((sum, [, each]) => sum + each, 0);
  const byStatus = failed.map(([status, each]) => `${each} with the status ${status}`).join(', ');
  const inits = starts.filter(({ status }) => status !== 'success');
  const startMs = inits.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const byEnd = [...grouped(inits.map(({ kind, status }) => `${kind === 'restore' ? 'restore' : 'init'}, ${status}`))];
  return [
    ...(number === 0
      ? []
      : [`${counted(number, 'call')} failed (${byStatus}): the times of calls include theirs, which are billed, too`]),
    ...(inits.length === 0
      ? []
      : [
          `${counted(inits.length, 'start of an environment', 'starts of environments')} failed (${byEnd.map(([end, each]) => `${each} ${end}`).join('; ')}; ${ms(startMs)} in all): no part of the inits of the plan; an init that is repeated within a call is in the time of the call`,
        ]),
  ];
}

/** Of SnapStart that was switched on or off within the logs. */
export function mixedStarts(calls: readonly LoggedCall[]): string[] {
  const restores = calls.filter(({ logged }) => logged.restoreMs !== undefined).length;
  const inits = calls.filter(({ initMs }) => initMs > 0).length - restores;
  return restores === 0 || inits <= 0
    ? []
    : [
        `${counted(inits, 'environment', 'environments')} started by an init and ${restores} by a restore: the init and what is billed of a restore are means of both, and the price of a restore is that of its share; select the lines from before or after SnapStart was switched`,
      ];
}

function grouped(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
