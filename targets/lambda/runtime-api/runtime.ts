import type { ExtensionRegistry } from '../extensions/registry.ts';
import type { Failure, InvokeRequest } from '../invoke.ts';

/**
 * What an environment lets its runtime do; each endpoint of the Runtime API calls one of these. A refusal says that it was
 * not allowed, and that nothing happened.
 */
export interface Runtime {
  /** Pids of the process groups that are its environment's: they alone reach its Runtime API. */
  readonly leaders: readonly number[];
  /** Those that run beside it. Absent: there are none, and none may register. */
  readonly extensions?: ExtensionRegistry | undefined;
  next(poll: Poll, meters: RuntimeMeters): Refusal | undefined;
  pollLost(poll: Poll): void;
  respond(requestId: string, answer: RuntimeAnswer, meters: RuntimeMeters): Refusal | undefined;
  stream(requestId: string, contentType: string): AnswerSink | Refusal;
  fail(requestId: string, failure: Failure, meters: RuntimeMeters): Refusal | undefined;
  brokeOff(requestId: string): void;
  failInit(failure: Failure): Refusal | undefined;
  /** The runtime is ready for a snapshot, and goes on when `poll` says that it was restored from it. */
  restoreNext(poll: RestorePoll): Refusal | undefined;
  failRestore(failure: Failure): Refusal | undefined;
}

export interface Poll {
  deliver(request: InvokeRequest, deadlineEpochMs: number): void;
}

export interface RestorePoll {
  restored(): void;
}

export interface RuntimeAnswer {
  readonly payload: Buffer;
  readonly contentType: string;
}

/** Where the pieces of an answer go. What comes after the end of the invocation is dropped. */
export interface AnswerSink {
  write(piece: Buffer): Promise<void> | undefined;
  /** @param failure what the runtime said in its trailers. */
  end(failure: Failure | undefined, meters: RuntimeMeters): void;
  breakOff(): void;
}

/** `unknown-id`: not the invocation that this environment has. `invalid-state`: not now. */
export type Refusal = 'unknown-id' | 'invalid-state';

/** What our own runtime reports about its process with a request. Other runtimes report nothing. */
export interface RuntimeMeters {
  /** With the first `/next` since the start of the process, with an answer since the call was handed over. */
  readonly cpuMs?: number;
  /** With an answer: between the poll for the call and the call itself, such as work that was left behind by the one before. */
  readonly restingCpuMs?: number;
  /** From its sending to its reading, for which it waited for the platform's process. */
  readonly readAfterMs?: number;
  /** Only where the platform cannot read it from /proc. */
  readonly peakRssMb?: number;
}

export interface Door extends Disposable {
  /** `host:port` */
  readonly address: string;
  /** Resolves when all connections that have come are read to their end, as their processes have ended; or after half a second. */
  drained(): Promise<void>;
}
