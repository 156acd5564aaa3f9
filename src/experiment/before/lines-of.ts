import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';
import { count } from '../../text/format.ts';

/**
 * Can be read again. Without a byte order mark. A file that gzip has packed, as AWS stores its logs, is unpacked.
 * @throws {UserError} `gzip-invalid`, when it is read
 */
export const linesOf = (file: string): Iterable<string> => ({ [Symbol.iterator]: () => readLines(file) });

function* readLines(file: string): Generator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for (const piece of piecesOf(file)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield withoutReturn(line);
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

const pieceBytes = 1024 * 1024;

/** Piece by piece: the whole of a large trace is more than a run may take. */
function* piecesOf(file: string): Generator<Buffer> {
  const descriptor = openSync(file, 'r');
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    for (let read = readSync(descriptor, piece), isFirst = true; read > 0; read = readSync(descriptor, piece)) {
      if (isFirst && isPacked(piece)) return yield unpacked(file);
      isFirst = false;
      yield piece.subarray(0, read);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** RFC 1952, section 2.3.1. */
const isPacked = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const mostUnpacked = 512 * 1024 * 1024;

function unpacked(file: string): Buffer {
  try {
    return gunzipSync(readFileSync(file), { maxOutputLength: mostUnpacked });
  } catch (cause) {
    const isTooLong = cause instanceof RangeError;
    const what = isTooLong ? `more than ${count(mostUnpacked)} bytes when unpacked` : 'a damaged gzip file';
    throw new UserError('gzip-invalid', `${printable(basename(file))}: ${what}`, {
      hint: isTooLong ? 'unpack it with gunzip' : 'copy it again',
      cause,
    });
  }
}
