import { setTimeout as sleep } from 'node:timers/promises';
import { programFile } from '../../launch/local/program-file.ts';
import { hostUse, readHost } from '../../launch/meters/host-probe.ts';
import { type Clock, startClock } from '../../loadgen/clock.ts';
import { Generator } from '../../loadgen/threads/generator.ts';
import { workerThreads } from '../../loadgen/threads/generator-thread.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { decodeOrder } from '../protocol/fire-order.ts';
import type { Answer, Report, Signal } from '../protocol/messages.ts';
import { WorkerFiring } from './firing.ts';
import type { RunCommand } from './membership.ts';
import { Outbox, type OutboxOptions } from './outbox.ts';

export interface SessionOptions extends Pick<OutboxOptions, 'publish' | 'problemOf'> {
  say(words: string): void;
  report(report: Report): void;
  readonly maxPayload: number;
  /** Of a firing; it is a bug of ours. */
  onFailure(error: unknown): void;
}

/** Nothing is sent this long after the last word of the coordinator, also by a process that was suspended meanwhile. */
export const leaseMs = 10_000;

/** An interrupted command ends within 5 s. */
const mostHandOverMs = 3000;

type OrderPart = Extract<RunCommand, { kind: 'order' }>;

/** What a worker does for one run. */
export class Session implements AsyncDisposable {
  readonly clock: Clock = startClock();
  private readonly options: SessionOptions;
  private readonly outbox: Outbox;
  private readonly ending = new AbortController();
  private generator: Promise<Generator> | undefined;
  private started: Generator | undefined;
  private health: ReturnType<Generator['watch']> | undefined;
  private hostBefore: ReturnType<typeof readHost> | undefined;
  private parts: OrderPart[] = [];
  private firing: { readonly number: number; readonly one: WorkerFiring; readonly done: Promise<void> } | undefined;
  private isLeaving = false;
  /** The last firing that was to stop, also if its order is still in transit. */
  private stopped = -1;
  /** The last word of the coordinator. */
  heardAtMs = this.clock.nowMs();

  constructor(options: SessionOptions) {
    this.options = options;
    const { publish, problemOf, say } = options;
    this.outbox = new Outbox({
      ...{ publish, problemOf },
      onProblem: (problem) => {
        say(`stopped: ${problem}`);
        this.firing?.one.stop();
      },
    });
  }

  obey(command: RunCommand): Answer | Promise<Answer> {
    this.heard();
    switch (command.kind) {
      case 'beat':
        return this.beat(command);
      case 'warm':
        return this.warm(command);
      case 'order':
        return this.order(command);
      case 'watch':
        this.health = this.started?.watch();
        this.hostBefore = readHost();
        return { kind: 'done' };
      case 'unwatch':
        return this.unwatch();
    }
  }

  hear(signal: Signal): void {
    this.heard();
    if (signal.kind === 'stop') this.stop(signal.firing);
    else if (signal.firing === this.firing?.number) this.firing.one.signals.heard(signal);
  }

  /** Stops firing, and hands over what was fired, as far as that takes no longer than a signal to end allows. */
  async handOver(): Promise<void> {
    this.isLeaving = true;
    this.firing?.one.leave();
    const handedOver = async () => {
      await this.firing?.done;
      await this.outbox.drained();
    };
    await Promise.race([handedOver(), sleep(mostHandOverMs, undefined, { ref: false })]);
  }

  /** Stops firing at once. What was fired and not yet handed over is dropped. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.ending.abort();
    this.outbox.close();
    this.firing?.one.stop();
    await this.firing?.done;
    const generator = await this.generator?.catch(() => undefined);
    await generator?.[Symbol.asyncDispose]();
  }

  heard(): void {
    this.heardAtMs = this.clock.nowMs();
    this.started?.leaseUntil(this.heardAtMs + leaseMs);
  }

  /** A signal to stop may have been lost: each beat repeats it. */
  private beat({ stopped }: Extract<RunCommand, { kind: 'beat' }>): Answer {
    const nowMs = this.clock.nowMs();
    this.stop(stopped);
    const { problem } = this.outbox;
    if (problem !== undefined) return { kind: 'refused', reason: problem };
    return {
      ...{ kind: 'beat', nowMs, sent: this.started?.sent ?? 0 },
      ...optional('sinceReleaseMs', this.started?.sinceReleaseMs),
    };
  }

  private stop(upTo: number): void {
    this.stopped = Math.max(this.stopped, upTo);
    if (this.firing !== undefined && this.firing.number <= this.stopped) this.firing.one.stop();
  }

  private async warm({ threads, identity }: Extract<RunCommand, { kind: 'warm' }>): Promise<Answer> {
    this.generator ??= Generator.start({
      transport: workerThreads(programFile('src/loadgen/threads/thread-main')),
      threads,
      clock: this.clock,
      ...(identity && { warmUp: { identity, signal: this.ending.signal, onSample: () => {} } }),
    });
    try {
      this.started = await this.generator;
      return { kind: 'done' };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { kind: 'refused', reason: error.message, ...optional('hint', error.hint) };
    }
  }

  /** The last part of a new firing begins it. One that has begun is not begun again. */
  private order(part: OrderPart): Answer {
    if (this.started === undefined) return { kind: 'refused', reason: 'its threads have not started' };
    if (this.isLeaving) return { kind: 'refused', reason: 'it was stopped' };
    if (part.firing <= (this.firing?.number ?? -1)) return { kind: 'done' };
    if (part.part === 0) this.parts = [];
    if (this.parts.length === part.part && part.firing === (this.parts[0]?.firing ?? part.firing))
      this.parts.push(part);
    if (this.parts.length < part.parts) return { kind: 'done' };
    const { started: generator, outbox, clock: own } = this;
    const { report: send, maxPayload, onFailure } = this.options;
    const order = decodeOrder(Buffer.concat(this.parts.map(({ bytes }) => bytes)));
    this.parts = [];
    const report = (round: number) => send({ kind: 'waiting', firing: part.firing, round });
    const one = new WorkerFiring({
      ...{ ...order, firing: part.firing, generator, own, outbox, report },
      maxPayload,
    });
    if (part.firing <= this.stopped) one.stop();
    this.firing = { number: part.firing, one, done: one.run().catch((error) => onFailure(error)) };
    return { kind: 'done' };
  }

  private async unwatch(): Promise<Answer> {
    const readings = await this.health?.stop();
    this.health = undefined;
    const host = this.hostBefore && hostUse(this.hostBefore, readHost());
    return { kind: 'health', readings: readings ?? {}, ...optional('host', host) };
  }
}
