import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { TruthRecord } from '../../src/model/platform/programs.ts';
import type { SampleLine } from '../../src/model/sample-line.ts';
import { percentile } from '../../src/stats/percentile.ts';

interface Seen {
  readonly name: string;
  readonly atMs: number;
}

const everyMs = 5;

/** Looks into the samples of a run as they come, every 5 ms. Instants are ms since the epoch. */
export class SampleTail implements Disposable {
  private readonly file: string;
  private readonly timer: NodeJS.Timeout;
  private readonly pieces: { readonly text: string; readonly atMs: number }[] = [];
  private readonly buffer = Buffer.allocUnsafe(4 * 1024 * 1024);
  private descriptor: number | undefined;

  constructor(file: string) {
    this.file = file;
    this.timer = setInterval(() => this.look(), everyMs);
  }

  /** Each sample, and when it was first seen on disk. */
  seen(): Seen[] {
    this.look();
    let rest = '';
    return this.pieces.flatMap(({ text, atMs }) => {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      return lines.map((line) => ({ name: nameOf(JSON.parse(line) as SampleLine), atMs }));
    });
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
    if (this.descriptor !== undefined) closeSync(this.descriptor);
  }

  private look(): void {
    if (this.descriptor === undefined && !existsSync(this.file)) return;
    this.descriptor ??= openSync(this.file, 'r');
    const bytes = readSync(this.descriptor, this.buffer);
    const atMs = performance.timeOrigin + performance.now();
    if (bytes > 0) this.pieces.push({ text: this.buffer.toString('utf8', 0, bytes), atMs });
  }
}

/** From the instant at which the server had answered, to that at which the sample was seen on disk. */
export function delaysOf(seen: readonly Seen[], records: readonly TruthRecord[]): number[] {
  const answeredAtMs = new Map(records.map((record) => [nameOf(record), record.readAtMs + record.heldMs]));
  return seen.flatMap(({ name, atMs }) => {
    const fromMs = answeredAtMs.get(name);
    return fromMs === undefined ? [] : [atMs - fromMs];
  });
}

export function percentilesOf(values: readonly number[]): string {
  const ascending = Float64Array.from(values).sort();
  return [50, 99].map((p) => `p${p} ${percentile(ascending, p)?.toFixed(0)} ms`).join(', ');
}

const nameOf = ({ instanceId, invocationId }: { instanceId?: string; invocationId?: number }) =>
  `${instanceId} ${invocationId}`;
