import { optional } from '../../../src/model/optional.ts';
import type { EnvironmentBooks } from '../logging/books.ts';
import type { GoingOn, RunningInvocation } from './call.ts';
import type { RuntimeLife } from './runtime-life.ts';

type CalledLife = Pick<RuntimeLife, 'meter' | 'endLines'>;

interface Entry {
  readonly call: RunningInvocation;
  readonly life: CalledLife;
  readonly lingers: boolean;
}

/** Gives the calls of one environment their results, and enters them into the account. */
export class CallBooks {
  readonly #environmentId: string;
  readonly #books: EnvironmentBooks;
  #open: Entry | undefined;
  #entering: NodeJS.Immediate | undefined;

  constructor(environmentId: string, books: EnvironmentBooks) {
    this.#environmentId = environmentId;
    this.#books = books;
  }

  /** The call that has its result but is not yet entered. */
  get openCall(): RunningInvocation | undefined {
    return this.#open?.call;
  }

  start(call: RunningInvocation): void {
    this.enter();
    call.logged(this.#books.started(call.request.requestId));
    call.start(performance.now());
  }

  /**
   * The caller first; the books when the event loop has read what the function printed before it answered, or, where extensions go on
   * with the call, when they have done with it.
   */
  release(call: RunningInvocation, life: CalledLife, how: 'is-over' | 'lingers' = 'is-over'): void {
    if (!call.close()) return;
    if (!call.wantsLog || call.startedAtMs === undefined) call.settle();
    this.#open = { call, life, lingers: how === 'lingers' };
    if (how === 'is-over') this.#entering = setImmediate(() => this.enter());
  }

  /** Extensions have done with the call that they went on with, if there is one; or its environment has failed meanwhile. */
  lingered(going: GoingOn): void {
    if (this.#open?.lingers !== true) return;
    this.#open.call.wentOn(going);
    this.enter();
  }

  enter(): void {
    if (this.#open === undefined) return;
    const { call, life } = this.#open;
    life.endLines();
    this.#open = undefined;
    clearImmediate(this.#entering);
    if (call.end === undefined || call.startedAtMs === undefined) return;
    const { meter } = life;
    meter?.readPeak();
    const lines = this.#books.ended({
      requestId: call.request.requestId,
      environmentId: this.#environmentId,
      startedAtEpochMs: performance.timeOrigin + call.startedAtMs,
      peakRssMb: meter?.peakRssMb ?? 0,
      startDelayMs: call.startDelayMs,
      hasOwnInit: call.hasOwnInit,
      ...call.end,
      ...optional('start', call.waitedStart),
    });
    if (!call.wantsLog) return;
    call.logged(lines);
    call.settle();
  }
}
