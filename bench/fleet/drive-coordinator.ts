import { BlocksInOrder } from '../../src/fleet/coordinator/block-reader.ts';
import { WorkerPart } from '../../src/fleet/coordinator/worker-part.ts';
import { type Block, decoded } from '../../src/fleet/protocol/messages.ts';
import { checksumOf, unpacked } from '../../src/fleet/protocol/sample-blocks.ts';
import { Recorder } from '../../src/loadgen/recorder.ts';
import { MergedSamples } from '../../src/loadgen/threads/merged-samples.ts';
import type { Sample } from '../../src/model/sample.ts';
import { MeasuresAccumulator } from '../../src/stats/measures.ts';
import { ScheduleKept } from '../../src/stats/schedule-kept.ts';
import { SendSpread } from '../../src/stats/spread.ts';
import { RecordedStream, type StreamPlan } from './recorded-stream.ts';

export interface Driven {
  readonly samples: number;
  readonly bytes: number;
  /** CPU of the coordinator's path alone: making the blocks is not in it. */
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly answered: number;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly lost: number;
}

/** The coordinator without its broker: what it does with each block, from its bytes to the sample on disk. */
export async function driveCoordinator(plan: StreamPlan, file: string): Promise<Driven> {
  const stream = new RecordedStream(plan);
  const keeper = new Keeper(file);
  const merged = new MergedSamples(plan.workers, place, (sample) => keeper.keep(sample));
  const workers = Array.from({ length: plan.workers }, (_, index) => new SimulatedWorker(index, merged));
  let [bytes, cpuMs] = [0, 0];
  for (let sequence = 0; sequence <= plan.blocksPerWorker; sequence += 1) {
    for (const worker of workers) {
      const message = stream.block(sequence);
      bytes += message.length;
      const before = process.cpuUsage();
      worker.receive(message);
      const { user, system } = process.cpuUsage(before);
      cpuMs += (user + system) / 1000;
    }
    // The timer of the recorder has its turn.
    await new Promise(setImmediate);
  }
  await keeper.recorder.close();
  const { requests, latencyMs } = keeper.measures.finish();
  const { p50, p99 } = latencyMs.serviceTime.all ?? {};
  return {
    ...{ samples: requests.sent, answered: requests.answered, bytes, cpuMs, p50, p99 },
    peakMb: process.resourceUsage().maxRSS / 1024,
    lost: plan.workers * stream.samples - requests.sent + workers.reduce((sum, { lost }) => sum + lost, 0),
  };
}

/** What a run does with each sample. */
class Keeper {
  readonly measures = new MeasuresAccumulator();
  readonly recorder: Recorder;
  private readonly schedule = new ScheduleKept();
  private readonly spread = new SendSpread();

  constructor(file: string) {
    this.recorder = new Recorder(file);
  }

  keep(sample: Sample): void {
    this.recorder.write(sample);
    this.spread.add(sample);
    this.measures.add(sample);
    this.schedule.add(sample);
  }
}

const place = { target: 'api', phase: 'steady', repeat: 0 };

/** The coordinator's side of one worker. */
class SimulatedWorker {
  lost = 0;
  private readonly index: number;
  private readonly merged: MergedSamples;
  private readonly inOrder = new BlocksInOrder();
  private readonly part = new WorkerPart('api', place, undefined);
  private checksum = 0;

  constructor(index: number, merged: MergedSamples) {
    [this.index, this.merged] = [index, merged];
  }

  receive(message: Uint8Array): void {
    const block = decoded('block', message);
    if (block === undefined) throw new Error('a block that nobody can read');
    for (const next of this.inOrder.add(block)) this.take(next);
  }

  private take(block: Block): void {
    if (block.kind === 'samples') {
      this.checksum = checksumOf(block.batches, this.checksum);
      for (const batch of block.batches.map(unpacked)) {
        this.part.add(batch);
        this.merged.add(this.index, batch, Number.MIN_SAFE_INTEGER);
      }
      this.merged.until(this.index, block.untilMs);
    } else if (block.kind === 'ended') {
      if (block.checksum !== this.checksum) throw new Error('samples were changed on their way');
      this.lost = block.samples - this.part.counts.received;
      this.merged.until(this.index, Number.POSITIVE_INFINITY);
    }
  }
}
