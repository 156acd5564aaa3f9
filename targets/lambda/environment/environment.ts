import { randomUUID } from 'node:crypto';
import { optional } from '../../../src/model/optional.ts';
import type { ExtensionStart } from '../extensions/extensions.ts';
import { errorTypeOf, type Failure, type InvokeRequest, type InvokeResult } from '../invoke.ts';
import type { LifeOwner, ObservedLife } from '../life-owner.ts';
import { wallClockAt } from '../logging/instants.ts';
import type { StartStatus } from '../logging/log-lines.ts';
import type { Door, Runtime, RuntimeAnswer, RuntimeMeters } from '../runtime-api/runtime.ts';
import { restoreFailure, restoreTimeoutMs } from '../snapshot/restore-failure.ts';
import { RunningInvocation, type StartTime } from './call.ts';
import { CallBooks } from './call-books.ts';
import type { EnvironmentContext } from './context.ts';
import { EnvironmentDirectory } from './directory.ts';
import { RuntimeLife } from './runtime-life.ts';
import { EnvironmentStates, type ResetReason, type StopReason } from './states.ts';

/** An execution environment: it runs one call at a time, in one process, or in one after another if they die. */
export class Environment implements LifeOwner {
  readonly id = randomUUID();
  readonly ended: Promise<void>;
  readonly #context: EnvironmentContext<Environment>;
  readonly #books: CallBooks;
  readonly #directory = new EnvironmentDirectory();
  readonly #states: EnvironmentStates;
  /** An init in an invocation's own time has the function's timeout, and is suppressed: it has no Init Duration. */
  #phase: 'init' | 'invoke' = 'init';
  #life: RuntimeLife;
  #call: RunningInvocation | undefined;
  /** Guards the init, then each call until the runtime polls again. */
  #deadline: NodeJS.Timeout | undefined;
  #finish: () => void = () => {};
  #initFailure: string | undefined;

  /** Starts a process. An invocation may be given to it at once; it waits for the init. */
  constructor(context: EnvironmentContext<Environment>) {
    this.#context = context;
    this.#books = new CallBooks(this.id, context.books);
    this.#states = new EnvironmentStates(this.id, context.books);
    this.ended = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.#life = this.#newLife();
  }

  get initFailure(): string | undefined {
    return this.#initFailure;
  }

  /** Only while starting, idle or reset, and one at a time. Never rejects. */
  invoke(request: InvokeRequest): Promise<InvokeResult> {
    // It waits for an init, even for one that fails.
    const servedBy = { environmentId: this.id, coldStart: this.#states.now !== 'idle' };
    return new Promise((resolve) => {
      const call = new RunningInvocation(request, (result) => resolve({ ...result, servedBy }));
      this.#call = call;
      if (this.#states.now === 'idle') this.#handOver(call);
      else if (this.#states.now === 'reset') this.#startAgain(call);
    });
  }

  /** It went over its memory: it is killed, and its call fails with `Runtime.OutOfMemory`. */
  outOfMemory(): void {
    if (this.#states.now === 'reset' || this.#states.now === 'stopped') return;
    this.#life.end('failure');
    const message = 'Runtime exited with error: signal: killed';
    const failure: Failure = { kind: 'ended', errorType: 'Runtime.OutOfMemory', message };
    if (this.#states.now === 'starting') this.initFailed(failure);
    else this.died(failure);
  }

  /** Its processes end in the time that Lambda gives them. A call that it is busy with fails. */
  async shutDown(reason: StopReason): Promise<void> {
    if (this.#states.now === 'stopped') return;
    this.#failCall({ kind: 'ended', errorType: 'Runtime.ExitError', message: 'Runtime was shut down' });
    clearTimeout(this.#deadline);
    this.#life.meter?.readPeak();
    this.#states.become('stopped', this.#life, reason);
    this.#context.onStopped(this);
    this.#life.end('spindown');
    await this.#life.ended;
    await this.#directory.remove();
    await this.#context.files?.remove();
    this.#finish();
  }

  kill(): void {
    this.#life.kill();
  }

  initStarts(): void {
    const { restores = false, limits, books } = this.#context;
    if (this.#phase === 'init') {
      const afterMs = restores ? restoreTimeoutMs : limits.initTimeoutMs;
      this.#deadline = setTimeout(() => this.#initTimedOut({ kind: 'timeout', afterMs }), afterMs);
    }
    if (restores) books.restoreStarted();
    else books.initStarted(this.#phase);
  }

  started(life: ObservedLife): void {
    this.#states.started(life);
  }

  initialized(life: ObservedLife, meters: RuntimeMeters): void {
    const { meter, startDelayMs, extensionStatuses } = life;
    const use = meter?.initialized(meters) ?? {};
    const start = { ...this.#startOf(life), use };
    if (this.#phase === 'invoke') {
      this.#call?.initialized(use);
    } else {
      clearTimeout(this.#deadline);
      const { unpackMs, delayMs = 0 } = this.#context.files ?? {};
      this.#call?.waited({ ...start, ...optional('unpackMs', unpackMs) }, startDelayMs + delayMs);
    }
    meter?.readPeak();
    this.#context.books.extensionsStarted(extensionStatuses);
    this.#startEnded(start, 'success');
  }

  /** Lambda tries it once more, inside the first invocation and in its time; but not a restore. */
  initFailed(failure: Failure): void {
    this.#reportInit(failure);
    const { restores = false } = this.#context;
    if (this.#phase === 'init' && this.#call !== undefined && !restores) {
      clearTimeout(this.#deadline);
      this.#startAgain(this.#call);
    } else {
      this.#initFailure = errorTypeOf(failure);
      this.#failCall(restores ? restoreFailure(failure) : failure);
      this.#reset('init-error');
    }
  }

  polled(sinceMs: number): void {
    if (this.#states.now === 'busy') {
      clearTimeout(this.#deadline);
      this.#books.lingered({ untilMs: performance.now(), sinceMs });
      this.#call = undefined;
    }
    this.#states.become('idle', this.#life);
    if (this.#call !== undefined) {
      this.#handOver(this.#call);
      return;
    }
    this.#life.rest();
    this.#context.onIdle(this);
  }

  answered(answer: RuntimeAnswer, meters: RuntimeMeters): void {
    this.#end((call, atMs) => call.succeed(answer, atMs, this.#life.meter?.callEnded(meters)));
  }

  answerBegins(contentType: string): void {
    this.#call?.beginAnswer(contentType);
  }

  answerGoesOn(piece: Buffer): Promise<void> | undefined {
    return this.#call?.add(piece);
  }

  answerEnds(failure: Failure | undefined, meters: RuntimeMeters): void {
    this.#end((call, atMs) => {
      const use = this.#life.meter?.callEnded(meters);
      if (failure === undefined) call.endAnswer(atMs, use);
      else call.fail(failure, atMs, use);
    });
  }

  died(failure: Failure): void {
    this.#failCall(failure);
    this.#reset('crash');
  }

  printed(life: ObservedLife, line: string): void {
    if (life === this.#life) (this.#books.openCall ?? this.#call)?.logged([line]);
  }

  #newLife(): RuntimeLife {
    const before = this.#life?.ended ?? this.#context.files?.unpacked;
    const { extensions } = this.#context;
    const context = {
      freezes: this.#context.freezes,
      restores: this.#context.restores ?? false,
      turns: this.#context.turns,
      hurries: this.#phase === 'invoke',
      throttledMs: () => this.#context.throttledMs?.(this.id),
      extensions: extensions && {
        ...extensions,
        startProcess: (start: ExtensionStart) => extensions.startProcess(this.id, start, this.#directory.path),
      },
      openDoor: (runtime: Runtime) => this.#context.openDoor(runtime),
      startProcess: (door: Door, onExit: (why: string) => void) =>
        this.#context.startProcess(this.id, door, onExit, this.#directory.path),
    };
    return new RuntimeLife(this, context, before);
  }

  #startAgain(call: RunningInvocation): void {
    this.#startCall(call);
    this.#life.end('failure');
    this.#phase = 'invoke';
    this.#states.become('starting', this.#life);
    this.#life = this.#newLife();
  }

  #startCall(call: RunningInvocation): void {
    const { timeoutMs: afterMs } = this.#context.limits;
    this.#deadline = setTimeout(() => this.#timedOut({ kind: 'timeout', afterMs }), afterMs);
    this.#books.start(call);
  }

  #handOver(call: RunningInvocation): void {
    const life = this.#life;
    life.takeTurn((delayMs) => {
      if (this.#call === call && this.#life === life) this.#deliver(call, delayMs);
      else life.endTurn();
    });
  }

  #deliver(call: RunningInvocation, delayMs: number): void {
    call.delayed(delayMs);
    if (call.startedAtMs === undefined) this.#startCall(call);
    this.#life.meter?.callStarts();
    this.#states.become('busy', this.#life);
    const startedAtMs = call.startedAtMs ?? performance.now();
    const deadlineEpochMs = wallClockAt(startedAtMs + this.#context.limits.timeoutMs);
    this.#life.deliver(call.request, Math.floor(deadlineEpochMs));
  }

  #end(end: (call: RunningInvocation, atMs: number) => void): void {
    const [call, atMs] = [this.#call, performance.now()];
    if (call === undefined) return;
    end(call, atMs);
    this.#life.endTurn();
    this.#context.onAnswered(this);
    this.#books.release(call, this.#life, this.#life.lingers ? 'lingers' : 'is-over');
  }

  #initTimedOut(failure: Failure): void {
    this.#life.end('timeout');
    this.initFailed(failure);
  }

  #timedOut(failure: Failure): void {
    if (this.#states.now === 'starting') this.#reportInit(failure);
    this.#failCall(failure);
    this.#reset('timeout');
  }

  #reportInit(failure: Failure): void {
    this.#call?.logged(this.#context.books.extensionsStarted(this.#life.extensionStatuses));
    const lines = this.#startEnded(
      this.#startOf(this.#life),
      failure.kind === 'timeout' ? 'timeout' : 'error',
      errorTypeOf(failure),
    );
    this.#call?.logged(lines);
  }

  #startOf({ startedAtMs, restoredAtMs }: ObservedLife): StartTime {
    const nowMs = performance.now();
    const ms = nowMs - startedAtMs;
    if (this.#context.restores !== true) return { kind: 'init', ms };
    return { kind: 'restore', ms, billedMs: restoredAtMs === undefined ? 0 : Math.ceil(nowMs - restoredAtMs) };
  }

  #startEnded(start: StartTime, status: StartStatus, errorType?: string): string[] {
    const { books } = this.#context;
    const report = { environmentId: this.id, phase: this.#phase, status, ...optional('errorType', errorType) };
    return start.kind === 'init'
      ? books.initEnded({ ...report, initMs: start.ms })
      : books.restoreEnded({ ...report, restoreMs: start.ms, billedRestoreMs: start.billedMs });
  }

  /** A call that has its answer already keeps it; one that extensions went on with is accounted as failed. */
  #failCall(failure: Failure): void {
    const call = this.#call;
    if (call === undefined) return;
    const { meter } = this.#life;
    this.#books.lingered({ untilMs: performance.now(), failure });
    meter?.readPeak();
    call.fail(failure, performance.now(), this.#states.now === 'busy' ? meter?.callEnded({}) : undefined);
    this.#books.release(call, this.#life);
    this.#call = undefined;
  }

  #reset(reason: ResetReason): void {
    if (this.#states.now === 'stopped') return;
    const mayTakeCalls = this.#states.now === 'idle';
    clearTimeout(this.#deadline);
    this.#life.meter?.readPeak();
    this.#life.end(reason === 'timeout' ? 'timeout' : 'failure');
    this.#states.become('reset', this.#life, reason);
    if (!mayTakeCalls) this.#context.onIdle(this);
  }
}
