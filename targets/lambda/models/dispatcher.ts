import type { InvokeRequest, InvokeResult } from '../invoke.ts';

/** The rate caps of an account hold for synchronous invocations only. */
export type Invocation = 'synchronous' | 'asynchronous';

/** Who decides which environment gets an invocation, and how many there are. One per version of a function. */
export interface Dispatcher {
  invoke(request: InvokeRequest, invocation: Invocation): Promise<InvokeResult>;
  /** Takes no more calls: those under way are answered yet. Resolves when no process is left. */
  retire(): Promise<void>;
  /** Gracefully: SIGTERM, some time, SIGKILL. Resolves when no process is left. */
  stop(): Promise<void>;
  kill(): void;
  /** Resolves when it can take the first calls. Absent: at once. */
  readonly ready?: Promise<void>;
  /** Environments that wait for a request. Absent, as `startIdle`, where a request is not what starts an environment. */
  readonly idle?: number;
  /** Starts one environment for no request. Resolves when it is idle, or with the reason if its init failed. */
  startIdle?(): Promise<string | undefined>;
  /** The configuration of its provisioned concurrency has changed. Absent where there is none. */
  provision?(): void;
}
