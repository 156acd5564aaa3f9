import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { UserError } from '../../model/errors.ts';
import type { ClientHealthReadings } from '../client-health.ts';
import { type Clock, readClock } from '../clock.ts';
import type { PhaseRun } from '../phase-order.ts';
import { type Meeting, newMeeting } from '../rendezvous.ts';
import type { SampleBatch } from './sample-batch.ts';
import type { FromThread, ThreadData, ToThread } from './thread-messages.ts';
import type { SampleKeeper, SegmentOrder, Sender, Transport } from './transport.ts';

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
const v8Flags = [`--min-semi-space-size=${semiSpaceMb}`, '--no-parallel-scavenge'];

/**
 * Worker threads of this process, with which it shares memory.
 * @param program the compiled `thread-main`
 */
export const workerThreads = (program: string): Transport<Meeting> => ({
  startSender: (clock) => new GeneratorThread(program, clock),
  newMeeting,
});

type MessageHandler = (message: FromThread) => void;

/** A thread without a lease may always send. */
const always = 2 ** 31 - 1;

class GeneratorThread implements Sender<Meeting> {
  private readonly worker: Worker;
  private readonly clock: Clock;
  private readonly kept = new Int32Array(new SharedArrayBuffer(16));
  /** Why it can do nothing more. */
  private readonly died: Promise<never>;
  private receive: MessageHandler = () => {};
  /** Until the batch that has come is put away, where that takes time. */
  private keeping: Promise<void> | undefined;
  readonly ready: Promise<void>;

  constructor(program: string, clock: Clock) {
    this.clock = clock;
    const kept = this.kept.buffer as SharedArrayBuffer;
    Atomics.store(this.kept, 3, always);
    const workerData: ThreadData = { clock: readClock(clock), kept };
    for (const flag of v8Flags) setFlagsFromString(flag);
    this.worker = startWorker(program, workerData);
    this.worker.on('message', (message: FromThread) => {
      this.receive(message);
      if (message.kind !== 'samples') return;
      const { bytes } = message.batch;
      // Also after an error: the thread waits until what it has handed over is put away.
      if (this.keeping === undefined) this.putAway(bytes);
      else void this.keeping.finally(() => this.putAway(bytes));
      this.keeping = undefined;
    });
    this.died = new Promise((_, reject) => {
      this.worker.once('error', (error) => reject(limitReached(error) ?? error));
      this.worker.once('exit', (code) => reject(failed(`it ended (exit code ${code})`)));
    });
    // At the end nobody waits for it.
    this.died.catch(() => {});
    this.ready = this.next((message) => (message.kind === 'ready' ? message : undefined)).then(() => {});
  }

  fire(order: SegmentOrder<Meeting>, { onBatch, onLog }: SampleKeeper): Promise<PhaseRun> {
    let thrown: { readonly error: unknown } | undefined;
    const keep = (batch: SampleBatch, untilMs: number) => {
      try {
        if (thrown === undefined) this.keeping = onBatch(batch, untilMs) ?? undefined;
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
    Atomics.store(this.kept, 1, 0);
    Atomics.store(this.kept, 2, -1);
    this.post({ kind: 'fire', order });
    return fired;
  }

  stop(): void {
    this.post({ kind: 'stop' });
  }

  watch(): void {
    this.post({ kind: 'watch' });
  }

  unwatch(): Promise<ClientHealthReadings> {
    const readings = this.next((message) => (message.kind === 'health' ? message.readings : undefined));
    this.post({ kind: 'unwatch' });
    return readings;
  }

  /** It sends nothing after this instant of its clock. */
  leaseUntil(atMs: number): void {
    Atomics.store(this.kept, 3, Math.min(always, Math.floor(atMs)));
  }

  get sent(): number {
    return Atomics.load(this.kept, 1);
  }

  get sinceReleaseMs(): number | undefined {
    const releasedAtMs = Atomics.load(this.kept, 2);
    return releasedAtMs < 0 ? undefined : Math.max(0, this.clock.nowMs() - releasedAtMs);
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private putAway(bytes: number): void {
    Atomics.add(this.kept, 0, bytes);
    Atomics.notify(this.kept, 0);
  }

  /** The first value that `read` makes from a message. */
  private next<T>(read: (message: FromThread) => T | undefined): Promise<T> {
    const value = new Promise<T>((resolve, reject) => {
      this.receive = (message) => {
        try {
          const made = read(message);
          if (made !== undefined) resolve(made);
        } catch (error) {
          reject(error);
        }
      };
    });
    return Promise.race([value, this.died]);
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
