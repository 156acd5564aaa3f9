import { type Random, seededRandom } from '../../model/random.ts';
import type { FeedSpec } from './request.ts';

/** What can be drawn: an entry of `requests`, whose requests stand in a row in the list of all. */
export interface Choice {
  readonly weight: number;
  /** Index of its first request. */
  readonly first: number;
  /** Whether it has a request for each row of the feed. */
  readonly takesRows: boolean;
}

export interface Choices {
  readonly choices: readonly Choice[];
  /** Of the feed. */
  readonly rows: number;
  readonly order: FeedSpec['order'];
}

interface Draw {
  readonly seed: number;
  /** Rows that earlier phases have taken. */
  readonly rowsTaken: number;
  readonly count: number;
}

/** So that requests are not drawn from the numbers that the gaps of arrivals are drawn from. */
const ownSequence = 0x51ed270b;

/**
 * The request of each number of a phase, as an index. The same seed gives every target the same requests. With the order `once` it is
 * shorter than asked for where the rows run out.
 */
export function pickRequests({ choices, rows, order }: Choices, { seed, rowsTaken, count }: Draw): Int32Array {
  const random = seededRandom(seed ^ ownSequence);
  const draw = drawing(choices, random);
  const indices = new Int32Array(count);
  let taken = rowsTaken;
  for (let k = 0; k < count; k += 1) {
    const { first, takesRows } = draw();
    if (takesRows && order === 'once' && taken >= rows) return indices.subarray(0, k);
    indices[k] = first + (takesRows ? (order === 'random' ? Math.floor(random() * rows) : taken % rows) : 0);
    if (takesRows) taken += 1;
  }
  return indices;
}

/** How many of the first `sent` picks have taken a row. */
export function rowsIn({ choices, rows }: Choices, indices: Int32Array, sent: number): number {
  const ranges = choices.filter(({ takesRows }) => takesRows).map(({ first }) => first);
  let count = 0;
  for (let k = 0; k < sent; k += 1) {
    const index = indices[k] ?? -1;
    if (ranges.some((first) => index >= first && index < first + rows)) count += 1;
  }
  return count;
}

function drawing(choices: readonly Choice[], random: Random): () => Choice {
  const [only] = choices;
  if (only === undefined) throw new Error('there is no request');
  if (choices.length === 1) return () => only;
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  return () => {
    let left = random() * total;
    for (const choice of choices) {
      left -= choice.weight;
      if (left < 0) return choice;
    }
    return only;
  };
}
