import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../model/errors.ts';
import { type Expected, reasonOf } from '../read-text.ts';

const bytesAtOnce = 1 << 18;

/**
 * The text of a file or of stdin (`-`), in pieces. Unpacks gzip, whatever its file name. UTF-8, or the UTF-16 that
 * PowerShell writes.
 * @throws {UserError} with the code of the expected kind
 */
export async function* readLogText(file: string, expected: ExpectedText = logFile): AsyncGenerator<string> {
  const source: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: bytesAtOnce });
  let decoder: TextDecoder | undefined;
  try {
    for await (const chunk of unpacked(source)) {
      decoder ??= decoderOf(chunk);
      yield decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    throw unreadable(file, error, expected);
  }
  if (decoder !== undefined) yield decoder.decode();
}

async function* unpacked(source: Readable): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await firstBytes(chunks);
  const all = withFirst(first, chunks);
  if (!(first[0] === 0x1f && first[1] === 0x8b)) {
    yield* all;
    return;
  }
  const { pipeline } = await import('node:stream');
  yield* pipeline(all, createGunzip(), () => {}) as AsyncIterable<Buffer>;
}

/** Enough bytes to detect the format. */
async function firstBytes(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < 3) {
    const { value, done } = await chunks.next();
    if (done) return bytes;
    bytes = Buffer.concat([bytes, value]);
  }
  return bytes;
}

async function* withFirst(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

const decoderOf = (first: Buffer): TextDecoder =>
  new TextDecoder(first[0] === 0xff && first[1] === 0xfe ? 'utf-16le' : 'utf-8');

function unreadable(file: string, error: unknown, expected: ExpectedText): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof UserError || code === undefined) return error;
  const isBroken = code === 'Z_BUF_ERROR' || code === 'Z_DATA_ERROR';
  const { what, hint } = isBroken ? broken : reasonOf(error as NodeJS.ErrnoException, expected);
  return new UserError(expected.code, `${file}: ${what}`, { hint, cause: error });
}

const broken = { what: 'the gzip file is truncated or damaged', hint: 'download it again' };

type ExpectedText = Omit<Expected, 'mostBytes'>;
const logFile = { code: 'logs-unreadable', one: 'a log file, or `-` for stdin', several: 'the log files in it' };

/** `logs/orders.log.gz` is taken for the log of `orders`. */
export const functionIn = (file: string): string =>
  basename(file).replace(/(?:\.(?:log|txt|json|ndjson|csv|telemetry|gz))+$/, '');
