import type { TargetResult } from '../../model/run-result.ts';
import { count, counted } from '../../text/format.ts';

export interface Unanswered {
  readonly target: string;
  readonly requests: TargetResult['requests'];
  readonly hasLog: boolean;
  /** Somebody else starts it. */
  readonly isAddressed: boolean;
  /** The first error of its function. */
  readonly functionError?: string | undefined;
}

export function outcomes({
  target,
  requests,
  functionError,
}: Pick<Unanswered, 'target' | 'requests' | 'functionError'>): string {
  const { sent, answered, throttled, timedOut, failures, commonFailure } = requests;
  const { refused, unreachable, reset, malformed, interrupted } = failures;
  const causes = counts({
    ...{ throttled, 'timed out': timedOut, refused, unreachable, reset, malformed },
    ...{ 'with an unexpected status': failures.httpError, interrupted },
  });
  const common =
    commonFailure === undefined ? '' : ` (${count(commonFailure.count)} of them: ${commonFailure.message})`;
  const failure = functionError === undefined ? '' : `; the function failed: ${functionError}`;
  return `of ${counted(sent, 'request')} to ${target} ${answered === 1 ? 'was' : 'were'} answered: ${causes}${common}${failure}`;
}

const counts = (causes: Readonly<Record<string, number>>): string =>
  Object.entries(causes)
    .filter(([, value]) => value > 0)
    .map(([word, value]) => `${count(value)} ${word}`)
    .join(', ');

export function unansweredAdvice({ target, requests, hasLog, isAddressed }: Unanswered): string {
  const log = hasLog ? `see ${target}.log, and ` : '';
  const asked = requests.answered > 0 ? askAdvice(target, requests) : '';
  return `${isAddressed ? refusedAdvice(requests) : ''}${log}${expectAdvice(requests)}see \`error\` and \`status\` in samples.ndjson${asked}`;
}

/** Nothing listens there: no request has reached a program. */
const refusedAdvice = ({ answered, sent, failures }: TargetResult['requests']): string =>
  answered === 0 && failures.refused === sent && sent > 0
    ? 'start the server before the run, and check its host and port; '
    : '';

/** Where failures are what the scenario is about, a threshold on them says so. */
function askAdvice(target: string, { throttled, timedOut, failed }: TargetResult['requests']): string {
  const most = Math.max(throttled, timedOut, failed);
  const outcome = most === throttled ? 'throttled' : most === timedOut ? 'timedOut' : 'failed';
  return `; if these are expected, add a threshold such as \`${target}.requests.${outcome} < ${most + 1}\`, or raise \`maxUnansweredShare\``;
}

/** A redirect, a 304 or a 404 may be the intended answer; a server error hardly is. */
function expectAdvice({ commonFailure }: TargetResult['requests']): string {
  const status = /^status ([234]\d\d)$/.exec(commonFailure?.message ?? '')?.[1];
  return status === undefined
    ? ''
    : `if ${status} is the answer you want, set \`expect: { status: ${status} }\` on the request or the target; `;
}
