/** What a platform sees of its instances. */
export interface Seen {
  /** Ready or starting. */
  readonly alive: number;
  readonly ready: number;
  readonly inFlight: number;
  readonly queued: number;
}

/** Since the look before. */
export interface Since {
  readonly peakInFlight: number;
  readonly throttled: number;
  /** Of all instances. */
  readonly cpuMs: number;
  readonly ms: number;
}

/** What becomes of a request that finds no free place. */
export type Full = 'throttle' | 'wait' | 'start';

/** Decides how many instances there are. */
export interface Scaler {
  /** Instances that are ready at the start and are never stopped for being idle. */
  readonly atStart: number;
  /** When it looks next; Infinity if it only acts on requests. */
  readonly nextLookMs: number;
  /** How long an instance without requests is kept. */
  readonly keepAliveMs: number;
  /** Whether an instance that is too many ends when its requests have, and gets no more. Otherwise only one without requests ends. */
  readonly drains: boolean;
  /** `start`: the request waits, and an instance is started. */
  full(seen: Seen): Full;
  /** Requests in places or in the queue from now on. */
  demand(nowMs: number, requests: number): void;
  /** At `nextLookMs`: how many instances there are to be. */
  look(nowMs: number, seen: Seen, since: Since): number;
}
