import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { RecordedStream, type StreamPlan } from './recorded-stream.ts';

/** The number of the worker, and the bytes of its block. */
export const headerBytes = 8;

/** Writes the blocks of all workers in turn, each behind its header. */
export async function sendBlocks(plan: StreamPlan, output: Writable): Promise<void> {
  const stream = new RecordedStream(plan);
  for (let sequence = 0; sequence <= plan.blocksPerWorker; sequence += 1) {
    const message = stream.block(sequence);
    for (let worker = 0; worker < plan.workers; worker += 1) {
      const header = Buffer.alloc(headerBytes);
      header.writeUInt32LE(worker, 0);
      header.writeUInt32LE(message.length, 4);
      output.write(header);
      if (!output.write(message)) await once(output, 'drain');
    }
  }
}
