import type { LatencySplit, Measures } from '../model/measures.ts';
import { optional } from '../model/optional.ts';
import { responseTimeMs, type Sample, serviceTimeMs, timeToFirstByteMs } from '../model/sample.ts';
import { CompletionOrder } from './completion-order.ts';
import { InstanceCounts } from './instances/environments.ts';
import { LoneCalls, type LoneTime } from './instances/lone-calls.ts';
import { PeakOverlap } from './instances/peak-overlap.ts';
import { SplitLatency } from './latency-split.ts';
import type { AnsweredOf } from './percentile.ts';
import { answeredOf, RequestCounter } from './request-counts.ts';

/**
 * What samples tell, in memory that depends on the environments and on the requests in flight, not on the number of
 * samples. They come in order of their completion, give or take 2,000 places. Every metric is defined in
 * `docs/metrics.md`.
 */
export class MeasuresAccumulator {
  private readonly requests = new RequestCounter();
  private readonly instances = new InstanceCounts('answers');
  private readonly platformInstances = new InstanceCounts('platform');
  private readonly serviceTime = new SplitLatency();
  private readonly responseTime = new SplitLatency();
  private readonly firstByte = new SplitLatency();
  private bytes = 0;
  private readonly asked: readonly number[];
  private readonly inFlight = new PeakOverlap();
  private readonly lone = new LoneCalls();
  /** Of what was merged. */
  private peakInFlight = 0;
  /** Whole, so that the sum is the same in any order. */
  private inFlightUs = 0;
  private readonly inOrder = new CompletionOrder<Sample>((sample) => this.addInOrder(sample));

  /** @param asked percentiles beside those of every latency */
  constructor(asked: readonly number[] = []) {
    this.asked = asked;
  }

  add(sample: Sample): void {
    this.requests.add(sample);
    this.bytes += sample.bytes;
    if (sample.sentAtMs !== undefined) this.inFlightUs += usOf(sample.completedAtMs - sample.sentAtMs);
    this.addLatency(sample);
    this.inOrder.add(sample);
  }

  /** A sample that was added without the platform's name of its instance, now with it. These come in order of completion. */
  name(sample: Sample): void {
    this.requests.named(sample);
    this.platformInstances.add(sample);
    const serviceMs = serviceTimeMs(sample);
    if (sample.outcome.kind !== 'answered' || serviceMs === undefined) return;
    this.serviceTime.addPart(serviceMs, sample);
    this.responseTime.addPart(responseTimeMs(sample), sample);
    const firstMs = timeToFirstByteMs(sample);
    if (firstMs !== undefined) this.firstByte.addPart(firstMs, sample);
  }

  /**
   * Adds everything of `other`. Requests of the two must not overlap, so that the peak of both is the
   * higher one.
   */
  merge(other: MeasuresAccumulator): void {
    this.inOrder.flush();
    other.inOrder.flush();
    this.requests.merge(other.requests);
    this.instances.merge(other.instances);
    this.platformInstances.merge(other.platformInstances);
    this.serviceTime.merge(other.serviceTime);
    this.responseTime.merge(other.responseTime);
    this.firstByte.merge(other.firstByte);
    this.bytes += other.bytes;
    this.peakInFlight = Math.max(this.peakInFlight, other.peakInFlight, other.inFlight.peak);
    this.inFlightUs += other.inFlightUs;
    this.lone.merge(other.lone);
  }

  /** Billing and utilization are not in it: they are the platform's to tell. Adding may go on afterwards. */
  finish(): Measures {
    this.inOrder.flush();
    const requests = this.requests.finish();
    const answered = answeredOf(requests);
    return {
      requests,
      environments: this.instances.finish(),
      latencyMs: {
        serviceTime: this.serviceTime.finish(answered, this.asked),
        responseTime: this.responseTime.finish(answered, this.asked),
        ...optional('timeToFirstByte', this.firstBytes(answered)),
      },
      peakInFlight: Math.max(this.peakInFlight, this.inFlight.peak),
    };
  }

  /** Of all responses. */
  get totalBytes(): number {
    return this.bytes;
  }

  /** The time of all requests in flight: over the time of the load, it is how many there were on average. */
  get totalInFlightMs(): number {
    return this.inFlightUs / 1000;
  }

  /** Of answered requests with no other one in flight. */
  get loneTime(): LoneTime {
    this.inOrder.flush();
    return this.lone.time;
  }

  /** The same by the platform's names, for a function whose responses name no instance. Undefined without a platform. */
  finishByPlatform(): Measures | undefined {
    const measures = this.finish();
    const environments = this.platformInstances.finish();
    if (environments.distinct === 0) return undefined;
    return { ...measures, environments, requests: this.requests.finish('platform') };
  }

  /** Only an answer has a latency: a refusal is quick, and a timeout took at least its limit. Percentiles rank the others above all answers. */
  private addLatency(sample: Sample): void {
    const serviceMs = serviceTimeMs(sample);
    if (sample.outcome.kind !== 'answered' || serviceMs === undefined) return;
    this.serviceTime.add(serviceMs, sample);
    this.responseTime.add(responseTimeMs(sample), sample);
    const firstMs = timeToFirstByteMs(sample);
    if (firstMs !== undefined) this.firstByte.add(firstMs, sample);
  }

  private firstBytes(answered: AnsweredOf): LatencySplit | undefined {
    const split = this.firstByte.finish(answered, this.asked);
    return split.all === undefined ? undefined : split;
  }

  private addInOrder(sample: Sample): void {
    const { sentAtMs, completedAtMs, outcome } = sample;
    if (sentAtMs !== undefined) {
      this.inFlight.add(sentAtMs, completedAtMs);
      this.lone.add(sentAtMs, completedAtMs, outcome.kind === 'answered');
    }
    this.instances.add(sample);
    this.platformInstances.add(sample);
  }
}

/** Instants are recorded in whole µs. */
const usOf = (ms: number): number => Math.round(ms * 1000);
