import type { Sample } from '../../model/sample.ts';
import { MergedRows } from './merged-rows.ts';
import { type BatchPlace, type SampleBatch, sampleAt, samplesIn } from './sample-batch.ts';

/** Samples of several threads or workers, handed on in the order of their completion. Those of one are handed on as they come. */
export class MergedSamples {
  private readonly senders: number;
  private readonly place: BatchPlace;
  private readonly handOn: (sample: Sample) => void;
  private readonly merged: MergedRows;

  constructor(senders: number, place: BatchPlace, handOn: (sample: Sample) => void) {
    this.senders = senders;
    this.place = place;
    this.handOn = handOn;
    this.merged = new MergedRows(senders, (batch, row) => handOn(sampleAt(batch, row, place)));
  }

  /**
   * @param untilMs what the sender hands over later completed later
   * @returns until when a sender that is ahead of others has to wait
   */
  add(sender: number, batch: SampleBatch, untilMs: number): Promise<void> | undefined {
    if (this.senders > 1) return this.merged.add(sender, batch, untilMs);
    for (const sample of samplesIn(batch, this.place)) this.handOn(sample);
    return undefined;
  }

  /** The sender has handed over all until this instant; Infinity if it was the last time. */
  until(sender: number, untilMs: number): void {
    this.merged.until(sender, untilMs);
  }
}
