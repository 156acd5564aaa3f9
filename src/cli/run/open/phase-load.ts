import { estimatedBilling, HandlerMeters } from '../../../billing/estimate.ts';
import type { LoadSoFar } from '../../../experiment/verdict/judge.ts';
import { phaseModules } from '../../../load/phase-modules.ts';
import type { LatencySummary } from '../../../model/measures.ts';
import { optional } from '../../../model/optional.ts';
import { identifiedByPlatform, type Sample } from '../../../model/sample.ts';
import type { PhaseKind } from '../../../model/schema/phase-kind.ts';
import { PhaseSamples } from '../../../report/live/phase-samples.ts';
import type { LiveBill, LiveLoad, LiveStart } from '../../../report/live/snapshot.ts';
import { answeredOf, RequestCounter } from '../../../stats/request-counts.ts';
import { ScheduleKept } from '../../../stats/schedule-kept.ts';
import type { PhaseProgress } from '../live/state.ts';
import type { CallPrice } from './call-price.ts';

interface PhaseFacts {
  readonly kind: PhaseKind;
  /** Kind of the target. */
  readonly targetKind: string;
  readonly price: CallPrice | undefined;
}

/** One phase at one target while it runs. Memory grows with the environments, not with the requests. */
export class PhaseLoad {
  readonly progress: PhaseProgress;
  private readonly facts: PhaseFacts;
  private readonly requests = new RequestCounter();
  private readonly schedule: ScheduleKept | undefined;
  private readonly meters = new HandlerMeters();
  private readonly samples = new PhaseSamples();
  private burst: { readonly number: number; firstMs: number; lastMs: number } | undefined;
  private widestMs: number | undefined;
  private ended: LiveLoad | undefined;
  private originMs = Number.POSITIVE_INFINITY;
  private lastMs = Number.NEGATIVE_INFINITY;
  /** By how much the clock of this thread is ahead of that of the samples, at most: a sample takes some time to come here. */
  private aheadMs = Number.POSITIVE_INFINITY;
  private readonly nowMs: () => number;

  constructor(progress: PhaseProgress, facts: PhaseFacts, nowMs: () => number) {
    this.nowMs = nowMs;
    this.progress = progress;
    this.facts = facts;
    this.schedule = phaseModules[facts.kind].shape === 'due' ? new ScheduleKept() : undefined;
  }

  add(whole: Sample): void {
    const sample = whole.identity === undefined ? identifiedByPlatform(whole) : whole;
    this.requests.add(whole);
    this.schedule?.add(sample);
    this.meters.add(sample);
    this.samples.add(sample);
    this.originMs = Math.min(this.originMs, sample.intendedAtMs);
    this.lastMs = Math.max(this.lastMs, sample.completedAtMs);
    this.aheadMs = Math.min(this.aheadMs, this.nowMs() - sample.completedAtMs);
    if (sample.burst !== undefined) this.widen(sample.burst, sample);
  }

  /** From the first release to the last answer. */
  get spanMs(): number {
    return Math.max(0, this.lastMs - this.originMs);
  }

  /** Since the first release; before the first answer of requests that were not released at one instant, since the phase began. */
  get elapsedMs(): number {
    const sinceReleaseMs = Number.isFinite(this.originMs) ? undefined : this.progress.start.sinceReleaseMs();
    if (sinceReleaseMs !== undefined) return sinceReleaseMs;
    const sinceMs = Number.isFinite(this.originMs) ? this.originMs + this.aheadMs : this.progress.start.sinceMs;
    return Math.max(this.spanMs, this.nowMs() - sinceMs);
  }

  /** Always the same object once the load has ended, so that what was drawn of it can be kept. */
  soFar(running: boolean): LiveLoad {
    const load = this.ended ?? this.made(running);
    if (!running) this.ended = load;
    return load;
  }

  get bill(): LiveBill | undefined {
    const { price } = this.facts;
    const billing = price && estimatedBilling(this.meters.finish(), price);
    return billing && { ms: billing.billedMs, usd: billing.usd };
  }

  /** What can be judged before its end. */
  asTarget(): LoadSoFar {
    const { target, name } = this.progress.start;
    const [requests, latencyMs] = [this.requests.finish(), this.latency()];
    const schedule = optional('schedule', this.schedule?.finish());
    return {
      ...{ name: target, kind: this.facts.targetKind, status: 'interrupted', requests, latencyMs },
      client: optional('sendSpreadMs', this.widestMs),
      phases: [{ name, kind: this.facts.kind, requests, latencyMs, ...schedule }],
    };
  }

  private made(running: boolean): LiveLoad {
    const { expected, inFlight, sinceReleaseMs, repeat } = this.progress.start;
    const { sendLag } = this.progress;
    const requests = this.requests.finish();
    const starts = running ? this.starts() : [];
    const environments = this.progress.environments + starts.length;
    return {
      ...{ repeat, requests, chosen: this.samples.chosen(), inFlight: running ? inFlight() : 0, starts },
      ...optional('sinceReleaseMs', running ? sinceReleaseMs() : undefined),
      ...optional('originMs', Number.isFinite(this.originMs) ? this.originMs : undefined),
      ...optional('expected', Number.isFinite(expected) ? expected : undefined),
      // Not all answers name environments: those that run may be unknown.
      ...optional('environments', environments === 0 ? undefined : environments),
      ...optional('serviceTime', this.serviceTime()),
      ...optional('sendLagMs', sendLag.summary()?.p99),
      ...optional('billed', this.bill),
    };
  }

  private starts(): LiveStart[] {
    const nowMs = this.elapsedMs;
    return this.progress.unanswered().map(({ environmentId, startedAgoMs, initEndedAgoMs, stoppedAgoMs }) => ({
      environmentId,
      fromMs: Math.max(0, nowMs - startedAgoMs),
      ...optional('initToMs', initEndedAgoMs === undefined ? undefined : Math.max(0, nowMs - initEndedAgoMs)),
      ...optional('stoppedAtMs', stoppedAgoMs === undefined ? undefined : Math.max(0, nowMs - stoppedAgoMs)),
    }));
  }

  private latency(): LoadSoFar['latencyMs'] {
    return { serviceTime: optional('all', this.serviceTime()), responseTime: {} };
  }

  private serviceTime(): LatencySummary | undefined {
    return this.progress.serviceTime.summary(answeredOf(this.requests.finish()));
  }

  /** From the first to the last send of the widest burst so far. */
  private widen(number: number, { sentAtMs }: Sample): void {
    if (sentAtMs === undefined) return;
    if (this.burst?.number !== number) this.burst = { number, firstMs: sentAtMs, lastMs: sentAtMs };
    this.burst.firstMs = Math.min(this.burst.firstMs, sentAtMs);
    this.burst.lastMs = Math.max(this.burst.lastMs, sentAtMs);
    this.widestMs = Math.max(this.widestMs ?? 0, this.burst.lastMs - this.burst.firstMs);
  }
}
