import type { ClientHealthReadings } from '../../loadgen/client-health.ts';
import type { PhaseOrder, PhaseRun } from '../../loadgen/phase-order.ts';
import type { SampleKeeper, SegmentOrder, Sender } from '../../loadgen/threads/transport.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { HostUse } from '../../model/schema/client/host-use.ts';
import type { WorkerResult } from '../../model/schema/client/workers.ts';
import type { IdentitySpec } from '../../model/schema/fields.ts';
import { hostOverRepeats } from '../../stats/machine/host-over-repeats.ts';
import { isNoResponder } from '../engine/no-responder.ts';
import { encodeOrder } from '../protocol/fire-order.ts';
import { type Block, encoded, type Hello } from '../protocol/messages.ts';
import { checksumOf, unpacked } from '../protocol/sample-blocks.ts';
import type { FleetMeeting, Party } from './fleet-meeting.ts';
import { plannedIn } from './segment-plan.ts';
import { leftBroker, type RunPlace, WorkerLink } from './worker-link.ts';
import { WorkerPart } from './worker-part.ts';

export interface RemoteOptions {
  readonly place: RunPlace;
  readonly hello: Hello;
  readonly threads: number;
  /** Of a load that begins fast. */
  readonly identity?: IdentitySpec;
  /** The number of the firing that this order belongs to. */
  firingOf(order: PhaseOrder, meeting: FleetMeeting | undefined): number;
  stopped(): number;
  /** Of firing: it and all before it are to stop. */
  stop(firing: number): void;
  /** Hands on blocks of a worker that wait for one that will not come. */
  flush(worker: string): void;
}

const warmTimeoutMs = 60_000;
const answerTimeoutMs = 5000;
/** At the end of a command that may have been interrupted. */
const farewellMs = 1000;
/** Below the payload that every broker takes by default. */
const partBytes = 512 * 1024;
/** An interrupted command ends within 5 s: what a worker has not handed over by then is missing. */
const stopTimeoutMs = 2500;
/** After a worker was lost, for blocks of it that are still on their way. */
const lateBlocksMs = 500;

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
  private readonly parts: { readonly part: WorkerPart; readonly startMs: number }[] = [];
  /** Of its machine: one for each repeat of a target. */
  private readonly hosts: { readonly target: string; readonly host: HostUse }[] = [];
  private current: Current | undefined;
  private lost: WorkerResult['lost'];
  private readonly whenLost: Promise<string>;
  private sayLost: (reason: string) => void = () => {};
  private isStopping = false;

  constructor(options: RemoteOptions) {
    const { place, hello, stopped } = options;
    this.options = options;
    this.name = hello.name;
    this.whenLost = new Promise((resolve) => {
      this.sayLost = resolve;
    });
    this.link = new WorkerLink(place, hello.worker, { stopped, lost: (reason) => this.lose(reason) });
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
    this.parts.push({ part, startMs });
    // Stopped before it had its order: nothing is fired.
    if (this.isLost || this.isStopping) return this.without(part, meeting, startMs);
    this.link.sent = 0;
    const ended = new Promise<PhaseRun>((resolve, reject) => {
      this.current = { ...{ firing, startMs, part, keeper, meeting, checksum: 0 }, resolve, reject };
    });
    // It may be lost while the order is on its way.
    ended.catch(() => {});
    const fire = { order, segment, meets: meeting !== undefined, clock: this.link.clock.lineFrom(startMs) };
    await this.sendOrder(firing, encodeOrder(fire));
    try {
      return await ended;
    } finally {
      this.current = undefined;
      await this.link.probe();
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
    const answer = await this.link.ask({ kind: 'unwatch' }, farewellMs).catch(() => undefined);
    if (answer?.kind !== 'health') return {};
    const target = this.parts.at(-1)?.part.target;
    if (target !== undefined && answer.host !== undefined) this.hosts.push({ target, host: answer.host });
    return answer.readings as ClientHealthReadings;
  }

  async end(): Promise<void> {
    this.link[Symbol.dispose]();
    if (!this.isLost) await this.link.ask({ kind: 'release' }, farewellMs).catch(() => {});
  }

  /** It waits for a round of its firing. */
  waits(firing: number, round: number): void {
    if (this.current?.firing === firing) this.current.meeting?.wait(this, round);
  }

  /** Blocks come in order, each once. */
  receive(block: Block): void {
    const { current } = this;
    if (current === undefined || block.firing !== current.firing) return;
    switch (block.kind) {
      case 'samples':
        current.checksum = checksumOf(block.batches, current.checksum);
        for (const batch of block.batches.map(unpacked)) {
          current.part.add(batch);
          this.keep(current, () => current.keeper.onBatch(batch, Number.MIN_SAFE_INTEGER));
        }
        this.keep(current, () => current.keeper.onBatch(noSamples, block.untilMs));
        break;
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
  }

  /** What it did at a target. */
  result(target: string): WorkerResult {
    const { hello, threads } = this.options;
    const known = this.link.clock.known();
    const own = this.parts.filter(({ part }) => part.target === target);
    const counts = own.map(({ part }) => part.counts);
    const sent = counts.map((one) => one.sent);
    return {
      ...{ name: this.name, version: hello.version, threads, cores: hello.cores, memoryMb: hello.memoryMb },
      ...(known && {
        clock: {
          ...{ offsetMs: known.middleOffsetMs, boundMs: known.usedWithinMs },
          ...{ driftPpm: known.driftPpm, driftBoundPpm: known.driftBoundPpm },
        },
      }),
      ...optional('host', hostOverRepeats(this.hosts.filter((one) => one.target === target).map(({ host }) => host))),
      ...optional('calibration', hello.calibration),
      phases: own.map(({ part, startMs }) => part.finish(startMs)),
      ...(sent.every((one) => one !== undefined) && { samplesSent: sent.reduce((sum, one) => sum + one, 0) }),
      samplesReceived: counts.reduce((sum, { received }) => sum + received, 0),
      ...optional('lost', this.lost),
    };
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
      current.reject(new Error(`samples of ${this.name} were changed on their way: their checksum differs`));
    else if (current.thrown !== undefined) current.reject(current.thrown.error);
    else current.resolve({ startedAtMs, finishedAtMs });
  }

  /** Like a thread: what the keeper throws is thrown when the firing has ended. */
  private keep(current: Current, act: () => void): void {
    if (current.thrown !== undefined) return;
    try {
      act();
    } catch (error) {
      current.thrown = { error };
    }
  }

  /** It is not replaced: what it was to fire could be fired twice. The load goes on without it. */
  private lose(reason: string): void {
    if (this.lost !== undefined) return;
    const { clock, connection, subjects, run } = this.options.place;
    this.lost = { atMs: clock.nowMs(), reason };
    this.sayLost(reason);
    this.link[Symbol.dispose]();
    connection.publish(subjects.to(this.id), encoded('command', { kind: 'release', run }));
    const { current } = this;
    if (current === undefined) return;
    current.meeting?.leave(this);
    setTimeout(() => {
      this.options.flush(this.id);
      if (current.thrown !== undefined) current.reject(current.thrown.error);
      else current.resolve({ startedAtMs: current.startMs, finishedAtMs: clock.nowMs() });
    }, lateBlocksMs);
  }
}

const noSamples = { count: 0, rows: new Float64Array(0), texts: [], bytes: 0 };
