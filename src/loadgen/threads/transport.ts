import type { Segment } from '../../load/segment.ts';
import type { ClientHealthReadings } from '../client-health.ts';
import type { Clock } from '../clock.ts';
import type { PhaseOrder, PhaseRun } from '../phase-order.ts';
import type { SampleBatch } from './sample-batch.ts';

/**
 * How orders reach the senders, and samples come back: worker threads (`workerThreads`), or other machines (`fleet/`).
 * `Meeting`: how the segments of a firing find each other, to begin at one instant.
 */
export interface Transport<Meeting = unknown> {
  startSender(clock: Clock): Sender<Meeting>;
  /** Of this many parties. */
  newMeeting(parties: number): Meeting;
}

/** Fires segments of phases, one at a time. */
export interface Sender<Meeting = unknown> {
  /** Resolves when it accepts orders. Rejects if it cannot start. */
  readonly ready: Promise<void>;
  /** It can take no more orders, and the load goes on without it. */
  readonly isLost?: boolean;
  /** Its CPU time is its own; that of threads is of the process that they share. */
  readonly isProcess?: boolean;
  /** Requests that the last firing has sent so far. */
  readonly sent: number;
  /** Since the last firing has released requests at one instant; undefined if it has not. */
  readonly sinceReleaseMs: number | undefined;
  /** @throws {UserError} what `firePhase` throws; what `onBatch` threw first, when the firing has ended. */
  fire(order: SegmentOrder<Meeting>, keeper: SampleKeeper): Promise<PhaseRun>;
  /** Ends what it fires soon, as interrupted. */
  stop(): void;
  /** Watches the health of the sender, until `unwatch`. */
  watch(): void;
  unwatch(): Promise<ClientHealthReadings>;
  end(): Promise<void>;
  /** It sends nothing after this instant of its clock. Never called: it may always send. */
  leaseUntil?(atMs: number): void;
}

/** The part of an order that one sender fires. */
export interface SegmentOrder<Meeting> {
  readonly order: PhaseOrder;
  readonly segment: Segment;
  /** Absent for a lone segment. */
  readonly meeting: Meeting | undefined;
}

/** Gets what a sender hands over. */
export interface SampleKeeper {
  /**
   * @param untilMs until when its sender has read all answers: what comes later completed later
   * @returns until when the sender counts it as waiting; undefined: it is put away
   */
  onBatch(batch: SampleBatch, untilMs: number): Promise<void> | void;
  onLog(text: string): void;
}
