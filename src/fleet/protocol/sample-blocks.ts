import { crc32 } from 'node:zlib';
import type { SampleBatch } from '../../loadgen/threads/sample-batch.ts';
import type { SamplesBlock } from './messages.ts';

/** Of one block, at most. */
export interface BlockLimits {
  readonly rows: number;
  readonly bytes: number;
}

/** Rows of a block: 22 numbers each, so that a block with its texts stays below the 1 MiB that a broker takes by default. */
const mostRows = 2048;
/** The coordinator holds blocks of all workers at once, to put their samples in order: more workers send smaller ones. */
const rowsOfAll = 65_536;
const bytesOfAll = 32 * 1024 * 1024;
const leastBytes = 64 * 1024;

/** @param maxPayload of a message, as the broker allows */
export const blockLimits = (workers: number, maxPayload: number): BlockLimits => ({
  rows: Math.min(mostRows, Math.ceil(rowsOfAll / workers)),
  bytes: Math.min(maxPayload, Math.max(leastBytes, Math.floor(bytesOfAll / workers))),
});

export const packed = ({ count, rows, texts }: SampleBatch): SamplesBlock['batch'] => ({
  count,
  rows: new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength),
  texts: [...texts],
});

/** Copied: the bytes of a message are aligned to nothing. */
export function unpacked({ count, rows, texts }: SamplesBlock['batch']): SampleBatch {
  const memory = new ArrayBuffer(rows.byteLength);
  new Uint8Array(memory).set(rows);
  return { count, rows: new Float64Array(memory), texts, bytes: rows.byteLength };
}

/** Of all rows of a firing, block after block. Memory of no bytes may have no address, for which zlib returns 0 whatever was before. */
export const checksumOf = ({ rows }: SamplesBlock['batch'], before: number): number =>
  rows.length === 0 ? before : crc32(rows, before);
