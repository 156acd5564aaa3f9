import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../loadgen/clock.ts';
import type { PhaseOrder } from '../../loadgen/phase-order.ts';
import type { Transport } from '../../loadgen/threads/transport.ts';
import { optional } from '../../model/optional.ts';
import type { WorkerResult } from '../../model/schema/client/workers.ts';
import type { IdentitySpec } from '../../model/schema/fields.ts';
import { publishIfOpen } from '../engine/publish.ts';
import { refusal } from '../engine/refusal.ts';
import {
  checkAcknowledging,
  createSampleStream,
  deleteSampleStream,
  type StreamPlace,
} from '../engine/sample-stream.ts';
import { decoded, encoded, type Hello, type Report, type Signal } from '../protocol/messages.ts';
import { isStarting } from '../protocol/start-silence.ts';
import { BlockReader } from './block-reader.ts';
import { FleetMeeting } from './fleet-meeting.ts';
import { type GatherOptions, gatherWorkers, keepLeased, releaseWorkers } from './gather.ts';
import { RemoteWorker } from './remote-worker.ts';

export interface FleetOptions extends GatherOptions {
  /** Of each worker. */
  readonly threads: number;
  /** How answers will be read, of a load that begins fast: its workers warm up. */
  readonly identity?: IdentitySpec;
}

/** For the broker to remove the stream; after an interruption, which ends the command within 5 s. */
const [deleteMs, farewellMs] = [5000, 500];
/** From the signal to the start: time for it to come to every worker, and to be late. */
const leadMs = 200;
const roundTripsOfLead = 5;

/** The workers that fire the segments of a run, as the senders of its load generator. */
export class Fleet implements AsyncDisposable {
  readonly transport: Transport<FleetMeeting>;
  /** How many fire. */
  readonly size: number;
  readonly names: readonly string[];
  private readonly options: FleetOptions;
  private readonly hellos: readonly Hello[];
  /** Until all are started, which the targets may take a while to allow. */
  private readonly keeping: Disposable;
  private readonly workers: RemoteWorker[] = [];
  private readonly firings = new WeakMap<PhaseOrder, number>();
  private reader: BlockReader | undefined;
  private unsubscribe: () => void = () => {};
  private lastFiring = -1;
  private stopped = -1;
  /** The last round, of the run's clock. */
  private beginsAtMs = Number.NEGATIVE_INFINITY;

  /**
   * Waits until enough workers have joined.
   * @throws {UserError} `fleet-incomplete`, `engine-invalid`, `engine-refused`, `interrupted`: nothing was fired
   */
  static async gather(options: FleetOptions): Promise<Fleet> {
    const hellos = await gatherWorkers(options);
    const keeping = keepLeased(options);
    try {
      await createSampleStream(options);
      await checkAcknowledging(options);
      const fleet = new Fleet(options, hellos, keeping);
      await fleet.listen(options);
      return fleet;
    } catch (error) {
      keeping[Symbol.dispose]();
      await releaseWorkers(
        options,
        hellos.map(({ worker }) => worker),
      );
      throw error;
    }
  }

  private constructor(options: FleetOptions, hellos: readonly Hello[], keeping: Disposable) {
    this.options = options;
    this.hellos = hellos;
    this.keeping = keeping;
    this.size = hellos.length;
    this.names = hellos.map(({ name }) => name);
    this.transport = {
      startSender: (clock) => this.startWorker(clock),
      newMeeting: (parties) => this.newMeeting(parties),
    };
  }

  /** What each worker did at a target. */
  resultsOf(target: string): WorkerResult[] {
    const lastStartMs = Math.max(...this.workers.map((worker) => worker.record.lastStartMs(target)));
    return this.workers.map((worker) => worker.result(target, lastStartMs));
  }

  /** Releases the workers, and removes the stream. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { options } = this;
    this.keeping[Symbol.dispose]();
    await this.reader?.[Symbol.asyncDispose]();
    this.unsubscribe();
    const started = this.workers.map(({ id }) => id);
    const idle = this.hellos.map(({ worker }) => worker).filter((worker) => !started.includes(worker));
    await Promise.all([...this.workers.map((worker) => worker.end()), releaseWorkers(options, idle)]);
    // It goes by its age if the broker is gone.
    const deleted = deleteSampleStream(options).catch(() => {});
    await Promise.race([deleted, sleep(options.signal.aborted ? farewellMs : deleteMs, undefined, { ref: false })]);
  }

  private async listen({ connection, subjects, run }: StreamPlace): Promise<void> {
    const reports = connection.subscribe(subjects.from(run, '*'), {
      callback: (error, message) => {
        const report = error === null ? decoded('report', message.data) : undefined;
        // To the question whether we are there, the broker answers that nobody is.
        if (report?.kind === 'waiting') this.hear(message.subject.slice(message.subject.lastIndexOf('.') + 1), report);
      },
    });
    this.unsubscribe = () => reports.unsubscribe();
    // Nothing that a worker has fired since can be taken, whatever is done here.
    void refusal(connection, ['publish', 'subscription']).then((problem) => {
      if (problem !== undefined) for (const worker of this.workers) worker.lose(problem.message);
    });
    const ids = this.hellos.map(({ worker }) => worker);
    this.reader = await BlockReader.start({ connection, subjects, run }, ids, {
      receive: (worker, block) => this.of(worker)?.receive(block),
      gone: (worker, reason) => this.of(worker)?.lose(reason),
    });
  }

  private hear(worker: string, { firing, round }: Extract<Report, { kind: 'waiting' }>): void {
    this.of(worker)?.waits(firing, round);
  }

  private of(worker: string): RemoteWorker | undefined {
    return this.workers.find(({ id }) => id === worker);
  }

  private startWorker(clock: Clock): RemoteWorker {
    const hello = this.hellos[this.workers.length];
    if (hello === undefined) throw new Error('more senders were started than workers have joined');
    const { connection, subjects, run, threads, identity } = this.options;
    const worker = new RemoteWorker({
      ...{ hello, threads, ...optional('identity', identity), place: { connection, subjects, run, clock } },
      firingOf: (order, meeting) => meeting?.firing ?? this.firingOf(order),
      stopped: () => this.stopped,
      isStarting: (nowMs) => isStarting(nowMs, this.beginsAtMs),
      stop: (firing) => this.stop(firing),
      workers: this.size,
      drain: async (id, patience) => this.reader?.drain(id, patience),
    });
    this.workers.push(worker);
    if (this.workers.length === this.size) this.keeping[Symbol.dispose]();
    return worker;
  }

  private newMeeting(parties: number): FleetMeeting {
    this.lastFiring += 1;
    const firing = this.lastFiring;
    return new FleetMeeting({ firing, parties, begin: (round, atMs) => this.begin(firing, round, atMs) });
  }

  /** Of a lone worker, which meets nobody. */
  private firingOf(order: PhaseOrder): number {
    const known = this.firings.get(order) ?? ++this.lastFiring;
    this.firings.set(order, known);
    return known;
  }

  private begin(firing: number, round: number, begunAtMs: number | undefined): number {
    const roundTripMs = Math.max(...this.workers.map(({ link }) => link.clock.roundTripP99Ms));
    const [{ link } = {}] = this.workers;
    const atMs = begunAtMs ?? (link?.nowMs ?? 0) + leadMs + roundTripsOfLead * roundTripMs;
    this.beginsAtMs = atMs;
    this.signal({ kind: 'begin', firing, round, atMs });
    return atMs;
  }

  private stop(firing: number): void {
    if (firing <= this.stopped) return;
    this.stopped = firing;
    this.signal({ kind: 'stop', firing });
  }

  private signal(signal: Signal): void {
    const { connection, subjects, run } = this.options;
    publishIfOpen(connection, subjects.all(run), encoded('signal', signal));
  }
}
