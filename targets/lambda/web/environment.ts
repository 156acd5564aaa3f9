import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { optional } from '../../../src/model/optional.ts';
import { longestTimerMs } from '../../app/wait.ts';
import type { EnvironmentProcess } from '../environment/process.ts';
import type { Books } from '../logging/books.ts';
import { type SharedBooks, SharedLife, type SharedStopReason } from '../models/concurrent-life.ts';
import { type LimitedProcess, type Limits, limitedProcess } from '../resources/resources.ts';
import { answerFor, type WebExchange } from './exchange.ts';
import { type ForwardEnd, forward } from './forward.ts';
import { whenListening } from './free-port.ts';
import { ProcessUse } from './process-use.ts';

export interface WebContext {
  readonly limits: {
    readonly initTimeoutMs: number;
    readonly timeoutMs: number;
    readonly maxConcurrencyPerEnvironment: number;
  };
  readonly books: SharedBooks & Pick<Books, 'activeCpu'>;
  keepAliveMs(): number;
  /** @param endpoint the value of `AWS_LAMBDA_HTTP_ENDPOINT`. */
  startProcess(environmentId: string, endpoint: string, onExit: (why: string) => void): EnvironmentProcess;
  /** Holds the process to its memory size and CPU share. Absent: nothing does. */
  limit?(process: LimitedProcess, onExceeded: () => void): Limits;
  onReady(environment: WebEnvironment): void;
  /** It takes no more requests. Its process may have some time left, until `ended`. */
  onGone(environment: WebEnvironment): void;
}

/** A connection breaks a moment before its process is known to have ended. */
const exitNoticeMs = 100;

/** An execution environment that is an HTTP server: one process that takes several requests at once. */
export class WebEnvironment {
  readonly id = randomUUID();
  readonly port: number;
  readonly ended: Promise<void>;
  readonly #context: WebContext;
  readonly #agent: Agent;
  readonly #life: SharedLife;
  readonly #startedAtMs = performance.now();
  readonly #initTimer: NodeJS.Timeout;
  readonly #search: Disposable;
  readonly #process: EnvironmentProcess;
  readonly #use: ProcessUse | undefined;
  #limits: Limits | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #reason: SharedStopReason | undefined;
  #requests = 0;
  #inFlight = 0;
  #peakInFlight = 0;

  /** Starts a process, which has to listen on this port of loopback. */
  constructor(port: number, context: WebContext) {
    const { limits, books } = context;
    this.port = port;
    this.#context = context;
    this.#agent = new Agent({ keepAlive: true, maxSockets: limits.maxConcurrencyPerEnvironment });
    this.#life = new SharedLife(this.id, books);
    this.#process = context.startProcess(this.id, `127.0.0.1:${port}`, () => this.#exited());
    const { pid } = this.#process;
    this.#use = pid === undefined ? undefined : new ProcessUse(() => this.#process.meteredPid);
    if (pid !== undefined) this.#limitAndRecord(pid);
    this.#initTimer = setTimeout(() => this.#initFailed('Sandbox.Timedout'), limits.initTimeoutMs);
    this.#search = whenListening(port, () => this.#listening());
    this.ended = this.#process.ended.then(() => this.#account());
  }

  get reason(): SharedStopReason | undefined {
    return this.#reason;
  }

  /** Only while idle or busy. Resolves when the request has left its place. */
  async forward(exchange: WebExchange): Promise<void> {
    this.#entered();
    const { timeoutMs } = this.#context.limits;
    const end = await forward({ agent: this.#agent, port: this.port, timeoutMs }, exchange);
    this.#left();
    await this.#answer(exchange, end);
  }

  /** SIGTERM, and SIGKILL when its time is up. Requests that it is busy with may fail. */
  async shutDown(reason: SharedStopReason): Promise<void> {
    this.#stop(reason);
    await this.#process.shutDown();
    await this.ended;
  }

  kill(): void {
    this.#use?.look();
    this.#process.kill();
  }

  #limitAndRecord(pid: number): void {
    try {
      this.#limits = this.#context.limit?.(limitedProcess(pid, this.#process), () => this.#stopNow('out-of-memory'));
    } catch (error) {
      // One that has ended already reports it by its exit. Any other does not run without its limits.
      this.#process.kill();
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    this.#life.started(pid);
  }

  #listening(): void {
    clearTimeout(this.#initTimer);
    if (this.#life.state !== 'starting') return;
    this.#limits?.initialized();
    this.#context.books.initEnded({ ...this.#init, status: 'success' });
    this.#becomeIdle();
    this.#context.onReady(this);
  }

  #entered(): void {
    this.#requests += 1;
    this.#inFlight += 1;
    this.#peakInFlight = Math.max(this.#peakInFlight, this.#inFlight);
    if (this.#life.state !== 'idle') return;
    clearTimeout(this.#idleTimer);
    this.#life.become('busy');
  }

  #left(): void {
    this.#inFlight -= 1;
    if (this.#inFlight === 0 && this.#life.state === 'busy') this.#becomeIdle();
  }

  #becomeIdle(): void {
    this.#use?.look();
    this.#life.become('idle', { peakRssMb: this.#use?.peakRssMb });
    const keepAliveMs = Math.min(this.#context.keepAliveMs(), longestTimerMs);
    this.#idleTimer = setTimeout(() => void this.shutDown('idle'), keepAliveMs);
  }

  async #answer(exchange: WebExchange, end: ForwardEnd): Promise<void> {
    if (end === 'timeout') answerFor(exchange, { kind: 'timeout' });
    if (end !== 'broken') return;
    await Promise.race([this.ended, delay(exitNoticeMs, undefined, { ref: false })]);
    answerFor(exchange, { kind: 'failed', ...optional('errorType', this.errorType) });
  }

  /** In the words of the platform; undefined if it has not ended badly. */
  get errorType(): string | undefined {
    return this.#reason === undefined ? undefined : errorTypes[this.#reason];
  }

  get #init() {
    return { environmentId: this.id, initMs: this.#aliveMs, phase: 'init' } as const;
  }

  get #aliveMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  #exited(): void {
    const reason = this.#limits?.exceededMemory() ? 'out-of-memory' : 'crash';
    if (this.#life.state === 'starting') this.#initFailed(errorTypes[reason]);
    else this.#stop(reason);
  }

  #initFailed(errorType: string): void {
    if (this.#life.state !== 'starting') return;
    const status = errorType === 'Sandbox.Timedout' ? 'timeout' : 'error';
    this.#context.books.initEnded({ ...this.#init, status, errorType });
    this.#stopNow('init-error');
  }

  #stopNow(reason: SharedStopReason): void {
    this.#stop(reason);
    this.kill();
  }

  #stop(reason: SharedStopReason): void {
    if (this.#life.state === 'stopped') return;
    this.#use?.look();
    this.#reason = reason;
    clearTimeout(this.#initTimer);
    clearTimeout(this.#idleTimer);
    this.#search[Symbol.dispose]();
    this.#life.become('stopped', { reason, peakRssMb: this.#use?.peakRssMb });
    this.#context.onGone(this);
  }

  /** Its bill, when nothing can be added to it any more. */
  #account(): void {
    this.#agent.destroy();
    this.#use?.[Symbol.dispose]();
    this.#limits?.[Symbol.dispose]();
    const { pid } = this.#process;
    if (pid === undefined) return;
    this.#context.books.activeCpu({
      ...{ environmentId: this.id, pid, requests: this.#requests, peakConcurrency: this.#peakInFlight },
      aliveMs: this.#aliveMs,
      ...optional('cpuMs', this.#use?.cpuMs),
      ...optional('peakRssMb', this.#use?.peakRssMb),
    });
  }
}

const errorTypes: Record<SharedStopReason, string> = {
  idle: 'Runtime.ExitError',
  crash: 'Runtime.ExitError',
  'init-error': 'Runtime.ExitError',
  'out-of-memory': 'Runtime.OutOfMemory',
  'scaled-in': 'Runtime.ExitError',
  shutdown: 'Runtime.ExitError',
};
