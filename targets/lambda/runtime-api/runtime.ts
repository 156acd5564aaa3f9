import type { Failure, InvokeRequest } from '../invoke.ts';

/** What an environment lets its runtime do; each endpoint of the Runtime API calls one of these. */
export interface Runtime {
  /** The runtime waits for work, which `poll` will deliver. */
  next(poll: Poll, meters: RuntimeMeters): Refusal | undefined;
  /** The connection on which it waited has closed. */
  pollLost(poll: Poll): void;
  respond(requestId: string, payload: Buffer, meters: RuntimeMeters): Refusal | undefined;
  fail(requestId: string, failure: Failure, meters: RuntimeMeters): Refusal | undefined;
  failInit(failure: Failure): Refusal | undefined;
}

/** A `/next` that is held open. */
export interface Poll {
  deliver(request: InvokeRequest, deadlineEpochMs: number): void;
}

/** `unknown-id`: not the invocation that this environment has. `invalid-state`: not now. */
export type Refusal = 'unknown-id' | 'invalid-state';

/** What our own runtime tells about its process with a request. Absent from others. */
export interface RuntimeMeters {
  /** With the first `/next` since the start of the process, with an answer since the call was handed over. */
  readonly cpuMs?: number;
  /** Only where the platform cannot read it from /proc. */
  readonly peakRssMb?: number;
}

/** Where one environment finds its Runtime API. */
export interface Door extends Disposable {
  /** `host:port` */
  readonly address: string;
}
