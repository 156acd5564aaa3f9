import { HandlerMeters, type MeteredTime } from '../../billing/estimate.ts';
import type { PeakScan, ResourceScan } from '../../launch/meters/memory-meter.ts';
import type { ReferenceReadings } from '../../launch/meters/reference-loop.ts';
import type { PlatformAccount, StartedTarget } from '../../launch/running-target.ts';
import type { Phase } from '../../load/phases.ts';
import type { PlatformIdentity } from '../../model/identity.ts';
import type { Measures } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import type { DeployedTarget } from '../../model/platform/deployed.ts';
import type { PackageSize } from '../../model/platform/package-size.ts';
import type { BackendStats } from '../../model/platform/programs.ts';
import type { NotMeasured } from '../../model/run-result.ts';
import type { Sample } from '../../model/sample.ts';
import type { BySize } from '../../model/schema/by-size.ts';
import type { ClientHealth } from '../../model/schema/client/client-health.ts';
import type { WorkerResult } from '../../model/schema/client/workers.ts';
import type { MemoryPeak } from '../../model/schema/memory.ts';
import type { Probe } from '../../model/schema/probe.ts';
import type { Warmed } from '../../model/schema/warmed.ts';
import type { LoneTime } from '../../stats/instances/lone-calls.ts';
import { MeasuresAccumulator } from '../../stats/measures.ts';
import { RequestSplit } from '../../stats/parts/by-request.ts';
import type { ScheduledPhase } from '../../stats/schedule-kept.ts';
import { SendSpread } from '../../stats/spread.ts';
import type { TargetSpec } from '../../target-kinds/target-kinds.ts';

/** Totals of a set of samples. */
export class Tally {
  private readonly measures: MeasuresAccumulator;
  private readonly meters = new HandlerMeters();

  /** @param asked percentiles beside those of every latency */
  constructor(asked: readonly number[] = []) {
    this.measures = new MeasuresAccumulator(asked);
  }

  add(sample: Sample): void {
    this.measures.add(sample);
    this.meters.add(sample);
  }

  name(sample: Sample): void {
    this.measures.name(sample);
  }

  /** Adds the samples of `other`, which must all belong to a later phase. */
  merge(other: Tally): void {
    this.measures.merge(other.measures);
    this.meters.merge(other.meters);
  }

  finish(): Tallied {
    return {
      measures: this.measures.finish(),
      ...optional('byPlatform', this.measures.finishByPlatform()),
      metered: this.meters.finish(),
      inFlightMs: this.measures.totalInFlightMs,
      bytes: this.measures.totalBytes,
      loneTime: this.measures.loneTime,
    };
  }
}

export interface Tallied {
  readonly measures: Measures;
  /** The same totals with the platform's names of the instances. */
  readonly byPlatform?: Measures;
  /** Measurements that the handlers report. */
  readonly metered: MeteredTime;
  /** The time of all requests in flight. */
  readonly inFlightMs: number;
  /** Of all responses. */
  readonly bytes: number;
  /** Of answered requests with no other one in flight. */
  readonly loneTime: LoneTime;
}

/** One phase of one repeat at a target. */
export interface ObservedPhase extends ScheduledPhase {
  readonly phase: Phase;
  readonly repeat: number;
  readonly warmed?: Warmed;
  readonly bySize?: BySize;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly tally: Tally;
}

/** One repeat of a target: start, load, stop. */
export interface ObservedRepeat {
  readonly startupMs?: number;
  readonly enforced?: StartedTarget['enforced'];
  readonly idle?: MemoryPeak;
  readonly peak?: MemoryPeak;
  readonly fullest?: PeakScan | undefined;
  readonly scans?: readonly ResourceScan[];
  readonly serverCpuMs?: number;
  /** Of a target that runs on this machine. */
  readonly reference?: ReferenceReadings;
  /** By the names of the services. */
  readonly downstream?: Readonly<Record<string, BackendStats>>;
  readonly health: Omit<ClientHealth, 'sendSpreadMs' | 'sendSpread' | 'sendLagMs' | 'workers'>;
  /** Omitted if the platform has no records. */
  readonly account?: PlatformAccount;
  readonly notMeasured: readonly NotMeasured[];
}

/** What is known of a target before the run. */
interface KnownBefore {
  readonly deployed?: DeployedTarget | undefined;
  readonly probe?: Probe | undefined;
  readonly package?: PackageSize | undefined;
  /** As `Observation.percentiles`. */
  readonly percentiles?: readonly number[];
}

/** The observations of one target over all repeats. Samples are not kept; memory is bounded by the number of environments. */
export class Observation {
  readonly target: TargetSpec;
  /** The completed phases. */
  readonly tally: Tally;
  /** Percentiles that the scenario asks for, beside those of every latency. */
  readonly percentiles: readonly number[];
  readonly spread = new SendSpread();
  readonly byRequest = new RequestSplit();
  readonly phases: ObservedPhase[] = [];
  readonly repeats: ObservedRepeat[] = [];
  /** By request id: environments that the platform's log named after the load. */
  readonly named = new Map<string, PlatformIdentity>();
  /** Why the recorded samples are without these names. */
  unnamed: string | undefined;
  /** One request ID per instance, which joins its responses to the platform's records. */
  readonly requestOf = new Map<string, string>();
  url: string | undefined;
  /** Facts from the Lambda API about a deployed function, read before the run. */
  readonly deployed: DeployedTarget | undefined;
  readonly probe: Probe | undefined;
  readonly package: PackageSize | undefined;
  failure: string | undefined;
  /** Those that fired, where several machines did. */
  workers: readonly WorkerResult[] | undefined;
  /** Errors of its function, each once. */
  readonly functionErrors = new Set<string>();
  /** Repeats with a complete load. */
  completed = 0;
  /** Rows of the feed that its requests have taken. */
  rowsTaken = 0;

  constructor(target: TargetSpec, known: KnownBefore = {}) {
    const { percentiles = [] } = known;
    this.target = target;
    this.percentiles = percentiles;
    this.tally = new Tally(percentiles);
    this.deployed = known.deployed;
    this.probe = known.probe;
    this.package = known.package;
  }

  note(sample: Sample): void {
    this.spread.add(sample);
    this.byRequest.add(sample);
    this.noteRequest(sample);
  }

  /** Samples that a log named after the load, in order of completion. */
  name(samples: readonly Sample[]): void {
    for (const sample of samples) {
      this.tally.name(sample);
      this.phases
        .find(({ phase, repeat }) => phase.name === sample.phase && repeat === sample.repeat)
        ?.tally.name(sample);
      this.noteRequest(sample);
      if (sample.requestId !== undefined && sample.platform) this.named.set(sample.requestId, sample.platform);
    }
  }

  private noteRequest(sample: Sample): void {
    if (sample.requestId === undefined) return;
    for (const id of [sample.identity?.instanceId, sample.platform?.environmentId])
      if (id !== undefined && !this.requestOf.has(id)) this.requestOf.set(id, sample.requestId);
  }

  /**
   * The totals, with the names of instances from one source for the whole load: the responses, if any of them names one; else the
   * platform. A mixture would count an instance twice.
   */
  identified(tallied: Tallied): Tallied {
    const { environments } = this.tally.finish().measures;
    return environments.list.length > 0 || tallied.byPlatform === undefined
      ? tallied
      : { ...tallied, measures: tallied.byPlatform };
  }

  /** Undefined if one of them is incomplete: a partial sum would look like a complete one. */
  get accounts(): PlatformAccount[] {
    const accounts = this.repeats.flatMap(({ account }) => account ?? []);
    return accounts.some(({ incomplete }) => incomplete !== undefined) ? [] : accounts;
  }
}
