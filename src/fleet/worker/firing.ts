import type { Clock } from '../../loadgen/clock.ts';
import { newMeeting, SharedRendezvous } from '../../loadgen/rendezvous.ts';
import type { Generator } from '../../loadgen/threads/generator.ts';
import { UserError } from '../../model/errors.ts';
import { toWorker } from '../protocol/clock-line.ts';
import type { FireOrder } from '../protocol/fire-order.ts';
import { blockLimits } from '../protocol/sample-blocks.ts';
import { isStarting } from '../protocol/start-silence.ts';
import { BlockWriter } from './block-writer.ts';
import type { Outbox } from './outbox.ts';
import { RoundSignals } from './round-signals.ts';

export interface FiringOptions extends FireOrder {
  readonly firing: number;
  readonly generator: Generator;
  /** Of this worker: the threads fire by it. */
  readonly own: Clock;
  readonly outbox: Outbox;
  readonly maxPayload: number;
  /** Says that this worker waits for a round. */
  readonly report: (round: number) => void;
}

/** One segment of a phase, fired by the threads of this worker. */
export class WorkerFiring {
  readonly signals: RoundSignals;
  private readonly options: FiringOptions;
  private readonly stopping = new AbortController();
  private isLeaving = false;
  /** The last round, of this worker's clock. */
  private beginsAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: FiringOptions) {
    this.options = options;
    this.signals = new RoundSignals(options.report);
  }

  /** Nothing is sent any more; what is in flight is recorded as interrupted. */
  stop(): void {
    this.stopping.abort();
  }

  /** The same, for a worker that will not come back: the coordinator is not to take its part for complete. */
  leave(): void {
    this.isLeaving = true;
    this.stop();
  }

  /** Fires, and ends with a block that says how it went. */
  async run(): Promise<void> {
    const { generator, order, segment, workers, outbox, firing, clock, own, maxPayload } = this.options;
    const { segments: senders } = generator.partsOf(order, segment);
    using writer = new BlockWriter({
      ...{ outbox, firing, clock, senders, limits: blockLimits(workers, maxPayload) },
      isStarting: () => isStarting(own.nowMs(), this.beginsAtMs),
    });
    const fired = new AbortController();
    try {
      const run = await generator.fireSegment(order, segment, {
        signal: this.stopping.signal,
        onBatch: (batch, untilMs, sender) => writer.add(batch, untilMs, sender),
        onEnd: (sender) => writer.senderEnded(sender),
        onLog: (text) => writer.log(text),
        ...this.meeting(senders, AbortSignal.any([this.stopping.signal, fired.signal])),
      });
      if (this.isLeaving) writer.flushAll();
      else writer.end(run);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      writer.fail(error);
    } finally {
      fired.abort();
    }
  }

  /** Of the threads and of this one, which says when they begin. */
  private meeting(senders: number, signal: AbortSignal) {
    if (!this.options.meets) return {};
    const meeting = newMeeting(senders + 1);
    void this.convene(new SharedRendezvous(meeting, this.options.own), signal);
    return { meeting };
  }

  private async convene(rendezvous: SharedRendezvous, signal: AbortSignal): Promise<void> {
    for (let round = 0; ; round += 1) {
      await rendezvous.othersHere(signal);
      if (signal.aborted) return;
      const atMs = await this.signals.begin(round, signal);
      if (atMs === undefined) return;
      this.beginsAtMs = toWorker(this.options.clock, atMs);
      rendezvous.begin(this.beginsAtMs);
    }
  }
}
