import { seededRandom } from '../../src/model/random.ts';
import { LatencyHistogram } from '../../src/stats/latency.ts';

export interface TreePlan {
  readonly leaves: number;
  /** Histograms that one merger takes. */
  readonly fanIn: number;
  readonly samplesPerLeaf: number;
}

export interface MergedTree {
  readonly levels: number;
  /** Of the first leaf on the wire: its buckets that are not empty, each with its number and its count in 4 bytes. */
  readonly bytes: number;
  readonly mergeMs: number;
  /** Whether the root is the histogram of the union. */
  readonly isExact: boolean;
  readonly p99: number;
  /** What tools that average percentiles would report. */
  readonly averagedP99: number;
}

/** Histograms of leaves, merged level by level; a tenth of the leaves see a slow server. */
export function mergeTree({ leaves, fanIn, samplesPerLeaf }: TreePlan): MergedTree {
  const union = new LatencyHistogram();
  const buckets = new Set<number>();
  let level = Array.from({ length: leaves }, (_, leaf) => {
    const histogram = new LatencyHistogram();
    const next = seededRandom(leaf + 1);
    const slow = leaf % 10 === 0 ? 5 : 1;
    for (let sample = 0; sample < samplesPerLeaf; sample += 1) {
      const ms = Math.round(slow * (5000 + 45_000 * next() ** 4)) / 1000;
      histogram.add(ms);
      if (leaf === 0) buckets.add(bucketOf(Math.round(ms * 1000)));
      union.add(ms);
    }
    return histogram;
  });
  const p99s = level.map((histogram) => histogram.summary()?.p99 ?? Number.NaN);
  let [levels, merges] = [0, 0];
  const startedAtMs = performance.now();
  while (level.length > 1) {
    levels += 1;
    level = Array.from({ length: Math.ceil(level.length / fanIn) }, (_, at) => {
      const merged = new LatencyHistogram();
      for (const one of level.slice(at * fanIn, (at + 1) * fanIn)) {
        merged.merge(one);
        merges += 1;
      }
      return merged;
    });
  }
  const mergeMs = (performance.now() - startedAtMs) / merges;
  const [root] = level;
  return {
    ...{ levels, bytes: buckets.size * bytesPerBucket, mergeMs },
    isExact: root?.distribution() === union.distribution() && root.count === union.count,
    p99: union.summary()?.p99 ?? Number.NaN,
    averagedP99: p99s.reduce((sum, p99) => sum + p99, 0) / p99s.length,
  };
}

const bytesPerBucket = 8;

/** Of an HDR histogram with three significant digits: 2048 buckets for each power of two above them. */
function bucketOf(us: number): number {
  const shift = Math.max(0, Math.floor(Math.log2(Math.max(1, us))) - 10);
  return shift * 4096 + Math.floor(us / 2 ** shift);
}
