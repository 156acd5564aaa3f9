import { HandlerMeters, type MeteredTime } from '../../billing/estimate.ts';
import type { OwnPlatform, PlatformAccount } from '../../launch/running-target.ts';
import type { Phase } from '../../load/phases.ts';
import type { Measures } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import type { DeployedTarget } from '../../model/platform/deployed.ts';
import type { BackendStats } from '../../model/platform/programs.ts';
import type { ClientHealth, MemoryPeak, NotMeasured } from '../../model/run-result.ts';
import type { Sample } from '../../model/sample.ts';
import { MeasuresAccumulator } from '../../stats/measures.ts';
import type { ScheduledPhase } from '../../stats/schedule-kept.ts';
import { SendSpread } from '../../stats/spread.ts';
import type { TargetSpec } from '../../target-kinds/target-kinds.ts';

/** What is added up of a set of samples. */
export class Tally {
  private readonly measures = new MeasuresAccumulator();
  private readonly meters = new HandlerMeters();

  add(sample: Sample): void {
    this.measures.add(sample);
    this.meters.add(sample);
  }

  /** As if the samples of `other`, all of a later phase, had been added here. */
  merge(other: Tally): void {
    this.measures.merge(other.measures);
    this.meters.merge(other.meters);
  }

  finish(): Tallied {
    return {
      measures: this.measures.finish(),
      ...optional('byPlatform', this.measures.finishByPlatform()),
      metered: this.meters.finish(),
    };
  }
}

export interface Tallied {
  readonly measures: Measures;
  /** The same with the instances as the platform names them, where it does. */
  readonly byPlatform?: Measures;
  /** What the handlers told of themselves. */
  readonly metered: MeteredTime;
}

/** One phase as it was fired at a target. */
export interface ObservedPhase extends ScheduledPhase {
  readonly phase: Phase;
  readonly repeat: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly tallied: Tallied;
}

/** One life of a target: started, loaded, stopped. */
export interface ObservedRepeat {
  readonly startupMs?: number;
  readonly enforced?: OwnPlatform['enforced'];
  readonly idle?: MemoryPeak;
  readonly peak?: MemoryPeak;
  readonly serverCpuMs?: number;
  readonly downstream?: BackendStats;
  readonly health: Omit<ClientHealth, 'sendSpreadMs' | 'sendSpread' | 'sendLagMs'>;
  /** Absent where the platform gives no account. */
  readonly account?: PlatformAccount;
  readonly notMeasured: readonly NotMeasured[];
}

/** All that was seen of one target, over all repeats. Samples pass through; what stays is bounded by the environments. */
export class Observation {
  readonly target: TargetSpec;
  /** Of the phases that have ended. */
  readonly tally = new Tally();
  readonly spread = new SendSpread();
  readonly phases: ObservedPhase[] = [];
  readonly repeats: ObservedRepeat[] = [];
  /** One request of each instance: the way from its answers to the platform's records. */
  readonly requestOf = new Map<string, string>();
  url: string | undefined;
  /** Of a deployed function: what the Lambda API told before the run. */
  readonly deployed: DeployedTarget | undefined;
  failure: string | undefined;
  /** Repeats whose load was fired to its end. */
  completed = 0;

  constructor(target: TargetSpec, deployed?: DeployedTarget) {
    this.target = target;
    this.deployed = deployed;
  }

  note(sample: Sample): void {
    this.spread.add(sample);
    if (sample.requestId === undefined) return;
    for (const id of [sample.identity?.instanceId, sample.platform?.environmentId])
      if (id !== undefined && !this.requestOf.has(id)) this.requestOf.set(id, sample.requestId);
  }

  /**
   * What was added up, with the instances by one source of names for all of the load: the answers, if any of them named one; else the
   * platform. Names of both would count an instance twice.
   */
  identified(tallied: Tallied): Tallied {
    const { environments } = this.tally.finish().measures;
    return environments.distinct > 0 || tallied.byPlatform === undefined
      ? tallied
      : { ...tallied, measures: tallied.byPlatform };
  }

  /** None if one of them is not all: sums of a part would look like those of the whole. */
  get accounts(): PlatformAccount[] {
    const accounts = this.repeats.flatMap(({ account }) => account ?? []);
    return accounts.some(({ incomplete }) => incomplete !== undefined) ? [] : accounts;
  }
}
