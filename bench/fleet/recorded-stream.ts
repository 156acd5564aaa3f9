import { type Block, encoded } from '../../src/fleet/protocol/messages.ts';
import { checksumOf, packed } from '../../src/fleet/protocol/sample-blocks.ts';
import { BatchWriter } from '../../src/loadgen/threads/sample-batch.ts';
import { seededRandom } from '../../src/model/random.ts';
import type { Sample } from '../../src/model/sample.ts';

export interface StreamPlan {
  readonly workers: number;
  readonly blocksPerWorker: number;
  readonly rowsPerBlock: number;
  /** Of each worker. */
  readonly ratePerSecond: number;
  /** What an answer has beside its times: the id of its instance, one of 50, and that of its request. */
  readonly withIds: boolean;
}

/** One stream of blocks, as a worker of a constant rate sends it; every worker of the simulation sends it under its own sequence. */
export class RecordedStream {
  private readonly batches: ReturnType<typeof packed>[];
  private readonly untilMs: number[] = [];
  private readonly plan: StreamPlan;
  private readonly checksum: number;

  constructor(plan: StreamPlan) {
    this.plan = plan;
    this.batches = Array.from({ length: plan.blocksPerWorker }, (_, block) => this.batchOf(block));
    this.checksum = this.batches.reduce((sum, batch) => checksumOf(batch, sum), 0);
  }

  private get samples(): number {
    return this.plan.blocksPerWorker * this.plan.rowsPerBlock;
  }

  /** @param sequence from 0; the last one is the end mark */
  block(sequence: number): Uint8Array {
    const batch = this.batches[sequence];
    const untilMs = this.untilMs[sequence] ?? 0;
    const common = { firing: 0, sequence };
    const { samples, checksum } = this;
    const block: Block = batch
      ? { ...common, kind: 'samples', untilMs, batch }
      : { ...common, kind: 'ended', startedAtMs: 0, finishedAtMs: this.untilMs.at(-1) ?? 0, samples, checksum };
    return encoded('block', block);
  }

  private batchOf(block: number): ReturnType<typeof packed> {
    const writer = new BatchWriter(this.plan.rowsPerBlock);
    const next = seededRandom(block + 1);
    let lastMs = 0;
    for (let row = 0; row < this.plan.rowsPerBlock; row += 1) {
      const sample = this.sampleAt(block * this.plan.rowsPerBlock + row, next);
      lastMs = Math.max(lastMs, sample.completedAtMs);
      writer.add(sample);
    }
    this.untilMs[block] = lastMs - longestMs;
    return packed(writer.take(lastMs));
  }

  private sampleAt(index: number, next: () => number): Sample {
    const us = (ms: number) => Math.round(ms * 1000) / 1000;
    const intendedAtMs = us((index * 1000) / this.plan.ratePerSecond);
    const sentAtMs = us(intendedAtMs + 0.3 * next());
    const completedAtMs = us(sentAtMs + 5 + (longestMs - 10) * next() ** 8);
    const ids = this.plan.withIds && {
      identity: {
        instanceId: `2026/11/30/[$LATEST]${String(index % 50).padStart(32, '0')}`,
        invocationId: Math.floor(index / 50),
        coldStart: index < 50,
      },
      requestId: `8a1c5a0e-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
    };
    return {
      ...{ target: 'api', phase: 'steady', repeat: 0, intendedAtMs, sentAtMs, completedAtMs, connection: 'reused' },
      ...{ firstByteAtMs: us(completedAtMs - 0.1), bytes: 412, meters: {}, outcome: { kind: 'answered', status: 200 } },
      ...ids,
    };
  }
}

const longestMs = 200;
