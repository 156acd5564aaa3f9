import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { UserError } from '../../model/errors.ts';
import type { IdentitySpec } from '../../model/schema/words.ts';
import type { ClientHealthReadings } from '../client-health.ts';
import type { ClockReading } from '../clock.ts';
import type { PhaseRun } from '../phase-order.ts';
import type { SampleBatch } from './sample-batch.ts';
import type { FromThread, SegmentOrder, ThreadData, ToThread } from './thread-messages.ts';

/**
 * What a thread lets pile up before it collects young garbage, from its first moment: V8 would begin with 1 MB and collect a
 * hundred times a second, in the middle of the load. A collection takes as long as there is to keep, which is next to nothing.
 */
const semiSpaceMb = 16;
const youngGenerationMb = 3 * semiSpaceMb;
/**
 * A parallel collection waits for helper threads: where all cores are busy, for as long as the scheduler pleases. Alone it takes half
 * the time even on idle cores, as there is next to nothing to keep.
 */
const v8Flags = [`--min-semi-space-size=${semiSpaceMb}`, '--no-parallel-scavenge', '--expose-gc'];

export interface ThreadOptions {
  /** The compiled `thread-main`. */
  readonly program: string;
  readonly clock: ClockReading;
  /** Warm up before the first order, reading answers this way. */
  readonly warmUpWith?: IdentitySpec | undefined;
}

/** Takes what a thread hands over. */
export interface ThreadKeeper {
  onBatch(batch: SampleBatch, untilMs: number): void;
  onLog(text: string): void;
}

type Waiting = (message: FromThread) => void;

/** One thread that fires. It does one thing at a time. */
export class GeneratorThread {
  private readonly worker: Worker;
  private readonly kept = new Int32Array(new SharedArrayBuffer(8));
  /** Why it can do nothing more. */
  private readonly died: Promise<never>;
  private receive: Waiting = () => {};
  /** Resolves when it can take orders, with the samples of its warm-up. */
  readonly ready: Promise<SampleBatch | undefined>;

  constructor({ program, clock, warmUpWith }: ThreadOptions) {
    const kept = this.kept.buffer as SharedArrayBuffer;
    const workerData: ThreadData = { clock, kept, warmUpWith };
    for (const flag of v8Flags) setFlagsFromString(flag);
    this.worker = startWorker(program, workerData);
    this.worker.on('message', (message: FromThread) => {
      this.receive(message);
      // Also what nobody wanted any more: the thread waits for those that it has handed over.
      if (message.kind === 'samples') this.putAway();
    });
    this.died = new Promise((_, reject) => {
      this.worker.once('error', (error) => reject(limitReached(error) ?? error));
      this.worker.once('exit', (code) => reject(failed(`it ended (exit code ${code})`)));
    });
    // Whoever waits for it hears of it; at the end nobody does.
    this.died.catch(() => {});
    this.ready = this.next((message) => (message.kind === 'ready' ? message : undefined)).then(({ warmUp }) => warmUp);
  }

  /** @throws {UserError} what `firePhase` throws; what `onBatch` threw first, when the thread has ended its firing. */
  fire(order: SegmentOrder, { onBatch, onLog }: ThreadKeeper): Promise<PhaseRun> {
    let thrown: { readonly error: unknown } | undefined;
    const keep = (batch: SampleBatch, untilMs: number) => {
      try {
        if (thrown === undefined) onBatch(batch, untilMs);
      } catch (error) {
        thrown = { error };
      }
    };
    const fired = this.next<PhaseRun>((message) => {
      if (message.kind === 'samples') keep(message.batch, message.untilMs);
      if (message.kind === 'logs') for (const text of message.texts) onLog(text);
      if (message.kind === 'refused') throw refusal(message);
      if (message.kind === 'fired' && thrown !== undefined) throw thrown.error;
      return message.kind === 'fired' ? message.run : undefined;
    });
    this.post({ kind: 'fire', order });
    return fired;
  }

  /** What it fires ends soon, as interrupted. */
  stop(): void {
    this.post({ kind: 'stop' });
  }

  /** Watches the health of the thread, until `unwatch`. */
  watch(): void {
    this.post({ kind: 'watch' });
  }

  unwatch(): Promise<ClientHealthReadings> {
    const told = this.next((message) => (message.kind === 'health' ? message.readings : undefined));
    this.post({ kind: 'unwatch' });
    return told;
  }

  /** Requests that it has on their way now. */
  get inFlight(): number {
    return Atomics.load(this.kept, 1);
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private putAway(): void {
    Atomics.add(this.kept, 0, 1);
    Atomics.notify(this.kept, 0);
  }

  /** The first thing that `read` makes of a message. */
  private next<T>(read: (message: FromThread) => T | undefined): Promise<T> {
    const told = new Promise<T>((resolve, reject) => {
      this.receive = (message) => {
        try {
          const value = read(message);
          if (value !== undefined) resolve(value);
        } catch (error) {
          reject(error);
        }
      };
    });
    return Promise.race([told, this.died]);
  }

  private post(message: ToThread): void {
    this.worker.postMessage(message);
  }
}

/** @throws {UserError} `generator-failed` */
function startWorker(program: string, data: ThreadData): Worker {
  try {
    return new Worker(program, {
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    });
  } catch (error) {
    throw limitReached(error as Error) ?? error;
  }
}

/** What the machine refuses; anything else that a thread throws is a bug. */
function limitReached(error: NodeJS.ErrnoException): UserError | undefined {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return failed('no memory was left', error);
  if (error.code === 'ERR_WORKER_INIT_FAILED') return failed(`it could not be started (${error.message})`, error);
  return undefined;
}

const failed = (why: string, cause?: Error): UserError =>
  new UserError('generator-failed', `a thread of the load generator failed: ${why}`, {
    hint: 'raise `ulimit -u` and the memory of the container, or set fewer `threads` in the scenario',
    cause,
  });

function refusal({ code, message, hint }: Extract<FromThread, { kind: 'refused' }>): UserError {
  return new UserError(code, message, hint === undefined ? {} : { hint });
}
