import type { Load, Round } from '../../load/shapes.ts';
import { replay } from './arrivals.ts';
import type { CallSource } from './call-source.ts';
import type { ProjectedCall } from './dedicated.ts';
import type { ReplayedPlatform, Served } from './platform.ts';

/** A request that the platform would serve. */
export interface ReplayedCall extends ProjectedCall {
  readonly inProvisioned?: true;
}

/** A burst as the platform serves it. */
interface ReplayedBurst {
  readonly size: number;
  readonly environments: Set<object>;
  readonly calls: ReplayedCall[];
}

/** What the arrivals and demands of a phase give on the platform. */
export interface ReplayedPhase {
  readonly calls: readonly ReplayedCall[];
  /** Those that serve a request. */
  readonly environments: ReadonlySet<object>;
  readonly peakAlive: number;
  readonly coldStarts: number;
  readonly throttled: number;
  /** Of bursts only. */
  readonly bursts: readonly ReplayedBurst[];
}

/** Of at most `most` requests. The platform keeps its environments for the next phase. */
export function replayedPhase(
  platform: ReplayedPlatform,
  load: Load,
  { most, source }: { readonly most: number; readonly source: CallSource },
): ReplayedPhase {
  const calls: ReplayedCall[] = [];
  const bursts: ReplayedBurst[] = [];
  const environments = new Set<Served['environment']>();
  let [peakAlive, coldStarts, throttled] = [platform.alive, 0, 0];
  const send = (): number | undefined => {
    const served = platform.arrive(({ isColdStart, place }) => {
      const measured = source.next(isColdStart);
      const call: ReplayedCall = place === 'provisioned' ? { ...measured, inProvisioned: true } : measured;
      calls.push(call);
      bursts.at(-1)?.calls.push(call);
      return (call.initMs ?? 0) + call.callMs;
    });
    peakAlive = Math.max(peakAlive, platform.alive);
    if (served === undefined) throttled += 1;
    else {
      environments.add(served.environment);
      bursts.at(-1)?.environments.add(served.environment);
    }
    if (served?.isColdStart) coldStarts += 1;
    return served?.endsAtMs;
  };
  const receiver = {
    get nowMs() {
      return platform.nowMs;
    },
    get inFlight() {
      return platform.inFlight;
    },
    advanceTo: (atMs: number) => platform.advanceTo(atMs),
    drain: () => platform.drain(),
    send,
  };
  replay(load.shape === 'rounds' ? { ...load, rounds: noted(load.rounds, bursts) } : load, most, receiver);
  return { calls, environments, peakAlive, coldStarts, throttled, bursts };
}

/** The replay asks for a round when all calls of the one before have ended. */
function* noted(rounds: Iterable<Round>, bursts: ReplayedBurst[]): Generator<Round> {
  for (const round of rounds) {
    if (round.burst !== undefined) bursts.push({ size: round.size, environments: new Set(), calls: [] });
    yield round;
  }
}
