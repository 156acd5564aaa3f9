import type { Segment } from '../../load/segment.ts';
import type { ClientHealthReadings } from '../client-health.ts';
import type { Clock } from '../clock.ts';
import type { PhaseOrder, PhaseRun } from '../phase-order.ts';
import type { SampleBatch } from './sample-batch.ts';

/**
 * How orders reach the senders, and samples come back. Worker threads are the one implementation (`workerThreads`).
 * `Meeting`: how the segments of a firing find each other, to begin at one instant.
 */
export interface Transport<Meeting = unknown> {
  startSender(clock: Clock): Sender<Meeting>;
  newMeeting(): Meeting;
}

/** Fires segments of phases, one at a time. */
export interface Sender<Meeting = unknown> {
  /** Resolves when it accepts orders. Rejects if it cannot start. */
  readonly ready: Promise<void>;
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
  /** @param untilMs when it was handed over; what completes later comes later */
  onBatch(batch: SampleBatch, untilMs: number): void;
  onLog(text: string): void;
}
