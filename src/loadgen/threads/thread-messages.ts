import type { ClientHealthReadings } from '../client-health.ts';
import type { ClockReading } from '../clock.ts';
import type { PhaseRun } from '../phase-order.ts';
import type { Meeting } from '../rendezvous.ts';
import type { SampleBatch } from './sample-batch.ts';
import type { SegmentOrder } from './transport.ts';

/** What a thread of the generator is started with. */
export interface ThreadData {
  readonly clock: ClockReading;
  /**
   * Four Int32: bytes that the keeper has put away, by which a thread knows how much of its own is waiting; requests sent by this
   * firing; when it last released requests at one instant, in ms, or -1; until when it may send, in ms of the clock.
   */
  readonly kept: SharedArrayBuffer;
}

export type ToThread =
  | { readonly kind: 'fire'; readonly order: SegmentOrder<Meeting> }
  /** Stop firing at once; what is in flight is recorded as interrupted. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'watch' }
  | { readonly kind: 'unwatch' };

export type FromThread =
  /** It can take orders. */
  | { readonly kind: 'ready' }
  /** `untilMs`: what this thread sends later completed later. */
  | { readonly kind: 'samples'; readonly batch: SampleBatch; readonly untilMs: number }
  /** What the function logged, as it came with answers. */
  | { readonly kind: 'logs'; readonly texts: readonly string[] }
  | { readonly kind: 'fired'; readonly run: PhaseRun }
  /** An error that the user can mend. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly hint: string | undefined }
  | { readonly kind: 'health'; readonly readings: ClientHealthReadings };
