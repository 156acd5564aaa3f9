// Not the package's index: that loads a WebAssembly module as well and takes four times as long.
import { constructorFromBucketSize } from 'hdr-histogram-js/dist/JsHistogramFactory.js';
import type { LatencySummary } from '../model/measures.ts';
import { fewestSamples, standardPercentiles } from '../text/percentiles.ts';
import { type AnsweredOf, rankOf } from './percentile.ts';

/** Significant digits of a percentile: it is at most 0.1% above the sample that it stands for. */
const significantDigits = 3;
/** Counts of 32 bits. */
const Histogram = constructorFromBucketSize(32);

/** The percentiles that a number of samples can support. */
export const supportedPercentiles = (count: number) =>
  standardPercentiles.filter(({ percent }) => count >= fewestSamples(percent));

/**
 * Durations in whole µs. The count is exact, and so are minimum, maximum and mean of what was added (rounded to µs);
 * percentiles come from an HDR histogram. Its memory depends on the highest duration, not on how many there are.
 */
export class LatencyHistogram {
  private readonly histogram = emptyHistogram();
  private minUs = Number.POSITIVE_INFINITY;
  private maxUs = Number.NEGATIVE_INFINITY;
  private sumUs = 0;

  /** @throws {RangeError} if the duration is negative, infinite or no number: a bug of whoever took the instants. */
  add(ms: number): void {
    const us = Math.round(ms * 1000);
    if (!Number.isSafeInteger(us) || us < 0) throw new RangeError(`a duration cannot be ${ms} ms`);
    this.histogram.recordValue(us);
    this.minUs = Math.min(this.minUs, us);
    this.maxUs = Math.max(this.maxUs, us);
    this.sumUs += us;
  }

  /** As if everything that was added to `other` had been added here: the only right way to join percentiles. */
  merge(other: LatencyHistogram): void {
    if (other.count === 0) return;
    this.histogram.add(other.histogram);
    this.minUs = Math.min(this.minUs, other.minUs);
    this.maxUs = Math.max(this.maxUs, other.maxUs);
    this.sumUs += other.sumUs;
  }

  get count(): number {
    return this.histogram.totalCount;
  }

  /**
   * Absent if nothing was added. A percentile that the samples cannot support is absent, and so is one above the answered share.
   * @param asked percentiles beside those of every latency
   */
  summary(answeredOf?: AnsweredOf, asked: readonly number[] = []): LatencySummary | undefined {
    if (this.count === 0) return undefined;
    return {
      count: this.count,
      min: this.minUs / 1000,
      mean: this.sumUs / this.count / 1000,
      ...this.supportedPercentiles(answeredOf),
      ...this.askedPercentiles(asked, answeredOf),
      max: this.maxUs / 1000,
    };
  }

  /**
   * HdrHistogram's own text (`.hgrm`), in ms: value, percentile, count and 1/(1-percentile) per line, five lines per halving
   * of the distance to 100%. Its values are upper ends of buckets.
   */
  distribution(): string {
    return this.histogram.outputPercentileDistribution(5, 1000);
  }

  private supportedPercentiles(answeredOf?: AnsweredOf): Partial<Pick<LatencySummary, StandardKey>> {
    return Object.fromEntries(
      supportedPercentiles(this.count).flatMap(({ key, percent }) => this.percentile(key, percent, answeredOf)),
    );
  }

  private askedPercentiles(
    asked: readonly number[],
    answeredOf?: AnsweredOf,
  ): Partial<Pick<LatencySummary, 'percentiles'>> {
    const supported = asked.filter((percent) => this.count >= fewestSamples(percent));
    const found = supported.flatMap((percent) => this.percentile(`p${percent}`, percent, answeredOf));
    return found.length === 0 ? {} : { percentiles: Object.fromEntries(found) };
  }

  private percentile(key: string, percent: number, answeredOf?: AnsweredOf): [string, number][] {
    const rank = rankOf(percent, this.count, answeredOf);
    return rank > this.count ? [] : [[key, this.msAt(rank)]];
  }

  /** The sample of this rank, from 1. The histogram answers with the upper end of a bucket, which may lie above the exact maximum. */
  private msAt(rank: number): number {
    const us = this.histogram.getValueAtPercentile((100 * (rank - 0.5)) / this.count);
    return Math.min(Math.max(us, this.minUs), this.maxUs) / 1000;
  }
}

type StandardKey = (typeof standardPercentiles)[number]['key'];

type Iterators = Pick<ReturnType<typeof emptyHistogram>, 'percentileIterator' | 'recordedValuesIterator'>;

/** Nothing is reported of an empty bucket. There are thousands, and the text needs five passes. */
function passOverEmptyBuckets(iterator: Iterators[keyof Iterators]): void {
  const step = iterator.incrementSubBucket.bind(iterator);
  iterator.incrementSubBucket = () => {
    const { histogram } = iterator;
    const last = histogram.countsArrayLength - 1;
    while (iterator.currentIndex < last && histogram.getCountAtIndex(iterator.currentIndex + 1) === 0)
      iterator.currentIndex += 1;
    step();
  };
}

/** Starts small and grows up to the highest duration that it meets; an hour needs 100 kB. */
function emptyHistogram() {
  const histogram = new Histogram(1, 2, significantDigits);
  histogram.autoResize = true;
  passOverEmptyBuckets(histogram.percentileIterator);
  passOverEmptyBuckets(histogram.recordedValuesIterator);
  return histogram;
}
