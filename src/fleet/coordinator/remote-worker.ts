import type { ClientHealthReadings } from '../../loadgen/client-health.ts';
import type { PhaseOrder, PhaseRun } from '../../loadgen/phase-order.ts';
import type { SampleBatch } from '../../loadgen/threads/sample-batch.ts';
import type { SampleKeeper, SegmentOrder, Sender } from '../../loadgen/threads/transport.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { WorkerResult } from '../../model/schema/client/workers.ts';
import type { IdentitySpec } from '../../model/schema/fields.ts';
import { isNoResponder } from '../engine/no-responder.ts';
import { publishIfOpen } from '../engine/publish.ts';
import { encodeOrder } from '../protocol/fire-order.ts';
import { type Block, encoded, type Hello } from '../protocol/messages.ts';
import { checksumOf, unpacked } from '../protocol/sample-blocks.ts';
import type { DrainPatience } from './block-reader.ts';
import type { FleetMeeting, Party } from './fleet-meeting.ts';
import { plannedIn } from './segment-plan.ts';
import { leftBroker, type RunPlace, WorkerLink } from './worker-link.ts';
import { WorkerPart } from './worker-part.ts';
import { WorkerRecord } from './worker-record.ts';

export interface RemoteOptions {
  readonly place: RunPlace;
  readonly hello: Hello;
  readonly threads: number;
  /** Of a load that begins fast. */
  readonly identity?: IdentitySpec;
  /** The number of the firing that this order belongs to. */
  firingOf(order: PhaseOrder, meeting: FleetMeeting | undefined): number;
  stopped(): number;
  /** Whether a round is about to begin. */
  isStarting(nowMs: number): boolean;
  /** Of firing: it and all before it are to stop. */
  stop(firing: number): void;
  /** That have joined. */
  readonly workers: number;
  /** Hands on what the stream still has of a worker that is lost. */
  drain(worker: string, patience: DrainPatience): Promise<void>;
}

const warmTimeoutMs = 60_000;
const answerTimeoutMs = 5000;
/** At the end of a command that may have been interrupted. */
const farewellMs = 1000;
/** Below the payload that every broker takes by default. */
const partBytes = 512 * 1024;
/** An interrupted command ends within 5 s: what a worker has not handed over by then is missing. */
const stopTimeoutMs = 2500;
/** The stream is read to its end after a worker was lost, as long as its blocks come. */
const patienceOf = { run: { looks: 50, lookMs: 5000 }, interruptedRun: { looks: 5, lookMs: 300 } };

interface Current {
  readonly firing: number;
  readonly startMs: number;
  readonly part: WorkerPart;
  readonly keeper: SampleKeeper;
  readonly meeting: FleetMeeting | undefined;
  checksum: number;
  /** The first thing that the keeper threw. */
  thrown?: { readonly error: unknown };
  resolve(run: PhaseRun): void;
  reject(error: unknown): void;
}

/** A worker on another machine, as a sender of the load generator. */
export class RemoteWorker implements Sender<FleetMeeting>, Party {
  readonly name: string;
  readonly isProcess = true;
  readonly ready: Promise<void>;
  readonly link: WorkerLink;
  private readonly options: RemoteOptions;
  readonly record = new WorkerRecord();
  private current: Current | undefined;
  private lost: WorkerResult['lost'];
  private readonly whenLost: Promise<string>;
  private sayLost: (reason: string) => void = () => {};
  private isStopping = false;

  constructor(options: RemoteOptions) {
    const { place, hello, stopped, isStarting } = options;
    this.options = options;
    this.name = hello.name;
    this.whenLost = new Promise((resolve) => {
      this.sayLost = resolve;
    });
    this.link = new WorkerLink(place, hello.worker, { stopped, isStarting, lost: (reason) => this.lose(reason) });
    this.ready = this.warm();
  }

  get id(): string {
    return this.options.hello.worker;
  }

  get isLost(): boolean {
    return this.lost !== undefined;
  }

  get sent(): number {
    return this.link.sent;
  }

  get sinceReleaseMs(): number | undefined {
    return this.link.sinceReleaseMs;
  }

  async fire({ order, segment, meeting }: SegmentOrder<FleetMeeting>, keeper: SampleKeeper): Promise<PhaseRun> {
    const { clock } = this.options.place;
    meeting?.join(this);
    const firing = this.options.firingOf(order, meeting);
    this.isStopping = false;
    await this.link.probe();
    const startMs = clock.nowMs();
    const { target, repeat } = order.place;
    const part = new WorkerPart(target, { phase: order.phase.name, repeat }, plannedIn(order, segment));
    this.record.begin(part, startMs);
    // Stopped before it had its order: nothing is fired.
    if (this.isLost || this.isStopping) return this.without(part, meeting, startMs);
    this.link.sent = 0;
    const ended = new Promise<PhaseRun>((resolve, reject) => {
      this.current = { ...{ firing, startMs, part, keeper, meeting, checksum: 0 }, resolve, reject };
    });
    // It may be lost while the order is in transit.
    ended.catch(() => {});
    const { workers } = this.options;
    const clockLine = this.link.clock.lineFrom(startMs);
    await this.sendOrder(
      firing,
      encodeOrder({ order, segment, workers, meets: meeting !== undefined, clock: clockLine }),
    );
    try {
      return await ended;
    } finally {
      this.current = undefined;
      if (!this.isLost) await this.link.probe();
      this.link.clock.firingEnded(clock.nowMs());
    }
  }

  stop(): void {
    const { current } = this;
    this.isStopping = true;
    if (current === undefined) return;
    this.options.stop(current.firing);
    setTimeout(() => {
      if (this.current === current) this.lose('it did not stop in time');
    }, stopTimeoutMs).unref();
  }

  watch(): void {
    void this.link.ask({ kind: 'watch' }, answerTimeoutMs).catch(() => {});
  }

  async unwatch(): Promise<ClientHealthReadings> {
    if (this.isLost) return {};
    const timeoutMs = this.isStopping ? farewellMs : answerTimeoutMs;
    const answer = await this.link.ask({ kind: 'unwatch' }, timeoutMs).catch(() => undefined);
    const isHealth = answer?.kind === 'health';
    // Without `host`, it did not hear that it was to be watched.
    if (!this.isLost) this.record.observed(isHealth ? answer.host : undefined);
    return isHealth ? (answer.readings as ClientHealthReadings) : {};
  }

  async end(): Promise<void> {
    this.link[Symbol.dispose]();
    if (!this.isLost) await this.link.ask({ kind: 'release' }, farewellMs).catch(() => {});
  }

  /** It waits for a round of its firing. */
  waits(firing: number, round: number): void {
    if (this.current?.firing === firing) this.current.meeting?.wait(this, round);
  }

  /**
   * Blocks come in order, each once.
   * @returns until when it is too far ahead of the others
   */
  receive(block: Block): Promise<void> | undefined {
    const { current } = this;
    if (current === undefined || block.firing !== current.firing) return undefined;
    switch (block.kind) {
      case 'samples':
        current.checksum = checksumOf(block.batch, current.checksum);
        return this.keep(current, unpacked(block.batch), block.untilMs);
      case 'logs':
        for (const text of block.texts) current.keeper.onLog(text);
        break;
      case 'ended':
        this.ended(current, block);
        break;
      case 'failed':
        current.reject(new UserError(block.code, block.message, optional('hint', block.hint)));
        break;
    }
    return undefined;
  }

  /** What it did at a target. @param lastStartMs when the last phase of the target began, on any worker */
  result(target: string, lastStartMs: number): WorkerResult {
    const { hello, threads } = this.options;
    return this.record.result(target, lastStartMs, { hello, threads, clock: this.link.clock.known(), lost: this.lost });
  }

  private without(part: WorkerPart, meeting: FleetMeeting | undefined, atMs: number): PhaseRun {
    meeting?.leave(this);
    if (!this.isLost) part.ended(0);
    return { startedAtMs: atMs, finishedAtMs: atMs };
  }

  private async warm(): Promise<void> {
    const { threads, identity } = this.options;
    const refused = (reason: string) => ({ kind: 'refused' as const, reason, hint: undefined });
    // The answer of one that has died would be waited for until its time is over.
    const answer = await Promise.race([
      this.link
        .ask({ kind: 'warm', threads, ...optional('identity', identity) }, warmTimeoutMs)
        .catch((error: Error) => refused(isNoResponder(error) ? leftBroker : error.message)),
      this.whenLost.then(refused),
    ]);
    if (answer.kind === 'refused')
      throw new UserError('fleet-incomplete', `${this.name} could not start: ${answer.reason}; nothing was fired`, {
        ...optional('hint', answer.hint),
      });
  }

  private async sendOrder(firing: number, bytes: Uint8Array): Promise<void> {
    const parts = Math.ceil(bytes.length / partBytes);
    for (let part = 0; part < parts && !this.isLost; part += 1) {
      const some = Uint8Array.from(bytes.subarray(part * partBytes, (part + 1) * partBytes));
      const answer = await this.link
        .ask({ kind: 'order', firing, part, parts, bytes: some }, answerTimeoutMs)
        .catch((error: Error) => ({ kind: 'refused' as const, reason: `it did not take its order: ${error.message}` }));
      if (answer.kind === 'refused') this.lose(answer.reason);
    }
  }

  private ended(
    current: Current,
    { startedAtMs, finishedAtMs, samples, checksum }: Extract<Block, { kind: 'ended' }>,
  ): void {
    current.part.ended(samples);
    const { received } = current.part.counts;
    if (received === samples && checksum !== current.checksum)
      current.reject(new Error(`samples of ${this.name} were changed in transit: their checksum differs`));
    else if (current.thrown !== undefined) current.reject(current.thrown.error);
    else current.resolve({ startedAtMs, finishedAtMs });
  }

  /** Like a thread: what the keeper throws is thrown when the firing has ended. */
  private keep(current: Current, batch: SampleBatch, untilMs: number): Promise<void> | undefined {
    current.part.add(batch);
    if (current.thrown !== undefined) return undefined;
    try {
      return current.keeper.onBatch(batch, untilMs) ?? undefined;
    } catch (error) {
      current.thrown = { error };
      return undefined;
    }
  }

  /** It is not replaced: what it was to fire could be fired twice. The load goes on without it. */
  lose(reason: string): void {
    if (this.lost !== undefined) return;
    const { clock, connection, subjects, run } = this.options.place;
    this.lost = { atMs: clock.nowMs(), reason };
    this.sayLost(reason);
    this.link[Symbol.dispose]();
    publishIfOpen(connection, subjects.to(this.id), encoded('command', { kind: 'release', run }));
    const { current } = this;
    if (current === undefined) return;
    current.meeting?.leave(this);
    void this.options.drain(this.id, this.isStopping ? patienceOf.interruptedRun : patienceOf.run).then(() => {
      if (current.thrown !== undefined) current.reject(current.thrown.error);
      else current.resolve({ startedAtMs: current.startMs, finishedAtMs: clock.nowMs() });
    });
  }
}
