import type { Sample } from '../../model/sample.ts';

/** The samples of one run, on the clock of all runs, in the order in which it recorded them. */
export type SampleStream = AsyncIterable<readonly Sample[]>;

/**
 * The samples of all runs: stage after stage, burst after burst, and within each in the order of completion, as one run records them.
 * @param stageOf the place of a sample's stage among all of them
 */
export async function* inOrder(
  streams: readonly SampleStream[],
  stageOf: (sample: Sample) => number,
): AsyncGenerator<{ readonly sample: Sample; readonly run: number }> {
  const heads = await Promise.all(streams.map((stream) => Head.of(stream)));
  for (;;) {
    const run = earliest(heads, stageOf);
    const head = heads[run];
    if (head?.sample === undefined) return;
    yield { sample: head.sample, run };
    if (!head.advance()) await head.refill();
  }
}

function earliest(heads: readonly Head[], stageOf: (sample: Sample) => number): number {
  let first = -1;
  for (const [index, { sample }] of heads.entries()) {
    if (sample === undefined) continue;
    const best = heads[first]?.sample;
    if (best === undefined || precedes(sample, best, stageOf)) first = index;
  }
  return first;
}

function precedes(a: Sample, b: Sample, stageOf: (sample: Sample) => number): boolean {
  const stages = stageOf(a) - stageOf(b);
  if (stages !== 0) return stages < 0;
  const bursts = (a.burst ?? 0) - (b.burst ?? 0);
  return bursts === 0 ? a.completedAtMs < b.completedAtMs : bursts < 0;
}

/** Where one stream is. */
class Head {
  private readonly batches: AsyncIterator<readonly Sample[]>;
  private batch: readonly Sample[] = [];
  private at = 0;

  static async of(stream: SampleStream): Promise<Head> {
    const head = new Head(stream);
    await head.refill();
    return head;
  }

  private constructor(stream: SampleStream) {
    this.batches = stream[Symbol.asyncIterator]();
  }

  /** Undefined at the end. */
  get sample(): Sample | undefined {
    return this.batch[this.at];
  }

  /** @returns false at the end of what is in memory */
  advance(): boolean {
    this.at += 1;
    return this.at < this.batch.length;
  }

  async refill(): Promise<void> {
    do {
      const { value, done } = await this.batches.next();
      [this.batch, this.at] = [done ? [] : value, 0];
      if (done) return;
    } while (this.batch.length === 0);
  }
}
