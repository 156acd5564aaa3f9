import { column, columns, type SampleBatch } from '../../loadgen/threads/sample-batch.ts';
import { optional } from '../../model/optional.ts';
import type { WorkerPhase } from '../../model/schema/client/workers.ts';
import { LatencyHistogram } from '../../stats/latency.ts';

/** What one worker did in one phase. */
export class WorkerPart {
  readonly target: string;
  private readonly place: Pick<WorkerPhase, 'phase' | 'repeat'>;
  private readonly planned: number | undefined;
  private readonly lag = new LatencyHistogram();
  private received = 0;
  private plannedStartMs = Number.POSITIVE_INFINITY;
  private achievedStartMs = Number.POSITIVE_INFINITY;
  /** By its end mark. */
  private sent: number | undefined;

  constructor(target: string, place: Pick<WorkerPhase, 'phase' | 'repeat'>, planned: number | undefined) {
    this.target = target;
    this.place = place;
    this.planned = planned;
  }

  add({ count, rows }: SampleBatch): void {
    this.received += count;
    for (let at = 0; at < count * columns; at += columns) {
      const intendedAtMs = rows[at + column.intendedAtMs] ?? Number.NaN;
      const sentAtMs = rows[at + column.sentAtMs] ?? Number.NaN;
      if (intendedAtMs < this.plannedStartMs) this.plannedStartMs = intendedAtMs;
      if (Number.isNaN(sentAtMs)) continue;
      if (sentAtMs < this.achievedStartMs) this.achievedStartMs = sentAtMs;
      this.lag.add(Math.max(0, sentAtMs - intendedAtMs));
    }
  }

  ended(samples: number): void {
    this.sent = samples;
  }

  get counts(): { readonly sent: number | undefined; readonly received: number } {
    return { sent: this.sent, received: this.received };
  }

  /** @param startMs when the load was to begin, if nothing of it came */
  finish(startMs: number): WorkerPhase {
    const lag = this.lag.summary();
    const began = Number.isFinite(this.plannedStartMs);
    return {
      ...this.place,
      plannedStartMs: began ? this.plannedStartMs : startMs,
      ...optional('achievedStartMs', Number.isFinite(this.achievedStartMs) ? this.achievedStartMs : undefined),
      ...optional('sendLagMs', lag && { ...optional('p50', lag.p50), ...optional('p99', lag.p99), max: lag.max }),
      ...optional('planned', this.planned),
      ...optional('sent', this.sent),
      received: this.received,
    };
  }
}
