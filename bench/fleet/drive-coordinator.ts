import { spawn } from 'node:child_process';
import { BlocksInOrder } from '../../src/fleet/coordinator/blocks-in-order.ts';
import { WorkerPart } from '../../src/fleet/coordinator/worker-part.ts';
import { type Block, decoded } from '../../src/fleet/protocol/messages.ts';
import { checksumOf, unpacked } from '../../src/fleet/protocol/sample-blocks.ts';
import { programFile } from '../../src/launch/local/program-file.ts';
import { Recorder } from '../../src/loadgen/recorder.ts';
import { MergedSamples } from '../../src/loadgen/threads/merged-samples.ts';
import type { Sample } from '../../src/model/sample.ts';
import { MeasuresAccumulator } from '../../src/stats/measures.ts';
import { ScheduleKept } from '../../src/stats/schedule-kept.ts';
import { SendSpread } from '../../src/stats/spread.ts';
import type { StreamPlan } from './recorded-stream.ts';
import { headerBytes } from './send-blocks.ts';

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
  const keeper = new Keeper(file);
  const merged = new MergedSamples(plan.workers, place, (sample) => keeper.keep(sample));
  const workers = Array.from({ length: plan.workers }, (_, index) => new SimulatedWorker(index, merged));
  let [bytes, cpuMs] = [0, 0];
  for await (const { worker, message } of sentBlocks(plan)) {
    bytes += message.length;
    const before = process.cpuUsage();
    workers[worker]?.receive(message);
    const { user, system } = process.cpuUsage(before);
    cpuMs += (user + system) / 1000;
  }
  await keeper.recorder.close();
  const { requests, latencyMs } = keeper.measures.finish();
  const { p50, p99 } = latencyMs.serviceTime.all ?? {};
  const planned = plan.workers * plan.blocksPerWorker * plan.rowsPerBlock;
  return {
    ...{ samples: requests.sent, answered: requests.answered, bytes, cpuMs, p50, p99 },
    peakMb: process.resourceUsage().maxRSS / 1024,
    lost: planned - requests.sent + workers.reduce((sum, { lost }) => sum + lost, 0),
  };
}

/** Of a process of its own: its recorded streams are not in the memory of the coordinator. */
async function* sentBlocks(plan: StreamPlan): AsyncGenerator<{ readonly worker: number; readonly message: Buffer }> {
  const args = [programFile('bench/fleet/send-main'), JSON.stringify(plan)];
  const { stdout } = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let left: Buffer = Buffer.alloc(0);
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    left = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    for (let length = lengthOf(left); length !== undefined; length = lengthOf(left)) {
      yield { worker: left.readUInt32LE(0), message: left.subarray(headerBytes, headerBytes + length) };
      left = left.subarray(headerBytes + length);
    }
  }
}

/** Of the first block, if all of it is here. */
function lengthOf(bytes: Buffer): number | undefined {
  if (bytes.length < headerBytes) return undefined;
  const length = bytes.readUInt32LE(4);
  return bytes.length < headerBytes + length ? undefined : length;
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
      this.checksum = checksumOf(block.batch, this.checksum);
      const batch = unpacked(block.batch);
      this.part.add(batch);
      void this.merged.add(this.index, batch, block.untilMs);
    } else if (block.kind === 'ended') {
      if (block.checksum !== this.checksum) throw new Error('samples were changed on their way');
      this.lost = block.samples - this.part.counts.received;
      this.merged.until(this.index, Number.POSITIVE_INFINITY);
    }
  }
}
