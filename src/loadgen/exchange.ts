import type { Outcome } from '../model/outcome.ts';
import type { HttpAnswer } from './http/http-parser.ts';

/** What a request came to: an answer of any status, or an outcome without one. */
export type Ending =
  /** `reason`: where the platform said more than a status. */
  | { readonly kind: 'answer'; readonly answer: HttpAnswer; readonly reason?: string }
  | { readonly kind: 'failure'; readonly outcome: Outcome };

/** A request that has ended, as an engine saw it: instants and bytes, not yet what they mean. */
export interface Exchange {
  /** Which one of the requests that the engine sends. */
  readonly request: number;
  readonly intendedAtMs: number;
  /** Of the connection that was opened for it; undefined where it was reused. */
  readonly connectedAtMs: number | undefined;
  readonly tlsDoneAtMs: number | undefined;
  readonly sentAtMs: number | undefined;
  readonly firstByteAtMs: number | undefined;
  readonly completedAtMs: number;
  /** `new`: its connection was opened for it, within the response time. */
  readonly connection: 'new' | 'reused';
  readonly bytes: number;
  readonly ending: Ending;
}

/** A request in flight. The engine stamps instants into it as they come. It ends once, and is then its own exchange. */
export class PendingRequest implements Exchange {
  readonly request: number;
  readonly intendedAtMs: number;
  readonly connection: 'new' | 'reused';
  connectedAtMs: number | undefined;
  tlsDoneAtMs: number | undefined;
  sentAtMs: number | undefined;
  firstByteAtMs: number | undefined;
  completedAtMs = Number.NaN;
  bytes = 0;
  ending: Ending = notEnded;
  private readonly onEnd: (exchange: Exchange) => void;

  constructor(
    request: number,
    intendedAtMs: number,
    connection: 'new' | 'reused',
    onEnd: (exchange: Exchange) => void,
  ) {
    this.request = request;
    this.intendedAtMs = intendedAtMs;
    this.connection = connection;
    this.onEnd = onEnd;
  }

  answer(answer: HttpAnswer, atMs: number): void {
    this.end({ kind: 'answer', answer }, atMs);
  }

  fail(outcome: Outcome, atMs: number): void {
    this.end({ kind: 'failure', outcome }, atMs);
  }

  private end(ending: Ending, completedAtMs: number): void {
    this.ending = ending;
    this.completedAtMs = completedAtMs;
    this.onEnd(this);
  }
}

const notEnded: Ending = { kind: 'failure', outcome: { kind: 'interrupted' } };
