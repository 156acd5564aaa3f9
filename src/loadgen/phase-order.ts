import type { Delivery } from '../aws/delivery.ts';
import type { Phase } from '../load/phases.ts';
import type { Segment } from '../load/segment.ts';
import type { ColdStartsFrom } from '../model/identity.ts';
import type { Sample } from '../model/sample.ts';
import type { IdentitySpec } from '../model/schema/fields.ts';
import type { EngineSpec } from '../scenario/engines.ts';
import type { Expectation } from '../target-kinds/fields/expect.ts';
import type { Clock } from './clock.ts';
import type { ServiceTimes } from './connections/service-times.ts';
import type { UnreadAnswers } from './http/parse-queue.ts';
import type { RequestSpec } from './http/request-bytes.ts';
import type { TlsOptions } from './http/wire.ts';
import type { Rendezvous } from './rendezvous.ts';
import type { RequestPicks } from './request-order.ts';

/** One phase at one target, as far as it can go from thread to thread. */
export interface PhaseOrder {
  readonly phase: Phase;
  /** For the samples. */
  readonly place: { readonly target: string; readonly repeat: number };
  readonly destination: Destination;
  readonly sending: Sending;
  readonly answers: AnswerReading;
  readonly arrivals: Arrivals;
}

export interface Destination {
  /** http or https; its path goes before that of the request. */
  readonly url: string;
  /** The file of a socket on which the server listens, in place of the host and the port of the URL. */
  readonly unix?: string;
  readonly tls?: TlsOptions;
  /** Of a deployed function; default: plain HTTP to `url`. */
  readonly delivery?: Delivery;
  /** Path requested once on each connection that is opened before the load. */
  readonly warmPath?: string;
}

export interface Sending {
  /** All that are sent: built before the load, and picked by their index. */
  readonly requests: readonly RequestSpec[];
  /** Which of them each request of the phase is; absent: the first. */
  readonly picks?: RequestPicks;
  /** What sends the requests; default: the socket engine. */
  readonly engine?: EngineSpec;
  /** For the connection, and again from the send to the last byte. */
  readonly timeoutMs: number;
}

export interface AnswerReading {
  readonly identity: IdentitySpec;
  readonly coldStartsFrom: ColdStartsFrom;
  /** Gave every answer, whether it says so or not. */
  readonly soleInstance?: string;
  /** Statuses that count as answered; default: 200 to 299. */
  readonly expect?: Expectation;
  /** Of several requests: what each is, in their order. */
  readonly entries?: RequestEntries;
  /** Bytes of the body that are kept for the identity in it; the rest is read and dropped. Default 10 MiB. */
  readonly keptBodyBytes?: number;
}

/** Requests of the scenario that have a name. */
export interface RequestEntries {
  /** The name of each entry, and the statuses that count as its answers. */
  readonly list: readonly { readonly name: string; readonly expect: Expectation | undefined }[];
  /** By the index of a request: its entry. */
  readonly of: Int32Array;
}

export interface Arrivals {
  /** Of their randomness. */
  readonly seed: number;
  /** Those of a phase that reads them from a file. */
  readonly recorded?: SharedArrayBuffer;
}

/** Where and until when an order is fired. */
export interface FireContext {
  readonly clock: Clock;
  /** Aborting stops firing at once; what is in flight is recorded as interrupted. */
  readonly signal: AbortSignal;
  /** The part of the phase that is fired here; default: all of it. */
  readonly segment?: Segment;
  /** Where segments that are fired at the same time wait for each other. */
  readonly rendezvous?: Rendezvous;
  /** Measured by earlier phases; this one measures for later ones. */
  readonly serviceTimes?: ServiceTimes;
  /** Answers that have arrived and are not read yet. */
  readonly unread?: UnreadAnswers;
}

export interface FireListeners {
  /** Gets every request exactly once, when it has ended. */
  onSample(sample: Sample): void;
  /**
   * Gets the number of requests at each send. The autocannon engine reports none.
   * @param releasedAtMs where all that are in flight are released at one instant
   */
  onSend?(requests: number, releasedAtMs?: number): void;
  /** Gets what a function logged, where that comes with its answers. */
  onLog?(text: string): void;
}

export interface PhaseRun {
  /** When the first requests were released: connections that are warmed in advance are no part of the load. */
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}
