import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Phase } from './phases.ts';
import { traceDue } from './trace.ts';

type TracePhase = Extract<Phase, { kind: 'trace' }>;

/** By phase, as it was parsed: a trace may have millions of rows, of which a run needs the selected instants, several times. */
const known = new WeakMap<TracePhase, SharedArrayBuffer>();

/**
 * The due instants of a trace, in memory that threads can share. The file is read once for each phase of a scenario.
 * @throws {UserError} `trace-invalid`
 */
export function traceOf(phase: TracePhase): Float64Array<SharedArrayBuffer> {
  const shared = known.get(phase) ?? sharedOf(traceDue(linesOf(phase.file), phase, phase.file));
  known.set(phase, shared);
  return new Float64Array(shared);
}

/** What another thread has read of it. */
export const knowTrace = (phase: TracePhase, due: SharedArrayBuffer): void => void known.set(phase, due);

function sharedOf(due: Float64Array): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(due.byteLength);
  new Float64Array(shared).set(due);
  return shared;
}

const pieceBytes = 1024 * 1024;

/** Piece by piece: the whole of a large trace is more than a run may take. */
function* linesOf(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (let read = readSync(descriptor, piece); read > 0; read = readSync(descriptor, piece)) {
      const lines = (rest + decoder.write(piece.subarray(0, read))).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield line.replace(/\r$/, '');
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(descriptor);
  }
}
