import type { Delivery } from '../../aws/delivery.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import type { Segment } from '../../load/segment.ts';
import type { Sample } from '../../model/sample.ts';
import type { IdentitySpec } from '../../model/schema/words.ts';
import type { ClientHealthReadings } from '../client-health.ts';
import { type Clock, readClock } from '../clock.ts';
import type { FireContext, FireListeners, PhaseOrder, PhaseRun } from '../phase-order.ts';
import { rendezvousMemory } from '../rendezvous.ts';
import { warmUpPlace } from '../warm-up.ts';
import { GeneratorThread, type ThreadKeeper } from './generator-thread.ts';
import { MergedSamples } from './merged-samples.ts';
import { samplesIn } from './sample-batch.ts';

export interface GeneratorOptions {
  /** The compiled `thread-main`. */
  readonly program: string;
  readonly threads: number;
  readonly clock: Clock;
  /** Before the first order requests are fired at nobody, answers are read this way, and `onSample` gets what comes of it. */
  readonly warmUp?: { readonly identity: IdentitySpec; onSample(sample: Sample): void };
}

export type GeneratorListeners = Pick<FireContext, 'signal'> & Omit<FireListeners, 'onFlight'>;

/**
 * The load generator: threads that fire, each a segment of every phase, and this thread, which keeps what they saw. They live
 * as long as the run, so that code that was compiled for the first target is as fast as for the last.
 */
export class Generator implements AsyncDisposable {
  private readonly threads: readonly GeneratorThread[];

  /** @throws {UserError} `generator-failed` where the machine allows no more threads. */
  static async start({ program, threads, clock, warmUp }: GeneratorOptions): Promise<Generator> {
    const started: GeneratorThread[] = [];
    try {
      while (started.length < threads)
        started.push(new GeneratorThread({ program, clock: readClock(clock), warmUpWith: warmUp?.identity }));
      for (const batch of await Promise.all(started.map(({ ready }) => ready))) {
        if (batch === undefined || warmUp === undefined) continue;
        for (const sample of samplesIn(batch, warmUpPlace)) warmUp.onSample(sample);
      }
    } catch (error) {
      // The others would keep the process alive.
      await Promise.all(started.map((thread) => thread.end()));
      throw error;
    }
    return new Generator(started);
  }

  private constructor(threads: readonly GeneratorThread[]) {
    this.threads = threads;
  }

  /**
   * Fires one phase at one target and resolves when every request has ended: failures are samples.
   * @throws {UserError} `url-invalid`, `tls-invalid`; whatever `onSample` throws, after the firing has stopped.
   */
  async fire(order: PhaseOrder, { signal, onSample, onLog = () => {} }: GeneratorListeners): Promise<PhaseRun> {
    const { phase, place: of } = order;
    const places = placesFor(order.destination.delivery, this.threads.length);
    const threads = this.threads.slice(0, Math.min(places, moduleOf(phase).mostSegments(phase)));
    const merged = new MergedSamples(threads.length, onSample);
    const rendezvous = threads.length === 1 ? undefined : rendezvousMemory();
    const stop = () => {
      for (const thread of threads) thread.stop();
    };
    const fireOn = async (thread: GeneratorThread, segment: Segment): Promise<PhaseRun> => {
      try {
        const place = { ...of, phase: phase.name };
        const onBatch: ThreadKeeper['onBatch'] = (batch, untilMs) => {
          try {
            merged.add(segment.index, samplesIn(batch, place), untilMs);
          } catch (error) {
            stop();
            throw error;
          }
        };
        const run = await thread.fire({ order, segment, rendezvous }, { onBatch, onLog });
        merged.add(segment.index, [], Number.POSITIVE_INFINITY);
        return run;
      } catch (error) {
        // The others would wait for this one forever.
        stop();
        throw error;
      }
    };
    signal.addEventListener('abort', stop);
    try {
      const runs = threads.map((thread, index) => fireOn(thread, { index, count: threads.length }));
      if (signal.aborted) stop();
      return together(await allOf(runs));
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Requests on their way now. */
  get inFlight(): number {
    return this.threads.reduce((sum, thread) => sum + thread.inFlight, 0);
  }

  /** Watches how the threads do, until `stop`. */
  watch(): { stop(): Promise<ClientHealthReadings> } {
    for (const thread of this.threads) thread.watch();
    return { stop: async () => worst(await Promise.all(this.threads.map((thread) => thread.unwatch()))) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.end()));
  }
}

/** A thread without a place for an invocation would have nothing to do. */
const placesFor = (delivery: Delivery | undefined, threads: number): number =>
  delivery?.kind === 'invoke' ? Math.min(threads, delivery.concurrency) : threads;

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

/** A schedule is kept as well as its worst thread keeps it. CPU is that of the whole process already. */
function worst(all: readonly ClientHealthReadings[]): ClientHealthReadings {
  const delays = all.flatMap(({ eventLoopDelayMs }) => eventLoopDelayMs ?? []);
  const gcs = all.flatMap(({ gc }) => gc ?? []);
  return {
    ...(delays.length > 0 && {
      eventLoopDelayMs: {
        p99: Math.max(...delays.map(({ p99 }) => p99)),
        max: Math.max(...delays.map(({ max }) => max)),
      },
    }),
    eventLoopUtilization: Math.max(...all.map(({ eventLoopUtilization = 0 }) => eventLoopUtilization)),
    cpuMs: Math.max(...all.map(({ cpuMs = 0 }) => cpuMs)),
    gc: {
      count: gcs.reduce((sum, { count }) => sum + count, 0),
      totalMs: gcs.reduce((sum, { totalMs }) => sum + totalMs, 0),
      maxMs: Math.max(0, ...gcs.map(({ maxMs }) => maxMs)),
    },
  };
}
