import type { Load } from '../../load/shapes.ts';
import { replay } from './arrivals.ts';
import type { CallSource } from './call-source.ts';
import type { ProjectedCall } from './dedicated.ts';
import type { ReplayedPlatform, Served } from './platform.ts';

/** A request that the platform would serve. */
export interface ReplayedCall extends ProjectedCall {
  readonly inProvisioned?: true;
}

/** What the arrivals and demands of a phase give on the platform. */
export interface ReplayedPhase {
  readonly calls: readonly ReplayedCall[];
  /** Those that serve a request. */
  readonly environments: ReadonlySet<object>;
  readonly peakAlive: number;
  readonly coldStarts: number;
  readonly throttled: number;
}

/** Of at most `most` requests. The platform keeps its environments for the next phase. */
export function replayedPhase(
  platform: ReplayedPlatform,
  load: Load,
  { most, source }: { readonly most: number; readonly source: CallSource },
): ReplayedPhase {
  const calls: ReplayedCall[] = [];
  const environments = new Set<Served['environment']>();
  let [peakAlive, coldStarts, throttled] = [platform.alive, 0, 0];
  const send = (): number | undefined => {
    const served = platform.arrive(({ isColdStart, place }) => {
      const call = source.next(isColdStart);
      calls.push(place === 'provisioned' ? { ...call, inProvisioned: true } : call);
      return (call.initMs ?? 0) + call.callMs;
    });
    peakAlive = Math.max(peakAlive, platform.alive);
    if (served === undefined) throttled += 1;
    else environments.add(served.environment);
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
  replay(load, most, receiver);
  return { calls, environments, peakAlive, coldStarts, throttled };
}
