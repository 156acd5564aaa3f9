import { randomUUID } from 'node:crypto';
import { optional } from '../../src/model/optional.ts';
import type { EnvironmentState } from '../../src/model/telemetry.ts';
import { type Account, epochMs } from './account.ts';
import { Call } from './call.ts';
import { EnvironmentMeter } from './environment-meter.ts';
import type { EnvironmentProcess } from './environment-process.ts';
import { errorTypeOf, type Failure, type InvokeRequest, type InvokeResult } from './invoke.ts';
import { mayBecome } from './lifecycle.ts';
import type { Door, Poll, Refusal, Runtime, RuntimeMeters } from './runtime-api/runtime.ts';

export type StopReason = 'idle' | 'crash' | 'timeout' | 'init-error' | 'shutdown';

export interface EnvironmentContext {
  readonly limits: { readonly timeoutMs: number; readonly initTimeoutMs: number };
  readonly account: Account;
  /** See `answerHeldMs`. */
  readonly answerHeldMs?: number;
  /** Opens a Runtime API for this environment alone. */
  openDoor(runtime: Runtime): Promise<Door>;
  startProcess(environmentId: string, door: Door, onExit: (why: string) => void): EnvironmentProcess;
  /** It can take a call. */
  onIdle(environment: Environment): void;
  /** It takes no more calls. Its process may have up to 2 s left; `ended` tells. */
  onStopped(environment: Environment): void;
}

/**
 * An answer is given to the caller when its environment can take the next call, so that a caller who asks one thing after
 * another meets one environment. Our own runtime posts its answer and polls in one write; another one needs a round
 * trip more. The caller of one that lingers gets the answer after this time.
 */
const answerHeldMs = 10;

/** An execution environment: one process that runs one call at a time. */
export class Environment implements Runtime {
  readonly id = randomUUID();
  /** Resolves when nothing of it is left. */
  readonly ended: Promise<void>;
  readonly #context: EnvironmentContext;
  #state: EnvironmentState = 'starting';
  #process: EnvironmentProcess | undefined;
  #meter: EnvironmentMeter | undefined;
  /** When its process was started; until then, when it was wanted. */
  #startedAtMs = performance.now();
  #poll: Poll | undefined;
  #call: Call | undefined;
  /** Guards the init, then each call until the runtime polls again. */
  #deadline: NodeJS.Timeout | undefined;
  #answerTimer: NodeJS.Timeout | undefined;
  #accounting: NodeJS.Immediate | undefined;
  #unaccounted: Call | undefined;

  /** Starts a process. An invocation may be given to it at once; it waits for the init. */
  constructor(context: EnvironmentContext) {
    this.#context = context;
    this.ended = this.#run();
  }

  /** Only while starting or idle, and one at a time. Never rejects. */
  invoke(request: InvokeRequest): Promise<InvokeResult> {
    return new Promise((resolve) => {
      this.#call = new Call(request, resolve);
      if (this.#state === 'idle') this.#handOver();
    });
  }

  next(poll: Poll, meters: RuntimeMeters): Refusal | undefined {
    const busy = this.#state === 'busy' && this.#call?.end === undefined;
    if (busy || this.#state === 'stopped' || this.#poll !== undefined) return 'invalid-state';
    clearTimeout(this.#deadline);
    this.#poll = poll;
    if (this.#state === 'starting') this.#initialized(meters);
    else this.#callDone();
    this.#become('idle');
    if (this.#call === undefined) this.#context.onIdle(this);
    else this.#handOver();
    return undefined;
  }

  pollLost(poll: Poll): void {
    if (this.#poll === poll) this.#stopNow('crash');
  }

  respond(requestId: string, payload: Buffer, meters: RuntimeMeters): Refusal | undefined {
    return this.#end(requestId, meters, (call, atMs, cpuMs) => call.succeed(payload, atMs, cpuMs));
  }

  fail(requestId: string, failure: Failure, meters: RuntimeMeters): Refusal | undefined {
    return this.#end(requestId, meters, (call, atMs, cpuMs) => call.fail(failure, atMs, cpuMs));
  }

  failInit(failure: Failure): Refusal | undefined {
    if (this.#state !== 'starting') return 'invalid-state';
    this.#initFailed(failure);
    return undefined;
  }

  /** SIGTERM, and SIGKILL when its time is up. A call that it is busy with fails. */
  async shutDown(reason: StopReason): Promise<void> {
    this.#failCall({ kind: 'ended', errorType: 'Runtime.ExitError', message: 'Runtime was shut down' });
    this.#stop(reason);
    await this.#process?.shutDown();
  }

  /** SIGKILL to all that belongs to it. */
  kill(): void {
    this.#process?.kill();
  }

  async #run(): Promise<void> {
    try {
      using door = await this.#context.openDoor(this);
      if (this.#state === 'starting') await this.#startProcess(door).ended;
    } catch (error) {
      // Out of ports, file descriptors or processes: this environment's end, which the platform outlives.
      this.#exited(`Runtime could not be started: ${(error as Error).message}`);
    }
  }

  #startProcess(door: Door): EnvironmentProcess {
    const { initTimeoutMs } = this.#context.limits;
    this.#deadline = setTimeout(() => this.#initFailed({ kind: 'timeout', afterMs: initTimeoutMs }), initTimeoutMs);
    this.#startedAtMs = performance.now();
    const started = this.#context.startProcess(this.id, door, (why) => this.#exited(why));
    this.#process = started;
    if (started.pid !== undefined) {
      this.#meter = new EnvironmentMeter(started.pid);
      this.#tell(performance.timeOrigin + this.#startedAtMs);
    }
    return started;
  }

  #initialized(meters: RuntimeMeters): void {
    const initMs = performance.now() - this.#startedAtMs;
    this.#call?.waited({ initMs, initCpuMs: this.#meter?.initialized(meters) });
    this.#meter?.readPeak();
  }

  #handOver(): void {
    const [call, poll] = [this.#call, this.#poll];
    if (call === undefined || poll === undefined) return;
    this.#accountNow();
    this.#meter?.callStarts();
    this.#poll = undefined;
    this.#become('busy');
    this.#context.account.started(call.request.requestId);
    const { timeoutMs } = this.#context.limits;
    this.#deadline = setTimeout(() => this.#timedOut(timeoutMs), timeoutMs);
    call.start(performance.now());
    poll.deliver(call.request, Math.floor(epochMs() + timeoutMs));
  }

  #end(
    requestId: string,
    meters: RuntimeMeters,
    end: (call: Call, atMs: number, cpuMs: number | undefined) => void,
  ): Refusal | undefined {
    const atMs = performance.now();
    const call = this.#call;
    if (call?.request.requestId !== requestId) return 'unknown-id';
    if (this.#state !== 'busy' || call.end !== undefined) return 'invalid-state';
    end(call, atMs, this.#meter?.callEnded(meters));
    this.#answerTimer = setTimeout(() => this.#release(call), this.#context.answerHeldMs ?? answerHeldMs);
    return undefined;
  }

  #callDone(): void {
    if (this.#call !== undefined) this.#release(this.#call);
    this.#call = undefined;
  }

  #timedOut(timeoutMs: number): void {
    this.#failCall({ kind: 'timeout', afterMs: timeoutMs });
    this.#stopNow('timeout');
  }

  #exited(why: string): void {
    const failure: Failure = { kind: 'ended', errorType: 'Runtime.ExitError', message: why };
    if (this.#state === 'starting') this.#initFailed(failure);
    this.#failCall(failure);
    this.#stop('crash');
  }

  #initFailed(failure: Failure): void {
    const initMs = performance.now() - this.#startedAtMs;
    const status = failure.kind === 'timeout' ? 'timeout' : 'error';
    this.#context.account.initFailed({ initMs, phase: 'init', status, errorType: errorTypeOf(failure) });
    // Nothing else was done for the call: the time of the failed init is its duration.
    if (this.#call !== undefined) this.#context.account.started(this.#call.request.requestId);
    this.#call?.start(this.#startedAtMs);
    this.#failCall(failure);
    this.#stopNow('init-error');
  }

  /** A call that has ended already keeps its end. */
  #failCall(failure: Failure): void {
    const call = this.#call;
    if (call === undefined) return;
    this.#meter?.readPeak();
    call.fail(failure, performance.now(), this.#state === 'busy' ? this.#meter?.callEnded({}) : undefined);
    this.#release(call);
  }

  /** The caller first; the books when the event loop has read what the function printed before it answered. */
  #release(call: Call): void {
    clearTimeout(this.#answerTimer);
    if (!call.release()) return;
    this.#unaccounted = call;
    this.#accounting = setImmediate(() => this.#accountNow());
  }

  #accountNow(): void {
    const call = this.#unaccounted;
    if (call?.end === undefined || call.startedAtMs === undefined) return;
    this.#unaccounted = undefined;
    clearImmediate(this.#accounting);
    this.#meter?.readPeak();
    this.#context.account.ended({
      requestId: call.request.requestId,
      environmentId: this.id,
      startedAtEpochMs: performance.timeOrigin + call.startedAtMs,
      peakRssMb: this.#meter?.peakRssMb ?? 0,
      cpuQueueMs: this.#meter?.takeQueuedMs(),
      ...call.end,
      ...call.init,
    });
  }

  #stopNow(reason: StopReason): void {
    this.#stop(reason);
    this.kill();
  }

  #stop(reason: StopReason): void {
    if (this.#state === 'stopped') return;
    clearTimeout(this.#deadline);
    this.#poll = undefined;
    this.#meter?.readPeak();
    this.#become('stopped', reason);
    this.#context.onStopped(this);
  }

  #become(state: EnvironmentState, reason?: StopReason): void {
    if (!mayBecome(this.#state, state))
      throw new Error(`environment ${this.id}: ${this.#state} cannot become ${state}`);
    this.#state = state;
    this.#tell(epochMs(), reason);
  }

  #tell(atEpochMs: number, reason?: StopReason): void {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    const peakRssMb = this.#state === 'idle' || this.#state === 'stopped' ? this.#meter?.peakRssMb : undefined;
    this.#context.account.changed({
      environmentId: this.id,
      pid,
      state: this.#state,
      atEpochMs,
      ...optional('reason', reason),
      ...optional('peakRssMb', peakRssMb),
    });
  }
}
