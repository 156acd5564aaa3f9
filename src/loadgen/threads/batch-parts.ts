import { column, columns, type SampleBatch } from './sample-batch.ts';

const instants = [
  column.intendedAtMs,
  column.connectedAtMs,
  column.tlsDoneAtMs,
  column.sentAtMs,
  column.firstByteAtMs,
  column.completedAtMs,
];
const texts = [column.message, column.instanceId, column.requestId, column.environmentId, column.request];

/**
 * Puts the instants of a batch on another clock, in place. All instants of a sample move by the same whole number of µs, so that its
 * durations stay what one clock has measured.
 */
export function moveInstants(
  { rows, count }: Pick<SampleBatch, 'rows' | 'count'>,
  moved: (atMs: number) => number,
): void {
  for (let row = 0; row < count; row += 1) {
    const at = row * columns;
    const intendedAtMs = rows[at + column.intendedAtMs] ?? Number.NaN;
    const byUs = Math.round((moved(intendedAtMs) - intendedAtMs) * 1000);
    for (const index of instants) {
      const value = rows[at + index] ?? Number.NaN;
      rows[at + index] = Math.round(value * 1000 + byUs) / 1000;
    }
  }
}

/** Parts of a batch, each with at most `most` samples and with its own texts only. */
export function splitBatch(batch: SampleBatch, most: number): SampleBatch[] {
  if (batch.count <= most) return [batch];
  const parts = Math.ceil(batch.count / most);
  return Array.from({ length: parts }, (_, part) =>
    partOf(batch, part * most, Math.min(batch.count, (part + 1) * most)),
  );
}

function partOf(batch: SampleBatch, from: number, to: number): SampleBatch {
  const rows = batch.rows.slice(from * columns, to * columns);
  const own: string[] = [];
  const indexOf = new Map<number, number>();
  for (let at = 0; at < rows.length; at += columns) {
    for (const index of texts) {
      const text = rows[at + index] ?? Number.NaN;
      if (Number.isNaN(text)) continue;
      if (!indexOf.has(text)) indexOf.set(text, own.push(batch.texts[text] ?? '') - 1);
      rows[at + index] = indexOf.get(text) ?? Number.NaN;
    }
  }
  const length = own.reduce((sum, text) => sum + text.length, 0);
  return { count: to - from, rows, texts: own, bytes: rows.byteLength + 2 * length };
}
