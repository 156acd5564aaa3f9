import type { RequestCounts } from '../model/measures.ts';
import { type OutcomeKind, outcomeKinds } from '../model/outcome.ts';
import type { Sample } from '../model/sample.ts';

/** Counts every request once, by what became of it. */
export class RequestCounter {
  private readonly of = new Map<OutcomeKind, number>(outcomeKinds.map((kind) => [kind, 0]));
  private sent = 0;
  private unidentified = 0;

  add({ outcome, identity }: Sample): void {
    this.sent += 1;
    this.of.set(outcome.kind, this.countOf(outcome.kind) + 1);
    if (outcome.kind === 'answered' && identity === undefined) this.unidentified += 1;
  }

  merge(other: RequestCounter): void {
    for (const [kind, count] of other.of) this.of.set(kind, this.countOf(kind) + count);
    this.sent += other.sent;
    this.unidentified += other.unidentified;
  }

  finish(): RequestCounts {
    const failures = {
      httpError: this.countOf('http-error'),
      refused: this.countOf('refused'),
      reset: this.countOf('reset'),
      malformed: this.countOf('malformed'),
      unreachable: this.countOf('unreachable'),
      interrupted: this.countOf('interrupted'),
    };
    return {
      sent: this.sent,
      answered: this.countOf('answered'),
      throttled: this.countOf('throttled'),
      timedOut: this.countOf('timed-out'),
      failed: Object.values(failures).reduce((sum, count) => sum + count, 0),
      failures,
      unidentified: this.unidentified,
    };
  }

  private countOf(kind: OutcomeKind): number {
    return this.of.get(kind) ?? 0;
  }
}
