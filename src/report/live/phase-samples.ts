import type { Sample } from '../../model/sample.ts';
import type { Drawn } from '../sections/lanes/lane-chart.ts';
import { isCold, isFailed } from '../sections/lanes/ranked.ts';
import { EveryNth } from '../selection/every-nth.ts';
import { Followed } from '../selection/followed.ts';

export interface ChosenSamples {
  readonly samples: readonly Sample[];
  /** Of all that were sent; absent if the samples are all. */
  readonly totals?: Drawn;
}

/** A frame is drawn several times a second on the machine that sends the load: it may cost a few milliseconds. */
const most = { even: 1200, followed: 600, notable: 300 };

/**
 * Of the requests of one phase at one target, those that its lanes are drawn from while it runs. Their number is bounded, whatever
 * the load: evenly spaced requests, all requests of some instances, cold starts and failures, as for the page of a large run.
 */
export class PhaseSamples {
  private readonly even = new EveryNth<Sample>(most.even);
  private readonly followed = new Followed<Sample>(most.followed);
  private readonly failed = new EveryNth<Sample>(most.notable);
  private readonly cold = new EveryNth<Sample>(most.notable);
  private readonly totals = { requests: 0, failed: 0, coldStarts: 0 };

  add(sample: Sample): void {
    if (sample.sentAtMs === undefined) return;
    this.totals.requests += 1;
    this.even.add('', sample);
    if (sample.identity !== undefined) this.followed.add('', sample.identity.instanceId, sample);
    if (isFailed(sample)) {
      this.totals.failed += 1;
      this.failed.add('', sample);
    }
    if (isCold(sample)) {
      this.totals.coldStarts += 1;
      this.cold.add('', sample);
    }
  }

  chosen(): ChosenSamples {
    const even = this.even.kept();
    if (even.length === this.totals.requests) return { samples: even };
    const samples = new Set([...even, ...this.followed.kept(), ...this.failed.kept(), ...this.cold.kept()]);
    return { samples: [...samples], totals: { ...this.totals } };
  }
}
