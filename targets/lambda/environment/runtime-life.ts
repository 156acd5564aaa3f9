import type { ShutdownReason } from '../extensions/events.ts';
import type { ExtensionStatus } from '../extensions/extension.ts';
import { Extensions } from '../extensions/extensions.ts';
import type { ExtensionRegistry } from '../extensions/registry.ts';
import { Rest } from '../freezing/freeze-between-calls.ts';
import { together } from '../freezing/freezer.ts';
import type { Failure, InvokeRequest } from '../invoke.ts';
import type { LifeContext, LifeOwner } from '../life-owner.ts';
import { lastWords } from '../runtime-api/last-words.ts';
import type {
  AnswerSink,
  Door,
  Poll,
  Refusal,
  RestorePoll,
  Runtime,
  RuntimeAnswer,
  RuntimeMeters,
} from '../runtime-api/runtime.ts';
import { type RuntimeAct, type RuntimeState, stateAfter } from '../runtime-api/transitions.ts';
import { EnvironmentMeter } from './meter.ts';
import { OwnTurn } from './own-turn.ts';
import type { EnvironmentProcess } from './process.ts';

/** One life of an environment's runtime: a process, its Runtime API, and where the two are in their dialogue. */
export class RuntimeLife implements Runtime {
  readonly ended: Promise<void>;
  readonly #owner: LifeOwner;
  readonly #context: LifeContext;
  readonly #extensions: Extensions | undefined;
  readonly #turn: OwnTurn;
  #state: RuntimeState = 'initializing';
  #process: EnvironmentProcess | undefined;
  #meter: EnvironmentMeter | undefined;
  #rest: Rest | undefined;
  /** When its init began; until then, when it was wanted. */
  #startedAtMs = performance.now();
  #exitReason = '';
  #polled = false;
  #poll: Poll | undefined;
  #restoredAtMs: number | undefined;
  #requestId: string | undefined;
  #closing: Promise<void> | undefined;

  /** @param before what has to have ended before the process may start. */
  constructor(owner: LifeOwner, context: LifeContext, before: Promise<void> | undefined) {
    this.#owner = owner;
    this.#context = context;
    this.#turn = new OwnTurn(context.turns, () => this.#process?.meteredPid);
    this.#extensions = context.extensions && new Extensions(context.extensions, (failure) => this.#die(failure));
    this.ended = this.#run(before);
  }

  get extensions(): ExtensionRegistry | undefined {
    return this.#extensions?.registry;
  }

  get extensionStatuses(): readonly ExtensionStatus[] {
    return this.#extensions?.registry.statuses ?? [];
  }

  /** Whether extensions may go on with an invocation when the runtime has done with it. */
  get lingers(): boolean {
    return this.#extensions?.takeInvocations === true;
  }

  get leaders(): readonly number[] {
    return [this.#process?.pid ?? [], this.#extensions?.pids ?? []].flat();
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get meter(): EnvironmentMeter | undefined {
    return this.#meter;
  }

  get startedAtMs(): number {
    return this.#startedAtMs;
  }

  get restoredAtMs(): number | undefined {
    return this.#restoredAtMs;
  }

  get startDelayMs(): number {
    return this.#turn.initDelayMs;
  }

  /** Calls `begin` when a call may begin to compute: at once after an init, which had its turn. With the time that it waited. */
  takeTurn(begin: (delayMs: number) => void): void {
    this.#turn.call(begin);
  }

  endTurn(): void {
    this.#turn.end();
  }

  /** It polls, and there is no invocation for it. */
  rest(): void {
    this.endTurn();
    this.#rest?.begin();
  }

  deliver(request: InvokeRequest, deadlineEpochMs: number): void {
    const poll = this.#poll;
    this.#rest?.end();
    this.#act('invoke');
    this.#poll = undefined;
    this.#requestId = request.requestId;
    this.#extensions?.invoked(request, deadlineEpochMs);
    poll?.deliver(request, deadlineEpochMs);
  }

  endLines(): void {
    this.#process?.endLines();
  }

  /** Nothing that it still says counts. Its processes have the time that Lambda gives them, which is none without extensions. */
  end(reason: ShutdownReason): void {
    this.#act('end');
    this.#poll = undefined;
    this.endTurn();
    this.#closing ??= this.#close(reason);
  }

  kill(): void {
    this.#process?.kill();
    this.#extensions?.kill();
    this.#rest?.end();
  }

  next(poll: Poll, meters: RuntimeMeters): Refusal | undefined {
    const refusal = this.#act('next');
    if (refusal !== undefined) return refusal;
    this.#poll = poll;
    this.#requestId = undefined;
    const sinceMs = performance.now();
    if (this.#extensions === undefined) this.#settled(meters, sinceMs);
    else this.#extensions.settled(() => this.#settled(meters, sinceMs));
    return undefined;
  }

  pollLost(poll: Poll): void {
    if (this.#poll === poll) this.#die({ kind: 'ended', errorType: 'Runtime.ExitError', message: exitedSilently });
  }

  respond(requestId: string, answer: RuntimeAnswer, meters: RuntimeMeters): Refusal | undefined {
    const refusal = this.#act('response', requestId);
    if (refusal === undefined) this.#owner.answered(answer, meters);
    return refusal;
  }

  fail(requestId: string, failure: Failure, meters: RuntimeMeters): Refusal | undefined {
    const refusal = this.#act('error', requestId);
    if (refusal === undefined) this.#owner.answerEnds(failure, meters);
    return refusal;
  }

  stream(requestId: string, contentType: string): AnswerSink | Refusal {
    const refusal = this.#act('stream', requestId);
    if (refusal !== undefined) return refusal;
    this.#owner.answerBegins(contentType);
    return {
      write: (piece) => (this.#state === 'streaming' ? this.#owner.answerGoesOn(piece) : undefined),
      end: (failure, meters) => {
        if (this.#act('stream-end') === undefined) this.#owner.answerEnds(failure, meters);
      },
      breakOff: () => this.brokeOff(requestId),
    };
  }

  brokeOff(requestId: string): void {
    if (this.#requestId !== requestId || (this.#state !== 'running' && this.#state !== 'streaming')) return;
    this.#die({ kind: 'ended', errorType: 'Runtime.TruncatedResponse', message: 'Truncated runtime response' });
  }

  failInit(failure: Failure): Refusal | undefined {
    return this.#failToStart('init-error', failure);
  }

  /** It goes on at once where it is one of a snapshot, and never in any other. */
  restoreNext(poll: RestorePoll): Refusal | undefined {
    const refusal = this.#act('restore-next');
    if (refusal !== undefined || !this.#context.restores) return refusal;
    this.#act('restore');
    this.#restoredAtMs = performance.now();
    poll.restored();
    return undefined;
  }

  failRestore(failure: Failure): Refusal | undefined {
    return this.#failToStart('restore-error', failure);
  }

  #failToStart(act: 'init-error' | 'restore-error', failure: Failure): Refusal | undefined {
    const refusal = this.#act(act);
    if (refusal !== undefined) return refusal;
    this.#owner.initFailed(failure);
    this.end('failure');
    return undefined;
  }

  #settled(meters: RuntimeMeters, sinceMs: number): void {
    if (this.#state !== 'waiting') return;
    if (!this.#polled) this.#owner.initialized(this, meters);
    this.#polled = true;
    this.#owner.polled(sinceMs);
  }

  #act(act: RuntimeAct, requestId?: string): Refusal | undefined {
    if (requestId !== undefined && requestId !== this.#requestId) return 'unknown-id';
    const state = stateAfter(this.#state, act);
    if (state === undefined) return 'invalid-state';
    this.#state = state;
    return undefined;
  }

  async #run(before: Promise<void> | undefined): Promise<void> {
    await before;
    if (this.#state === 'ended') return;
    try {
      using door = await this.#context.openDoor(this);
      if (this.#state === 'initializing') await this.#live(door);
      await this.#closing;
    } catch (error) {
      // Out of ports, file descriptors or processes: this life's end, which the platform outlives.
      this.#exited(`Runtime could not be started: ${(error as Error).message}`);
      await this.#closing;
    }
  }

  async #live(door: Door): Promise<void> {
    if (!this.#context.hurries) await this.#turn.init();
    if (this.#state !== 'initializing') {
      this.endTurn();
      return;
    }
    this.#startedAtMs = performance.now();
    this.#owner.initStarts();
    await this.#extensions?.start(door);
    if (this.#state !== 'initializing') return;
    const started = await this.#start(door);
    await started.ended;
    await lastWords(door);
    this.#exited(this.#exitReason);
  }

  async #start(door: Door): Promise<EnvironmentProcess> {
    const startedAtMs = performance.now();
    const started = await this.#context.startProcess(door, (why) => {
      this.#exitReason = why;
    });
    // A restore may take until nobody wants it any more.
    if (this.#state === 'ended') {
      started.kill();
      return started;
    }
    started.follow((line) => this.#owner.printed(this, line));
    this.#process = started;
    const { freezes, throttledMs } = this.#context;
    const pids = { pid: () => started.meteredPid, besidePids: () => this.#extensions?.meteredPids ?? [] };
    if (started.pid !== undefined) this.#meter = new EnvironmentMeter({ startedAtMs, ...pids, freezes, throttledMs });
    if (freezes) this.#rest = new Rest(together([started, this.#extensions]));
    this.#owner.started(this);
    return started;
  }

  #exited(why: string): void {
    this.#die({ kind: 'ended', errorType: 'Runtime.ExitError', message: why });
  }

  #die(failure: Failure): void {
    const initializing = !this.#polled;
    if (this.#act('end') !== undefined) return;
    this.#poll = undefined;
    this.#rest?.end();
    if (initializing) this.#owner.initFailed(failure);
    else this.#owner.died(failure);
    this.end('failure');
  }

  async #close(reason: ShutdownReason): Promise<void> {
    this.#rest?.end();
    const { runtimeMs, totalMs } = this.#extensions?.shutdownTime ?? noTime;
    const untilMs = performance.now() + totalMs;
    if (runtimeMs === 0) this.#process?.kill();
    else await this.#process?.shutDown(runtimeMs);
    await this.#extensions?.shutDown(reason, untilMs - performance.now());
  }
}

const noTime = { runtimeMs: 0, totalMs: 0 };

const exitedSilently = 'Runtime exited without providing a reason';
