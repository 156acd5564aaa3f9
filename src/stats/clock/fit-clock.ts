/** One round trip: the local clock before and after, and the remote clock at an instant in between. */
export interface ClockProbe {
  readonly sentMs: number;
  readonly remoteMs: number;
  readonly receivedMs: number;
}

/** A remote clock beside the local one. Instants are local. */
export interface ClockFit {
  /** Between these two instants, the offset is known within `boundMs`. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** The remote clock minus the local one, at `fromMs`. */
  readonly offsetMs: number;
  readonly boundMs: number;
  /** By how much the remote clock gains, in millionths; true within `driftBoundPpm`. */
  readonly driftPpm: number;
  readonly driftBoundPpm: number;
  readonly probes: number;
  readonly leastRoundTripMs: number;
}

/**
 * Two crystals are off by up to 100 ppm each, and the kernel slews a clock by up to 500 ppm (adjtimex(2)): two clocks differ by no
 * more than this. A few probes in a row bound the drift less.
 */
const mostDriftPpm = 1200;

/**
 * A line through the shortest round trip of the first third of the time, and that of the last. The remote clock was read somewhere in
 * a round trip, so its middle is wrong by no more than half of it, however the delay is divided between there and back. A clock that
 * runs evenly is therefore within `boundMs`; where a probe shows that it does not, the bound is as wide as that probe requires.
 * @param probes in the order of their sends; undefined of none
 */
export function fitClock(probes: readonly ClockProbe[]): ClockFit | undefined {
  const readings = probes.map(readingOf);
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const thirdMs = (last.atMs - first.atMs) / 3;
  const early = surest(readings.filter(({ atMs }) => atMs <= first.atMs + thirdMs));
  const late = surest(readings.filter(({ atMs }) => atMs >= last.atMs - thirdMs));
  const line = lineThrough(early, late);
  return {
    ...line,
    // Not spread into arguments: a day has more probes than the stack takes.
    boundMs: readings.reduce((boundMs, reading) => Math.max(boundMs, refutedBy(reading, line)), line.boundMs),
    probes: probes.length,
    leastRoundTripMs: probes.reduce(
      (least, { sentMs, receivedMs }) => Math.min(least, receivedMs - sentMs),
      Number.POSITIVE_INFINITY,
    ),
  };
}

/** @param atMs local; outside of the probed time, the bound grows with what is not known of the drift */
export function offsetAt(fit: Line, atMs: number): { readonly offsetMs: number; readonly boundMs: number } {
  const outsideMs = Math.max(0, fit.fromMs - atMs, atMs - fit.untilMs);
  return {
    offsetMs: fit.offsetMs + (atMs - fit.fromMs) * fit.driftPpm * 1e-6,
    boundMs: fit.boundMs + outsideMs * fit.driftBoundPpm * 1e-6,
  };
}

type Line = Pick<ClockFit, 'fromMs' | 'untilMs' | 'offsetMs' | 'boundMs' | 'driftPpm' | 'driftBoundPpm'>;

/** The offset at the middle of a round trip. */
interface Reading {
  readonly atMs: number;
  readonly offsetMs: number;
  readonly boundMs: number;
}

function readingOf({ sentMs, remoteMs, receivedMs }: ClockProbe): Reading {
  const atMs = (sentMs + receivedMs) / 2;
  // The clocks may also drift apart between the middle and the instant of the reading.
  const boundMs = ((receivedMs - sentMs) / 2) * (1 + mostDriftPpm * 1e-6);
  return { atMs, offsetMs: remoteMs - atMs, boundMs };
}

const surest = (readings: readonly Reading[]): Reading =>
  readings.reduce((best, reading) => (reading.boundMs < best.boundMs ? reading : best));

function lineThrough(early: Reading, late: Reading): Line {
  const spanMs = late.atMs - early.atMs;
  const driftPpm = ((late.offsetMs - early.offsetMs) / spanMs) * 1e6;
  const driftBoundPpm = ((early.boundMs + late.boundMs) / spanMs) * 1e6;
  const [lowest, highest] = [
    Math.max(driftPpm - driftBoundPpm, -mostDriftPpm),
    Math.min(driftPpm + driftBoundPpm, mostDriftPpm),
  ];
  if (spanMs > 0 && (driftBoundPpm < mostDriftPpm || lowest > highest)) {
    const boundMs = Math.max(early.boundMs, late.boundMs);
    return { fromMs: early.atMs, untilMs: late.atMs, offsetMs: early.offsetMs, boundMs, driftPpm, driftBoundPpm };
  }
  const { atMs, offsetMs, boundMs } = surest([early, late]);
  const drift = spanMs > 0 ? { driftPpm: (lowest + highest) / 2, driftBoundPpm: (highest - lowest) / 2 } : unknownDrift;
  return { fromMs: atMs, untilMs: atMs, offsetMs, boundMs, ...drift };
}

const unknownDrift = { driftPpm: 0, driftBoundPpm: mostDriftPpm };

/** The bound that a reading requires with which the line cannot agree; 0 if it agrees. */
function refutedBy({ atMs, offsetMs, boundMs }: Reading, line: Line): number {
  const at = offsetAt(line, atMs);
  const apartMs = Math.abs(at.offsetMs - offsetMs);
  return apartMs > boundMs + at.boundMs ? apartMs + boundMs : 0;
}
