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

/** What our own runtime reports about its process with the first `/next` and with each answer. Other runtimes report nothing. */
export interface RuntimeMeters {
  /** Of all threads, while the handler ran or the runtime loaded it. */
  readonly cpuMs?: number;
  /** Before that: between the poll for the call and the call itself, such as work that was left behind by the one before; or from the start of the process. */
  readonly restingCpuMs?: number;
  /** Of the main thread while the handler ran. */
  readonly mainCpuMs?: number;
  /** The main thread was ready to run, but had no CPU. The CPU share may have held it back, too. */
  readonly queuedMs?: number;
  /** For how long the handler ran, or was loaded. */
  readonly handlerMs?: number;
  /** By `performance.now()`. */
  readonly sentAtMs?: number;
  /** From its sending to its reading, for which it waited for the platform's process. */
  readonly readAfterMs?: number;
  /** With the first `/next`: threads that the process had before any code of the function ran. */
  readonly ownThreads?: number;
  /** Only where the platform cannot read it from /proc. */
  readonly peakRssMb?: number;
}

export interface Door extends Disposable {
  /** `host:port` */
  readonly address: string;
  /** Resolves when all connections that have come are read to their end, as their processes have ended; or after half a second. */
  drained(): Promise<void>;
}
