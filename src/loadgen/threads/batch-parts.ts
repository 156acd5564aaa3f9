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
  const collector = new RowCollector(most);
  const parts: SampleBatch[] = [];
  for (let row = 0; row < batch.count; row += 1) {
    collector.add(batch, row);
    if (collector.isFull || row === batch.count - 1) parts.push(collector.take());
  }
  return parts;
}

/** Makes a batch of rows of others, with the texts of these rows only. */
export class RowCollector {
  private readonly capacity: number;
  private rows: Float64Array<ArrayBuffer>;
  private own: string[] = [];
  private indexOf = new Map<string, number>();
  private collected = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.rows = new Float64Array(capacity * columns);
  }

  get count(): number {
    return this.collected;
  }

  get isFull(): boolean {
    return this.collected === this.capacity;
  }

  /** Only while it is not full. */
  add(from: Pick<SampleBatch, 'rows' | 'texts'>, row: number): void {
    const at = this.collected * columns;
    this.collected += 1;
    this.rows.set(from.rows.subarray(row * columns, (row + 1) * columns), at);
    for (const index of texts) {
      const text = this.rows[at + index] ?? Number.NaN;
      if (!Number.isNaN(text)) this.rows[at + index] = this.indexIn(from.texts[text] ?? '');
    }
  }

  /** What was collected; it is empty afterwards. */
  take(): SampleBatch {
    const { collected: count, own } = this;
    const rows = this.rows.slice(0, count * columns);
    this.collected = 0;
    this.own = [];
    this.indexOf = new Map();
    const length = own.reduce((sum, text) => sum + text.length, 0);
    return { count, rows, texts: own, bytes: rows.byteLength + 2 * length };
  }

  private indexIn(text: string): number {
    const known = this.indexOf.get(text);
    if (known !== undefined) return known;
    const index = this.own.push(text) - 1;
    this.indexOf.set(text, index);
    return index;
  }
}
