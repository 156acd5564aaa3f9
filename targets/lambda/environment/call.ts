import { optional } from '../../../src/model/optional.ts';
import {
  errorOf,
  type Failure,
  failureResult,
  type InvokeRequest,
  type InvokeResult,
  tooLargeAnswer,
} from '../invoke.ts';
import { LogTail } from '../logging/log-tail.ts';
import { payloadLimitBytes } from '../runtime-api/exchange.ts';
import type { RuntimeAnswer } from '../runtime-api/runtime.ts';
import { type AnswerPieces, CollectedPieces, StreamedPieces } from './answer-pieces.ts';
import type { CpuUse } from './meter.ts';

/** How the environment of a call came to be, and what that took. */
export type StartTime =
  | { readonly kind: 'init'; readonly ms: number }
  /** From its snapshot. `billedMs`: from when the runtime went on. */
  | { readonly kind: 'restore'; readonly ms: number; readonly billedMs: number };

export type WaitedStart = StartTime & {
  readonly use: CpuUse;
  /** For how long the files of the environment were unpacked before its init. */
  readonly unpackMs?: number;
};

interface CallEnd {
  readonly failure: Failure | undefined;
  readonly durationMs: number;
  readonly use: CpuUse;
  readonly producedBytes: number;
  /** For how long extensions went on after the runtime; part of the duration. */
  readonly extensionsMs?: number;
}

export interface GoingOn {
  readonly untilMs: number;
  /** When the runtime had done with it. Absent: it never had. */
  readonly sinceMs?: number;
  readonly failure?: Failure;
}

/** An invocation that is bound to one environment. Its first end is its only one. */
export class RunningInvocation {
  readonly request: InvokeRequest;
  readonly #settle: (result: InvokeResult) => void;
  readonly #tail: LogTail | undefined;
  #startedAtMs: number | undefined;
  #waitedStart: WaitedStart | undefined;
  #startDelayMs = 0;
  #ownInit: CpuUse | undefined;
  #pieces: AnswerPieces | undefined;
  #producedBytes = 0;
  #answer: RuntimeAnswer | undefined;
  #end: CallEnd | undefined;
  #closed = false;

  constructor(request: InvokeRequest, settle: (result: InvokeResult) => void) {
    this.request = request;
    this.#settle = settle;
    this.#tail = request.logType === 'Tail' ? new LogTail() : undefined;
  }

  get waitedStart(): WaitedStart | undefined {
    return this.#waitedStart;
  }

  get end(): CallEnd | undefined {
    return this.#end;
  }

  /** Since the time origin; undefined as long as it waits for its environment. */
  get startedAtMs(): number | undefined {
    return this.#startedAtMs;
  }

  /** Its result has to wait until its log is complete. */
  get wantsLog(): boolean {
    return this.#tail !== undefined;
  }

  waited(start: WaitedStart, startDelayMs: number): void {
    this.#waitedStart = start;
    this.delayed(startDelayMs);
  }

  /** Before its init, or itself. */
  delayed(ms: number): void {
    this.#startDelayMs += ms;
  }

  get hasOwnInit(): boolean {
    return this.#ownInit !== undefined;
  }

  get startDelayMs(): number {
    return this.#startDelayMs;
  }

  /** The init was repeated in the time of the call. */
  initialized(use: CpuUse): void {
    this.#ownInit = use;
  }

  start(atMs: number): void {
    this.#startedAtMs ??= atMs;
  }

  logged(lines: readonly string[]): void {
    if (this.#tail !== undefined) for (const line of lines) this.#tail.add(line);
  }

  /** The answer begins to come. A caller who takes it as it comes has it from now on. */
  beginAnswer(contentType: string): void {
    if (this.request.mode === 'stream') {
      const pieces = new StreamedPieces(contentType);
      this.#pieces = pieces;
      this.#settle({ kind: 'streamed', ...pieces.answer });
    } else {
      this.#pieces = new CollectedPieces(contentType, payloadLimitBytes);
    }
  }

  add(piece: Buffer): Promise<void> | undefined {
    if (this.#end !== undefined) return undefined;
    this.#producedBytes += piece.length;
    return this.#pieces?.add(piece);
  }

  endAnswer(atMs: number, use: CpuUse = {}): void {
    if (this.#pieces?.kind !== 'collected') {
      this.#endWith(undefined, this.#durationMs(atMs), use);
      return;
    }
    const { whole: payload, contentType } = this.#pieces;
    if (payload === undefined) this.fail(tooLargeAnswer(payloadLimitBytes), atMs, use);
    else this.succeed({ payload, contentType }, atMs, use);
  }

  succeed(answer: RuntimeAnswer, atMs: number, use: CpuUse = {}): void {
    if (this.#end !== undefined) return;
    this.#answer = answer;
    this.#producedBytes = answer.payload.length;
    this.#endWith(undefined, this.#durationMs(atMs), use);
  }

  fail(failure: Failure, atMs: number, use: CpuUse = {}): void {
    // Lambda bills a timed-out call its timeout, not the moment that the platform needs to notice.
    this.#endWith(failure, failure.kind === 'timeout' ? failure.afterMs : this.#durationMs(atMs), use);
  }

  /** Lambda counts the time of its extensions, and how they end it, as the call's own; the caller has the answer by then. */
  wentOn({ untilMs, sinceMs, failure = this.#end?.failure }: GoingOn): void {
    if (this.#end === undefined) return;
    const durationMs = failure?.kind === 'timeout' ? failure.afterMs : this.#durationMs(untilMs);
    const extensionsMs = sinceMs === undefined ? undefined : untilMs - sinceMs;
    this.#end = { ...this.#end, durationMs, failure, ...optional('extensionsMs', extensionsMs) };
  }

  /** Whoever waits may have the result now. False if it has not ended, or was closed before. */
  close(): boolean {
    if (this.#end === undefined || this.#closed) return false;
    this.#closed = true;
    if (this.#pieces?.kind === 'streamed') this.#pieces.finish();
    return true;
  }

  settle(): void {
    const failure = this.#end?.failure;
    const { requestId } = this.request;
    const logTail = this.#tail?.bytes;
    if (this.#pieces?.kind === 'streamed') {
      this.#pieces.settle(failure && errorOf(failure, requestId), logTail);
    } else if (failure !== undefined) {
      this.#settle(failureResult(failure, requestId, logTail));
    } else if (this.#answer !== undefined) {
      this.#settle({ kind: 'answered', ...this.#answer, ...optional('logTail', logTail) });
    }
  }

  #endWith(failure: Failure | undefined, durationMs: number, own: CpuUse): void {
    const use = withInit(own, this.#ownInit ?? {});
    this.#end ??= { failure, durationMs, use, producedBytes: failure === undefined ? this.#producedBytes : 0 };
  }

  #durationMs(atMs: number): number {
    return this.#startedAtMs === undefined ? 0 : atMs - this.#startedAtMs;
  }
}

/** An init within the call is part of it. What is unknown of the call stays unknown. */
function withInit(own: CpuUse, init: CpuUse): CpuUse {
  const parts = ['cpuMs', 'otherThreadsMs', 'queuedMs', 'queuedInsideMs', 'throttledMs'] as const;
  return Object.fromEntries(
    parts.flatMap((part) => (own[part] === undefined ? [] : [[part, own[part] + (init[part] ?? 0)]])),
  );
}
