import { randomUUID } from 'node:crypto';
import type { EnvironmentProcess } from '../../environment/process.ts';
import { peakRssMbOf } from '../../environment/process-meter.ts';
import { errorTypeOf, type Failure } from '../../invoke.ts';
import { type LimitedProcess, type Limits, limitedProcess } from '../../resources/resources.ts';
import type { AnswerSink, Door, Poll, Refusal, Runtime, RuntimeAnswer } from '../../runtime-api/runtime.ts';
import { type SharedBooks, SharedLife, type SharedStopReason } from '../concurrent-life.ts';
import type { ManagedCall } from './call.ts';

export interface ManagedContext {
  readonly initTimeoutMs: number;
  readonly books: SharedBooks;
  openDoor(runtime: Runtime): Promise<Door>;
  startProcess(environmentId: string, door: Door, onExit: (why: string) => void): EnvironmentProcess;
  /** Holds the process to its memory size and CPU share. Absent: nothing does. */
  limit?(process: LimitedProcess, onExceeded: () => void): Limits;
  onReady(environment: ManagedEnvironment): void;
  onPoll(environment: ManagedEnvironment): void;
  onPollLost(environment: ManagedEnvironment): void;
  onLeft(environment: ManagedEnvironment): void;
  /** It takes no more calls. Its process may have up to 2 s left, until `ended`. */
  onGone(environment: ManagedEnvironment): void;
}

/** An execution environment whose runtime polls several times, for as many calls as it will take at once. */
export class ManagedEnvironment implements Runtime {
  readonly id = randomUUID();
  readonly ended: Promise<void>;
  readonly #context: ManagedContext;
  readonly #life: SharedLife;
  readonly #polls = new Set<Poll>();
  /** By request id: those that the runtime has not done with, also if their time is over. */
  readonly #calls = new Map<string, ManagedCall>();
  #process: EnvironmentProcess | undefined;
  #limits: Limits | undefined;
  #initTimer: NodeJS.Timeout | undefined;
  #startedAtMs = performance.now();
  #reason: SharedStopReason | undefined;
  #initFailure: Failure | undefined;

  constructor(context: ManagedContext) {
    this.#context = context;
    this.#life = new SharedLife(this.id, context.books);
    this.ended = this.#run();
  }

  get reason(): SharedStopReason | undefined {
    return this.#reason;
  }

  get initFailure(): Failure | undefined {
    return this.#initFailure;
  }

  get inFlight(): number {
    return this.#calls.size;
  }

  get leaders(): readonly number[] {
    return [this.#process?.pid ?? []].flat();
  }

  give(call: ManagedCall): void {
    const [poll] = this.#polls;
    if (poll === undefined) throw new Error(`environment ${this.id} has no open poll`);
    this.#polls.delete(poll);
    this.#calls.set(call.requestId, call);
    if (this.#life.state === 'idle') this.#life.become('busy');
    poll.deliver(call.request, call.handOver(this.id, this.#calls.size));
  }

  next(poll: Poll): Refusal | undefined {
    if (this.#life.state === 'stopped') return 'invalid-state';
    if (this.#life.state === 'starting') this.#initialized();
    this.#polls.add(poll);
    this.#context.onPoll(this);
    return undefined;
  }

  /** One of several has gone, perhaps a worker of the runtime; the end of the process shows if it is more. */
  pollLost(poll: Poll): void {
    if (this.#polls.delete(poll)) this.#context.onPollLost(this);
  }

  respond(requestId: string, answer: RuntimeAnswer): Refusal | undefined {
    return this.#done(requestId, (call) => call.succeed(answer));
  }

  fail(requestId: string, failure: Failure): Refusal | undefined {
    return this.#done(requestId, (call) => call.fail(failure));
  }

  stream(requestId: string, contentType: string): AnswerSink | Refusal {
    const call = this.#calls.get(requestId);
    if (call === undefined) return 'unknown-id';
    call.beginAnswer(contentType);
    return {
      write: (piece) => call.add(piece),
      end: (failure) => {
        this.#done(requestId, () => (failure === undefined ? call.endAnswer() : call.fail(failure)));
      },
      breakOff: () => this.brokeOff(requestId),
    };
  }

  brokeOff(requestId: string): void {
    this.#done(requestId, (call) => call.fail(truncated));
  }

  failInit(failure: Failure): Refusal | undefined {
    if (this.#life.state !== 'starting') return 'invalid-state';
    this.#initFailed(failure);
    return undefined;
  }

  /** There are no snapshots in this model. */
  restoreNext(): Refusal {
    return 'invalid-state';
  }

  failRestore(): Refusal {
    return 'invalid-state';
  }

  /** SIGTERM, and SIGKILL when its time is up. Calls that it is busy with fail. */
  async shutDown(reason: SharedStopReason): Promise<void> {
    this.#stop(reason, exitError('Runtime was shut down'));
    await this.#process?.shutDown();
    await this.ended;
  }

  kill(): void {
    this.#process?.kill();
  }

  async #run(): Promise<void> {
    try {
      using door = await this.#context.openDoor(this);
      if (this.#life.state === 'starting') await this.#startProcess(door).ended;
    } catch (error) {
      // Out of ports, file descriptors or processes: this environment's end, which the platform outlives.
      this.#process?.kill();
      this.#exited(`Runtime could not be started: ${(error as Error).message}`);
    } finally {
      this.#limits?.[Symbol.dispose]();
    }
  }

  #startProcess(door: Door): EnvironmentProcess {
    const { initTimeoutMs, limit, startProcess } = this.#context;
    this.#startedAtMs = performance.now();
    this.#initTimer = setTimeout(() => this.#initFailed({ kind: 'timeout', afterMs: initTimeoutMs }), initTimeoutMs);
    const started = startProcess(this.id, door, (why) => this.#exited(why));
    this.#process = started;
    if (started.pid !== undefined) {
      this.#limits = limit?.(limitedProcess(started.pid, started), () =>
        this.#stopNow('out-of-memory', exitError(killed)),
      );
      this.#life.started(started.pid);
    }
    return started;
  }

  #initialized(): void {
    clearTimeout(this.#initTimer);
    this.#limits?.initialized();
    this.#context.books.initEnded({ ...this.#init, status: 'success' });
    this.#life.become('idle', { peakRssMb: this.#peakRssMb() });
    this.#context.onReady(this);
  }

  #done(requestId: string, end: (call: ManagedCall) => void): Refusal | undefined {
    const call = this.#calls.get(requestId);
    if (call === undefined) return 'unknown-id';
    this.#calls.delete(requestId);
    // One whose time was over keeps its end, and the runtime gets no error: it has done nothing wrong.
    end(call);
    if (this.#calls.size === 0 && this.#life.state === 'busy')
      this.#life.become('idle', { peakRssMb: this.#peakRssMb() });
    this.#context.onLeft(this);
    return undefined;
  }

  #exited(why: string): void {
    const exceeded = this.#limits?.exceededMemory() === true;
    const failure: Failure = { ...exitError(why), ...(exceeded ? { errorType: 'Runtime.OutOfMemory' } : {}) };
    if (this.#life.state === 'starting') this.#initFailed(failure);
    else this.#stop(exceeded ? 'out-of-memory' : 'crash', failure);
  }

  #initFailed(failure: Failure): void {
    if (this.#life.state !== 'starting') return;
    this.#initFailure = failure;
    const status = failure.kind === 'timeout' ? 'timeout' : 'error';
    this.#context.books.initEnded({ ...this.#init, status, errorType: errorTypeOf(failure) });
    this.#stopNow('init-error', failure);
  }

  #stopNow(reason: SharedStopReason, failure: Failure): void {
    this.#stop(reason, failure);
    this.kill();
  }

  #stop(reason: SharedStopReason, failure: Failure): void {
    if (this.#life.state === 'stopped') return;
    this.#reason = reason;
    clearTimeout(this.#initTimer);
    this.#polls.clear();
    this.#life.become('stopped', { reason, peakRssMb: this.#peakRssMb() });
    for (const call of this.#calls.values()) call.fail(failure);
    this.#calls.clear();
    this.#context.onGone(this);
  }

  get #init() {
    return { environmentId: this.id, initMs: performance.now() - this.#startedAtMs, phase: 'init' } as const;
  }

  #peakRssMb(): number | undefined {
    const pid = this.#process?.meteredPid;
    return pid === undefined ? undefined : peakRssMbOf(pid);
  }
}

/** Half an answer: the connection of one of several has broken, which need not be the end of the others. */
const truncated = {
  kind: 'ended',
  errorType: 'Runtime.TruncatedResponse',
  message: 'Truncated runtime response',
} as const;

const killed = 'Runtime exited with error: signal: killed';

const exitError = (message: string) => ({ kind: 'ended', errorType: 'Runtime.ExitError', message }) as const;
