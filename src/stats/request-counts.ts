import { type IdentityProblem, identityProblems } from '../model/identity.ts';
import type { RequestCounts } from '../model/measures.ts';
import { optional } from '../model/optional.ts';
import { messageOf, type OutcomeKind, outcomeKinds } from '../model/outcome.ts';
import type { RunResult } from '../model/run-result.ts';
import type { Sample } from '../model/sample.ts';
import type { IdentifiedBy } from './instances/environments.ts';
import type { AnsweredOf } from './percentile.ts';

/** Requests with a line in `samples.ndjson`: those that were sent, and those that `maxInFlight` held back. */
export const recordedRequests = ({ targets }: Pick<RunResult, 'targets'>): number =>
  targets.reduce((sum, { requests }) => sum + requests.sent + requests.notSent, 0);

/**
 * Sent requests without an answer. A percentile ranks them above every answer: a timeout takes at least its limit, and what failed was
 * never answered. A throttle is a refusal by a limit and an interrupted request was stopped by us: neither says anything about time.
 */
export const withoutAnswer = ({ timedOut, failed, failures }: RequestCounts): number =>
  timedOut + failed - failures.interrupted;

/** The highest percentile that an answer stands for: 1,190 of 1,200 are 0.9917, so that there is no p99.9. */
export function answeredOf(requests: RequestCounts): AnsweredOf {
  const { answered } = requests;
  return answered === 0 ? { answered: 1, of: 1 } : { answered, of: answered + withoutAnswer(requests) };
}

/** The same as a share. */
export function answeredShare(requests: RequestCounts): number {
  const { answered, of } = answeredOf(requests);
  return answered / of;
}

/** A text that names an address or an id is another one each time. */
const mostTexts = 100;

/** Counts every request once, by its outcome. */
export class RequestCounter {
  private readonly of = new Map<OutcomeKind, number>(outcomeKinds.map((kind) => [kind, 0]));
  private readonly unidentified: Record<IdentifiedBy, number> = { answers: 0, platform: 0 };
  private readonly problems: Record<IdentityProblem, number> = { 'id-too-long': 0, 'body-too-long': 0 };
  private readonly said = new Map<string, number>();

  add({ outcome, identity, platform, identityProblem }: Sample): void {
    this.of.set(outcome.kind, this.countOf(outcome.kind) + 1);
    if (outcome.kind === 'not-sent') return;
    if (outcome.kind === 'answered') {
      if (identity === undefined) this.unidentified.answers += 1;
      if (platform === undefined) this.unidentified.platform += 1;
      if (identityProblem !== undefined) this.problems[identityProblem] += 1;
      return;
    }
    const message = messageOf(outcome) ?? (outcome.kind === 'http-error' ? `status ${outcome.status}` : undefined);
    if (message !== undefined) this.heard(message, 1);
  }

  /** The platform has named the instance of a counted answer after the load. */
  named({ outcome }: Sample): void {
    if (outcome.kind === 'answered') this.unidentified.platform -= 1;
  }

  merge(other: RequestCounter): void {
    for (const [kind, count] of other.of) this.of.set(kind, this.countOf(kind) + count);
    this.unidentified.answers += other.unidentified.answers;
    this.unidentified.platform += other.unidentified.platform;
    for (const problem of identityProblems) this.problems[problem] += other.problems[problem];
    for (const [message, count] of other.said) this.heard(message, count);
  }

  finish(identifiedBy: IdentifiedBy = 'answers'): RequestCounts {
    const failures = {
      httpError: this.countOf('http-error'),
      refused: this.countOf('refused'),
      reset: this.countOf('reset'),
      malformed: this.countOf('malformed'),
      unreachable: this.countOf('unreachable'),
      interrupted: this.countOf('interrupted'),
    };
    const [answered, throttled, timedOut] = [
      this.countOf('answered'),
      this.countOf('throttled'),
      this.countOf('timed-out'),
    ];
    const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
    return {
      sent: answered + throttled + timedOut + failed,
      ...{ answered, throttled, timedOut, failed },
      notSent: this.countOf('not-sent'),
      failures,
      unidentified: this.unidentified[identifiedBy],
      ...(identifiedBy === 'answers' && this.unreadable()),
      ...optional('commonFailure', this.commonFailure()),
    };
  }

  private heard(message: string, count: number): void {
    const before = this.said.get(message);
    if (before !== undefined || this.said.size < mostTexts) this.said.set(message, (before ?? 0) + count);
  }

  /** Where the platform names instances, nothing depends on what answers say. */
  private unreadable(): Pick<RequestCounts, 'idTooLong' | 'bodyTooLong'> {
    const { 'id-too-long': idTooLong, 'body-too-long': bodyTooLong } = this.problems;
    return {
      ...optional('idTooLong', idTooLong === 0 ? undefined : idTooLong),
      ...optional('bodyTooLong', bodyTooLong === 0 ? undefined : bodyTooLong),
    };
  }

  private commonFailure(): RequestCounts['commonFailure'] {
    const [most] = [...this.said].sort(([, a], [, b]) => b - a);
    return most && { message: most[0], count: most[1] };
  }

  private countOf(kind: OutcomeKind): number {
    return this.of.get(kind) ?? 0;
  }
}
