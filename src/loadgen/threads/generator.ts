import type { Delivery } from '../../aws/delivery.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import { type Segment, shareOf, whole, within } from '../../load/segment.ts';
import { UserError } from '../../model/errors.ts';
import type { Sample } from '../../model/sample.ts';
import type { IdentitySpec } from '../../model/schema/fields.ts';
import type { ClientHealthReadings } from '../client-health.ts';
import type { Clock } from '../clock.ts';
import type { FireContext, FireListeners, PhaseOrder, PhaseRun } from '../phase-order.ts';
import { startResponder, warmUpOrders } from '../warm-up.ts';
import { MergedSamples } from './merged-samples.ts';
import type { SampleBatch } from './sample-batch.ts';
import type { SampleKeeper, Sender, Transport } from './transport.ts';

export interface GeneratorOptions {
  readonly transport: Transport;
  readonly threads: number;
  readonly clock: Clock;
  /** Fires at a responder of its own first, so that the code of all threads is compiled before the first order. */
  readonly warmUp?: WarmUp;
}

export interface WarmUp extends Pick<FireContext, 'signal'> {
  /** How answers will be read. */
  readonly identity: IdentitySpec;
  /** Gets its samples, so that the thread that keeps samples is warm, too. */
  onSample(sample: Sample): void;
}

/** Of a segment whose samples are kept elsewhere. `sender`: its index. */
export interface SegmentListeners extends Pick<FireContext, 'signal'> {
  onBatch(batch: SampleBatch, untilMs: number, sender: number): Promise<void> | void;
  onLog(text: string): void;
  onEnd?(sender: number): void;
  /** Where its senders wait for each other; default: a meeting of their own. */
  readonly meeting?: unknown;
}

export type GeneratorListeners = Pick<FireContext, 'signal'> & Omit<FireListeners, 'onSend'>;

/**
 * The load generator: senders, each of which fires a segment of every phase, and this thread, which keeps their samples. They live
 * as long as the run, so that the code is compiled once for all targets.
 */
export class Generator implements AsyncDisposable {
  private readonly transport: Transport;
  private readonly senders: readonly Sender[];
  private firing: Firing = { senders: [], ended: 0 };

  /** @throws {UserError} `generator-failed` where the machine allows no more threads. */
  static async start({ transport, threads, clock, warmUp }: GeneratorOptions): Promise<Generator> {
    const started: Sender[] = [];
    try {
      while (started.length < threads) started.push(transport.startSender(clock));
      await Promise.all(started.map(({ ready }) => ready));
      const generator = new Generator(transport, started);
      if (warmUp !== undefined) await generator.warmUp(warmUp);
      return generator;
    } catch (error) {
      // Node 20 aborts the process if a thread is ended at the moment at which its program throws.
      await Promise.allSettled(started.map(({ ready }) => ready));
      // The others would keep the process alive.
      await Promise.all(started.map((sender) => sender.end()));
      throw error;
    }
  }

  private constructor(transport: Transport, senders: readonly Sender[]) {
    this.transport = transport;
    this.senders = senders;
  }

  /**
   * Fires one phase at one target and resolves when every request has ended: failures are samples.
   * @throws {UserError} `url-invalid`, `tls-invalid`; whatever `onSample` throws, after the firing has stopped.
   */
  async fire(order: PhaseOrder, { signal, onSample, onLog = () => {} }: GeneratorListeners): Promise<PhaseRun> {
    const place = { ...order.place, phase: order.phase.name };
    const { segments } = this.partsOf(order, whole);
    const merged = new MergedSamples(segments, place, (sample) => {
      if (sample.outcome.kind !== 'not-sent') this.firing.ended += 1;
      onSample(sample);
    });
    return this.fireSegment(order, whole, {
      ...{ signal, onLog },
      onBatch: (batch, untilMs, sender) => merged.add(sender, batch, untilMs),
      onEnd: (sender) => merged.until(sender, Number.POSITIVE_INFINITY),
    });
  }

  /**
   * Fires a segment of a phase, and hands on what the senders hand over, as it is.
   * @throws {UserError} as `fire`; whatever `onBatch` throws, after the firing has stopped.
   */
  async fireSegment(order: PhaseOrder, outer: Segment, listeners: SegmentListeners): Promise<PhaseRun> {
    const { senders, segments } = this.partsOf(order, outer);
    const { signal, onBatch, onLog, onEnd = () => {}, meeting = this.meetingOf(segments) } = listeners;
    if (segments === 0) throw new UserError('generator-failed', 'no worker is left to fire');
    this.firing = { senders, ended: 0 };
    const stop = () => {
      for (const sender of senders) sender.stop();
    };
    const fireOn = async (sender: Sender, index: number): Promise<PhaseRun> => {
      const keeper: SampleKeeper = {
        onLog,
        onBatch: (batch, untilMs) => {
          try {
            return onBatch(batch, untilMs, index);
          } catch (error) {
            stop();
            throw error;
          }
        },
      };
      try {
        const segment = within(outer, { index, count: segments });
        const run = await sender.fire({ order, segment, meeting }, keeper);
        onEnd(index);
        return run;
      } catch (error) {
        // The others would wait for this one forever.
        stop();
        throw error;
      }
    };
    signal.addEventListener('abort', stop);
    try {
      const runs = senders.map(fireOn);
      if (signal.aborted) stop();
      return together(await allOf(runs));
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Each of them has something to send. */
  partsOf({ phase, destination }: PhaseOrder, outer: Segment): { segments: number; senders: readonly Sender[] } {
    const alive = this.senders.filter(({ isLost }) => isLost !== true);
    const places = placesFor(destination.delivery, outer, alive.length);
    const most = moduleOf(phase).mostSegments(phase);
    const senders = alive.slice(0, Math.min(places, Number.isFinite(most) ? shareOf(most, outer) : most));
    return { segments: senders.length, senders };
  }

  private meetingOf(segments: number): unknown {
    return segments === 1 ? undefined : this.transport.newMeeting(segments);
  }

  /**
   * V8 compiles the path of a request here, and not in the first second of the first phase. No garbage collection follows: it would
   * drop the compiled code together with the last objects of the shapes that it was compiled for.
   */
  private async warmUp({ identity, signal, onSample }: WarmUp): Promise<void> {
    await using responder = await startResponder();
    if (responder === undefined) return;
    for (const order of warmUpOrders(responder.url, this.senders.length, identity))
      await this.fire(order, { signal, onSample });
  }

  /** Requests that were sent and whose samples have not come here, so that these and the samples add up to what was sent. */
  get inFlight(): number {
    // The autocannon engine reports no sends.
    return Math.max(0, this.sent - this.firing.ended);
  }

  /** Requests of the last firing. */
  get sent(): number {
    return this.firing.senders.reduce((sum, { sent }) => sum + sent, 0);
  }

  /** Since the phase has released what is in flight at one instant; undefined if it does not. */
  get sinceReleaseMs(): number | undefined {
    const all = this.firing.senders.flatMap(({ sinceReleaseMs }) => sinceReleaseMs ?? []);
    return all.length === 0 ? undefined : Math.min(...all);
  }

  /** Watches the health of the senders, until `stop`. */
  watch(): { stop(): Promise<ClientHealthReadings> } {
    for (const sender of this.senders) sender.watch();
    const areProcesses = this.senders.some(({ isProcess }) => isProcess === true);
    return { stop: async () => worst(await Promise.all(this.senders.map((sender) => sender.unwatch())), areProcesses) };
  }

  /** Nothing is sent after this instant of the clock, unless it is called again. */
  leaseUntil(atMs: number): void {
    for (const sender of this.senders) sender.leaseUntil?.(atMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.senders.map((sender) => sender.end()));
  }
}

interface Firing {
  readonly senders: readonly Sender[];
  /** Of the requests that were sent, those whose samples have come. */
  ended: number;
}

/** A sender without a place for an invocation would have nothing to do. */
const placesFor = (delivery: Delivery | undefined, outer: Segment, senders: number): number =>
  delivery?.kind === 'invoke' ? Math.min(senders, shareOf(delivery.concurrency, outer)) : senders;

/** The first error when all have ended, so that no sample comes after it. */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

const together = (runs: readonly PhaseRun[]): PhaseRun => ({
  startedAtMs: Math.min(...runs.map(({ startedAtMs }) => startedAtMs)),
  finishedAtMs: Math.max(...runs.map(({ finishedAtMs }) => finishedAtMs)),
});

/** A schedule is kept as well as its worst sender keeps it. The CPU of threads is that of the whole process already. */
function worst(all: readonly ClientHealthReadings[], areProcesses: boolean): ClientHealthReadings {
  const delays = all.flatMap(({ eventLoopDelayMs }) => eventLoopDelayMs ?? []);
  const gcs = all.flatMap(({ gc }) => gc ?? []);
  const busy = all.flatMap(({ eventLoopUtilization }) => eventLoopUtilization ?? []);
  const cpus = all.flatMap(({ cpuMs }) => cpuMs ?? []);
  return {
    ...(delays.length > 0 && {
      eventLoopDelayMs: {
        p99: Math.max(...delays.map(({ p99 }) => p99)),
        max: Math.max(...delays.map(({ max }) => max)),
      },
    }),
    ...(busy.length > 0 && { eventLoopUtilization: Math.max(...busy) }),
    ...(cpus.length > 0 && { cpuMs: areProcesses ? cpus.reduce((sum, cpuMs) => sum + cpuMs, 0) : Math.max(...cpus) }),
    ...(gcs.length > 0 && {
      gc: {
        count: gcs.reduce((sum, { count }) => sum + count, 0),
        totalMs: gcs.reduce((sum, { totalMs }) => sum + totalMs, 0),
        maxMs: Math.max(...gcs.map(({ maxMs }) => maxMs)),
      },
    }),
  };
}
