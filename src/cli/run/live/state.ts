import type { RunEvent } from '../../../experiment/progress.ts';
import type { OutcomeKind } from '../../../model/outcome.ts';
import type { EnvironmentStart } from '../../../model/platform/environment-start.ts';
import { type Sample, sendLagMs, serviceTimeMs } from '../../../model/sample.ts';
import { LatencyHistogram } from '../../../stats/latency.ts';
import { Remaining, type RunSize } from './remaining.ts';

/** Groups of outcomes in the live view; the report distinguishes all kinds. */
const countedAs = {
  answered: 'answered',
  throttled: 'throttled',
  'timed-out': 'timedOut',
  'http-error': 'failed',
  refused: 'failed',
  reset: 'failed',
  malformed: 'failed',
  unreachable: 'failed',
  interrupted: 'interrupted',
  'not-sent': 'notSent',
} as const satisfies Record<OutcomeKind, string>;

export type Count = (typeof countedAs)[OutcomeKind];

type Warming = Extract<RunEvent, { kind: 'warming' }>;

/** A running target: before its first phase, before one that starts warm, or in one. */
type Stage =
  | { readonly kind: 'starting'; readonly sinceMs: number }
  | Warming
  | { readonly kind: 'firing'; readonly phase: PhaseProgress };

export interface TargetProgress {
  readonly name: string;
  readonly repeat: number;
  readonly stage: Stage;
}

/** The phases that an event ended and started. */
export interface PhaseChange {
  readonly ended: PhaseProgress | undefined;
  readonly started: PhaseProgress | undefined;
}

/** The running targets of a run. Memory grows with the number of environments, not of requests. */
export class RunState {
  private readonly nowMs: () => number;
  private readonly targets = new Map<string, TargetProgress>();
  private readonly remaining: Remaining;

  /** Reads `nowMs` only at the start and end of a phase, not for every sample. */
  constructor(nowMs: () => number, size: RunSize) {
    this.nowMs = nowMs;
    this.remaining = new Remaining(size);
  }

  /** `target 2 of 5, about 40 s left` */
  get left(): string {
    return this.remaining.words(this.nowMs());
  }

  get running(): readonly TargetProgress[] {
    return [...this.targets.values()];
  }

  apply(event: RunEvent): PhaseChange {
    if (event.kind === 'sample') {
      this.add(event.sample);
      return unchanged;
    }
    // The end of the target follows an abort.
    if (event.kind === 'aborted' || event.kind === 'function-failed') return unchanged;
    const before = this.end(event.target);
    if (event.kind === 'finished' || event.kind === 'target-failed')
      this.remaining.end(this.nowMs(), event.kind === 'finished');
    if (event.kind === 'starting') this.start(event);
    if (event.kind === 'warming') this.warm(event, before?.repeat ?? 0);
    const started = event.kind === 'phase' ? this.startPhase(event, before?.repeat ?? 0) : undefined;
    return { ended: before && phaseOf(before), started };
  }

  /** Ends everything that is running. An interrupted run does not report the end of its target. */
  endAll(): PhaseProgress[] {
    return this.running.flatMap((target) => {
      this.end(target.name);
      return phaseOf(target) ?? [];
    });
  }

  private add(sample: Sample): void {
    const stage = this.targets.get(sample.target)?.stage;
    if (stage?.kind === 'firing') stage.phase.add(sample);
  }

  private end(name: string): TargetProgress | undefined {
    const target = this.targets.get(name);
    if (target?.stage.kind === 'firing') target.stage.phase.endedAtMs = this.nowMs();
    this.targets.delete(name);
    return target;
  }

  private start({ target: name, repeat }: Extract<RunEvent, { kind: 'starting' }>): void {
    const sinceMs = this.nowMs();
    this.targets.set(name, { name, repeat, stage: { kind: 'starting', sinceMs } });
    this.remaining.start(name, sinceMs);
  }

  private warm(stage: Warming, repeat: number): void {
    this.targets.set(stage.target, { name: stage.target, repeat, stage });
  }

  private startPhase(event: Extract<RunEvent, { kind: 'phase' }>, repeat: number): PhaseProgress {
    const { target, phase: name, requests: expected, inFlight } = event;
    const { sinceReleaseMs = () => undefined, environments = () => [] } = event;
    const sinceMs = this.nowMs();
    const phase = new PhaseProgress({
      ...{ target, repeat, name, expected, inFlight, sinceReleaseMs, environments, sinceMs },
    });
    this.targets.set(target, { name: target, repeat, stage: { kind: 'firing', phase } });
    return phase;
  }
}

const unchanged: PhaseChange = { ended: undefined, started: undefined };

const phaseOf = ({ stage }: TargetProgress): PhaseProgress | undefined =>
  stage.kind === 'firing' ? stage.phase : undefined;

interface PhaseStart {
  readonly target: string;
  readonly repeat: number;
  readonly name: string;
  /** Requests; Infinity if only time limits the phase, 0 if it sends none. */
  readonly expected: number;
  /** Requests in flight now. */
  inFlight(): number;
  sinceReleaseMs(): number | undefined;
  environments(): readonly EnvironmentStart[];
  readonly sinceMs: number;
}

/** Latencies cover answered requests, as in the report. */
export class PhaseProgress {
  readonly start: PhaseStart;
  endedAtMs: number | undefined;
  done = 0;
  readonly counts: Record<Count, number> = {
    ...{ answered: 0, throttled: 0, timedOut: 0, failed: 0, interrupted: 0, notSent: 0 },
  };
  readonly serviceTime = new LatencyHistogram();
  readonly sendLag = new LatencyHistogram();
  private readonly instances = new Set<string>();
  /** By the names that the platform has for them. */
  private readonly onPlatform = new Set<string>();
  private firstIntendedAtMs = Number.POSITIVE_INFINITY;
  private lastCompletedAtMs = Number.NEGATIVE_INFINITY;

  constructor(start: PhaseStart) {
    this.start = start;
  }

  /** That answered in this phase. */
  get environments(): number {
    return this.instances.size;
  }

  /** That its platform has started for this phase, and that have not answered yet. */
  unanswered(): EnvironmentStart[] {
    return this.start.environments().filter(({ environmentId }) => !this.onPlatform.has(environmentId));
  }

  /**
   * Duration of the phase so far. After the last expected request, or after the phase, it is the time from the first intended
   * send to the last byte, without the shutdown of the target, which may take seconds.
   */
  elapsedMs(nowMs: number): number {
    const over = this.endedAtMs !== undefined || this.done >= this.start.expected;
    if (over && this.done > 0) return this.lastCompletedAtMs - this.firstIntendedAtMs;
    return (this.endedAtMs ?? nowMs) - this.start.sinceMs;
  }

  add(sample: Sample): void {
    this.done += 1;
    this.counts[countedAs[sample.outcome.kind]] += 1;
    const instanceId = sample.identity?.instanceId ?? sample.platform?.environmentId;
    if (instanceId !== undefined) this.instances.add(instanceId);
    if (sample.platform !== undefined) this.onPlatform.add(sample.platform.environmentId);
    this.firstIntendedAtMs = Math.min(this.firstIntendedAtMs, sample.intendedAtMs);
    this.lastCompletedAtMs = Math.max(this.lastCompletedAtMs, sample.completedAtMs);
    const service = serviceTimeMs(sample);
    if (service !== undefined && sample.outcome.kind === 'answered') this.serviceTime.add(service);
    const lag = sendLagMs(sample);
    // A timer may fire slightly early.
    if (lag !== undefined) this.sendLag.add(Math.max(0, lag));
  }
}
