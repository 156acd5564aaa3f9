import type { NatsConnection } from '@nats-io/transport-node';
import type { Clock } from '../../loadgen/clock.ts';
import { isNoResponder } from '../engine/no-responder.ts';
import { type Answer, type Command, decoded, encoded } from '../protocol/messages.ts';
import type { Subjects } from '../protocol/subjects.ts';
import { WorkerClock } from './worker-clock.ts';

/** All that a run says to its workers goes here. */
export interface RunPlace {
  readonly connection: NatsConnection;
  readonly subjects: Subjects;
  readonly run: string;
  readonly clock: Clock;
}

export interface LinkListeners {
  /** The last firing that was stopped, or -1: each beat repeats it. */
  stopped(): number;
  lost(reason: string): void;
  /** Whether a round is about to begin: a beat would run beside it. */
  isStarting(nowMs: number): boolean;
}

type RunCommand = Exclude<Command, { kind: 'lease' }>;
/** Distributed over the commands, so that each keeps its own fields. */
type WithoutRun<C> = C extends RunCommand ? Omit<C, 'run'> : never;

export const leftBroker = 'it left the broker';

const beatEveryMs = 500;
const beatTimeoutMs = 2000;
/** As long as a worker waits for its coordinator. */
const silentMs = 10_000;
/** The broker knows of no such worker. One that has lost the broker is back by then. */
const goneMs = 2500;
/** Before and after each phase. */
const probes = 64;

/** Commands to one worker, and beats: they keep it at work, and each reads its clock. */
export class WorkerLink implements Disposable {
  readonly clock = new WorkerClock();
  sent = 0;
  private readonly place: RunPlace;
  private readonly worker: string;
  private readonly listeners: LinkListeners;
  private readonly beating: NodeJS.Timeout;
  private releasedAtMs: number | undefined;
  private heardAtMs: number;
  private goneSinceMs: number | undefined;

  constructor(place: RunPlace, worker: string, listeners: LinkListeners) {
    this.place = place;
    this.worker = worker;
    this.listeners = listeners;
    this.heardAtMs = place.clock.nowMs();
    this.beating = setInterval(() => {
      if (!listeners.isStarting(place.clock.nowMs())) void this.beat();
    }, beatEveryMs);
  }

  /** Of the run's clock. */
  get nowMs(): number {
    return this.place.clock.nowMs();
  }

  get sinceReleaseMs(): number | undefined {
    return this.releasedAtMs === undefined ? undefined : Math.max(0, this.place.clock.nowMs() - this.releasedAtMs);
  }

  /** @throws if no answer comes */
  async ask(command: WithoutRun<RunCommand>, timeout: number): Promise<Answer> {
    const { connection, subjects, run } = this.place;
    const message = encoded('command', { ...command, run } as Command);
    const reply = await connection.request(subjects.to(this.worker), message, { timeout });
    const answer = decoded('answer', reply.data);
    if (answer === undefined) throw new Error('its answer cannot be read');
    return answer;
  }

  /** Reads its clock many times in a row: the shortest round trips say the most. */
  async probe(): Promise<void> {
    for (let done = 0; done < probes; done += 1) if (!(await this.beat())) return;
  }

  [Symbol.dispose](): void {
    clearInterval(this.beating);
  }

  /** @returns whether it answered */
  private async beat(): Promise<boolean> {
    const { clock } = this.place;
    const sentMs = clock.nowMs();
    try {
      const answer = await this.ask({ kind: 'beat', stopped: this.listeners.stopped() }, beatTimeoutMs);
      const receivedMs = clock.nowMs();
      if (answer.kind === 'refused') this.listeners.lost(answer.reason);
      if (answer.kind !== 'beat') return false;
      this.clock.add({ sentMs, remoteMs: answer.nowMs, receivedMs });
      this.sent = answer.sent;
      this.releasedAtMs = answer.sinceReleaseMs === undefined ? undefined : receivedMs - answer.sinceReleaseMs;
      this.heardAtMs = receivedMs;
      this.goneSinceMs = undefined;
      return true;
    } catch (error) {
      this.missed(isNoResponder(error));
      return false;
    }
  }

  private missed(isGone: boolean): void {
    const nowMs = this.place.clock.nowMs();
    if (isGone) this.goneSinceMs ??= nowMs;
    if (this.goneSinceMs !== undefined && nowMs - this.goneSinceMs > goneMs) this.listeners.lost(leftBroker);
    else if (nowMs - this.heardAtMs > silentMs) this.listeners.lost(`it was silent for ${silentMs / 1000} s`);
  }
}
