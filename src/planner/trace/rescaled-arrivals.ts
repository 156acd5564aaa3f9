import { UserError } from '../../model/errors.ts';
import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import { type Random, seededRandom } from '../../model/random.ts';
import { count } from '../../text/format.ts';

/**
 * `independent`: more users, so that copies of the record are moved by up to half a minute each. `together`: more of what arrives at each
 * instant, as of a schedule that all share. Below the recorded rate both leave requests out at random.
 */
type Growth = 'independent' | 'together';

/** Copies keep the shape of a record over minutes, and not its instants. */
const movedByMs = 60_000;
const mostArrivals = 20_000_000;

interface Rescaling {
  readonly factor: number;
  readonly growth: Growth;
  readonly seed: number;
}

/**
 * A record at a multiple of its rate. Each copy of a request takes the time of that request; inits are those of another load, so they are left out.
 * @throws {UserError} `plan-invalid` for more requests than can be planned with
 */
export function rescaledArrivals(recorded: RecordedArrivals, { factor, growth, seed }: Rescaling): RecordedArrivals {
  const { atMs, callMs, spanMs, source } = recorded;
  if (atMs.length * factor > mostArrivals) throw tooMany(recorded, factor);
  const random = seededRandom(seed);
  const taken = copiesOf(recorded, { factor, growth }, random);
  const order = Uint32Array.from(taken.atMs.keys()).sort((a, b) => (taken.atMs[a] ?? 0) - (taken.atMs[b] ?? 0));
  return {
    source: `${source}, at ${Number(factor.toPrecision(3))} times their rate`,
    atMs: Float64Array.from(order, (index) => taken.atMs[index] ?? 0),
    spanMs,
    ...(callMs && { callMs: Float64Array.from(order, (index) => callMs[taken.of[index] ?? 0] ?? 0) }),
  };
}

interface Copies {
  readonly atMs: readonly number[];
  /** Which request of the record each is a copy of. */
  readonly of: readonly number[];
}

function copiesOf(
  { atMs, spanMs }: RecordedArrivals,
  { factor, growth }: Omit<Rescaling, 'seed'>,
  random: Random,
): Copies {
  const copies: { atMs: number[]; of: number[] } = { atMs: [], of: [] };
  // A pass through the record ends one gap after its last request.
  const roundMs = Math.max(spanMs, (spanMs * atMs.length) / Math.max(1, atMs.length - 1));
  for (let copy = 0; copy < Math.ceil(factor); copy += 1) {
    const share = Math.min(1, factor - copy);
    const moved = copy === 0 || growth === 'together' ? 0 : random() * Math.min(movedByMs, spanMs);
    for (let index = 0; index < atMs.length; index += 1) {
      if (share < 1 && random() >= share) continue;
      copies.atMs.push(around((atMs[index] ?? 0) + moved, roundMs));
      copies.of.push(index);
    }
  }
  return copies;
}

/** What is moved beyond the end of a round begins it. */
const around = (atMs: number, roundMs: number): number => (atMs >= roundMs ? atMs - roundMs : atMs);

const tooMany = ({ source, atMs }: RecordedArrivals, factor: number): UserError =>
  new UserError(
    'plan-invalid',
    `${source}: ${count(atMs.length * factor)} requests at ${Number(factor.toPrecision(3))} times their rate; expected at most ${count(mostArrivals)}`,
    { hint: 'take a part of the record, or state `demand.average` and `demand.peak` without it' },
  );

/** A record whose requests all arrive at one instant has no rate. */
export const recordedPerSecond = ({ atMs, spanMs }: RecordedArrivals): number | undefined =>
  spanMs > 0 ? (atMs.length / spanMs) * 1000 : undefined;
