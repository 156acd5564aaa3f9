import type { LatencySplit } from '../model/measures.ts';
import { optional } from '../model/optional.ts';
import { coldStartOf, type Sample } from '../model/sample.ts';
import { LatencyHistogram } from './latency.ts';
import type { AnsweredOf } from './percentile.ts';

/** One duration of every answered request: of all, of those known to be cold starts, of those known not to be. */
export class SplitLatency {
  private readonly all = new LatencyHistogram();
  private readonly cold = new LatencyHistogram();
  private readonly warm = new LatencyHistogram();

  /** An answer that did not say whether it was a cold start is in neither part. */
  add(ms: number, sample: Sample): void {
    this.all.add(ms);
    this.addPart(ms, sample);
  }

  /** A duration that is in `all` already, once it is known whether its request was a cold start. */
  addPart(ms: number, sample: Sample): void {
    const coldStart = coldStartOf(sample);
    if (coldStart === true) this.cold.add(ms);
    if (coldStart === false) this.warm.add(ms);
  }

  merge(other: SplitLatency): void {
    this.all.merge(other.all);
    this.cold.merge(other.cold);
    this.warm.merge(other.warm);
  }

  /** A request without an answer is in neither part: it counts in both in proportion. */
  finish(answered: AnsweredOf, asked: readonly number[] = []): LatencySplit {
    return {
      ...optional('all', this.all.summary(answered, asked)),
      ...optional('cold', this.cold.summary(answered, asked)),
      ...optional('warm', this.warm.summary(answered, asked)),
    };
  }
}
