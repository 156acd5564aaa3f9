import type { Sample } from '../../model/sample.ts';
import type { Drawn, SeenInstance } from '../sections/lanes/lane-chart.ts';
import { isCold, isFailed } from '../sections/lanes/ranked.ts';
import { EveryNth } from '../selection/every-nth.ts';
import { Followed } from '../selection/followed.ts';

export interface ChosenSamples {
  readonly samples: readonly Sample[];
  /** Of all that were sent; absent if the samples are all. */
  readonly totals?: Drawn;
  /** Those that have answered one of the samples. */
  readonly instances: readonly SeenInstance[];
}

/**
 * A drawing is made several times a second on the machine that sends the load: it may cost a few milliseconds. There is no room
 * for the lanes of more instances.
 */
const most = { instances: 160, even: 600, followed: 400, notable: 100 };

type Seen = { -readonly [Key in Exclude<keyof SeenInstance, 'instanceId'>]: SeenInstance[Key] };

/**
 * Of the requests of one phase at one target, those that its lanes are drawn from while it runs. Their number is bounded, whatever
 * the load: of the instances that were seen first, evenly spaced requests, all requests of some instances, cold starts and failures.
 */
export class PhaseSamples {
  private readonly even = new EveryNth<Sample>(most.even);
  private readonly followed = new Followed<Sample>(most.followed);
  private readonly failed = new EveryNth<Sample>(most.notable);
  private readonly cold = new EveryNth<Sample>(most.notable);
  private readonly totals = { requests: 0, failed: 0, coldStarts: 0 };
  private readonly instances = new Map<string, Seen>();

  add(sample: Sample): void {
    if (sample.sentAtMs === undefined) return;
    const [failed, cold] = [isFailed(sample), isCold(sample)];
    this.totals.requests += 1;
    if (failed) this.totals.failed += 1;
    if (cold) this.totals.coldStarts += 1;
    const instanceId = sample.identity?.instanceId;
    if (instanceId !== undefined) {
      if (!this.see(instanceId, sample.sentAtMs, sample.completedAtMs)) return;
      this.followed.add('', instanceId, sample);
    }
    this.even.add('', sample);
    if (failed) this.failed.add('', sample);
    if (cold) this.cold.add('', sample);
  }

  chosen(): ChosenSamples {
    const even = this.even.kept();
    const instances = [...this.instances].map(([instanceId, seen]) => ({ instanceId, ...seen }));
    if (even.length === this.totals.requests) return { samples: even, instances };
    const samples = new Set([...even, ...this.followed.kept(), ...this.failed.kept(), ...this.cold.kept()]);
    return { samples: [...samples], totals: { ...this.totals }, instances };
  }

  /** @returns whether it is one of those that are drawn. */
  private see(instanceId: string, sentAtMs: number, completedAtMs: number): boolean {
    const seen = this.instances.get(instanceId);
    if (seen !== undefined) {
      seen.firstSeenAtMs = Math.min(seen.firstSeenAtMs, sentAtMs);
      seen.lastSeenAtMs = Math.max(seen.lastSeenAtMs, completedAtMs);
      seen.invocations += 1;
      return true;
    }
    if (this.instances.size >= most.instances) return false;
    const first = { firstSeenAtMs: sentAtMs, lastSeenAtMs: completedAtMs, invocations: 1, peakInFlight: 1 };
    this.instances.set(instanceId, first);
    return true;
  }
}
