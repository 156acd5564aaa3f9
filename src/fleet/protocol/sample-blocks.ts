import { crc32 } from 'node:zlib';
import type { SampleBatch } from '../../loadgen/threads/sample-batch.ts';
import type { SamplesBlock } from './messages.ts';

/** Rows of a block, at most: 22 numbers each, so that a block with its texts stays below the 1 MiB that a broker takes. */
export const mostRows = 2048;

export const packed = ({ count, rows, texts }: SampleBatch): SamplesBlock['batches'][number] => ({
  count,
  rows: new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength),
  texts: [...texts],
});

/** Copied: the bytes of a message are aligned to nothing. */
export function unpacked({ count, rows, texts }: SamplesBlock['batches'][number]): SampleBatch {
  const memory = new ArrayBuffer(rows.byteLength);
  new Uint8Array(memory).set(rows);
  return { count, rows: new Float64Array(memory), texts, bytes: rows.byteLength };
}

/** Of all rows of a firing, block after block. */
export const checksumOf = (batches: SamplesBlock['batches'], before: number): number =>
  batches.reduce((sum, { rows }) => crc32(rows, sum), before);
