import { optional } from '../../../../src/model/optional.ts';
import { RunningInvocation } from '../../environment/call.ts';
import { endStatus, errorTypeOf, type Failure, type InvokeRequest, type InvokeResult } from '../../invoke.ts';
import type { Books } from '../../logging/books.ts';
import { epochMs, wallClockAt } from '../../logging/instants.ts';
import type { RuntimeAnswer } from '../../runtime-api/runtime.ts';

export type ManagedBooks = Pick<Books, 'managedEnded'> & { started(requestId: string): unknown };

export interface ManagedCallOptions {
  readonly request: InvokeRequest;
  readonly timeoutMs: number;
  readonly books: ManagedBooks;
  settle(result: InvokeResult): void;
}

interface HandedOver {
  readonly environmentId: string;
  readonly startedAtEpochMs: number;
  readonly inFlight: number;
  readonly timer: NodeJS.Timeout;
}

/** A call in an environment that has others. Its first end is its only one; a timeout ends it and leaves the environment alone. */
export class ManagedCall {
  readonly request: InvokeRequest;
  readonly #options: ManagedCallOptions;
  readonly #call: RunningInvocation;
  #handedOver: HandedOver | undefined;

  constructor(options: ManagedCallOptions) {
    this.#options = options;
    this.request = options.request;
    // Environments of this model are started ahead: no call waits for one.
    this.#call = new RunningInvocation(options.request, (result) =>
      options.settle({
        ...result,
        ...optional(
          'servedBy',
          this.#handedOver && { environmentId: this.#handedOver.environmentId, coldStart: false },
        ),
      }),
    );
  }

  get requestId(): string {
    return this.request.requestId;
  }

  /** Its time begins. Returned is when it ends, in ms since 1970. @param inFlight of the environment, this call included. */
  handOver(environmentId: string, inFlight: number): number {
    const { books, timeoutMs } = this.#options;
    const startedAtEpochMs = epochMs();
    const timer = setTimeout(() => this.fail({ kind: 'timeout', afterMs: timeoutMs }), timeoutMs);
    this.#handedOver = { environmentId, startedAtEpochMs, inFlight, timer };
    books.started(this.requestId);
    this.#call.start(performance.now());
    return Math.floor(wallClockAt(performance.now() + timeoutMs));
  }

  succeed(answer: RuntimeAnswer): void {
    this.#call.succeed(answer, performance.now(), undefined);
    this.#ended();
  }

  fail(failure: Failure): void {
    this.#call.fail(failure, performance.now());
    this.#ended();
  }

  beginAnswer(contentType: string): void {
    if (this.#call.end === undefined) this.#call.beginAnswer(contentType);
  }

  add(piece: Buffer): Promise<void> | undefined {
    return this.#call.add(piece);
  }

  endAnswer(): void {
    this.#call.endAnswer(performance.now(), undefined);
    this.#ended();
  }

  #ended(): void {
    if (!this.#call.close()) return;
    this.#call.settle();
    const [end, handedOver] = [this.#call.end, this.#handedOver];
    if (end === undefined || handedOver === undefined) return;
    const { timer, ...rollcall } = handedOver;
    clearTimeout(timer);
    this.#options.books.managedEnded({
      requestId: this.requestId,
      status: endStatus(end.failure),
      ...optional('errorType', end.failure && errorTypeOf(end.failure)),
      metrics: { durationMs: Math.round(end.durationMs * 100) / 100 },
      rollcall,
    });
  }
}
