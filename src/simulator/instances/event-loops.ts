import type { Sampler } from '../distributions.ts';
import { EventHeap } from '../events/event-heap.ts';
import { RequestList, type Requests } from './requests.ts';
import type { Work } from './work.ts';

/** A callback of a request, and what it waits for then. */
export interface Part {
  readonly cpuMs: Sampler;
  /** Of the last part: none, the answer is sent. */
  readonly wait: { readonly ms: Sampler; readonly by: 'timer' | 'socket' } | undefined;
}

interface Loop {
  readonly timers: EventHeap;
  /** Requests whose socket has data. */
  readonly ready: RequestList;
  /** The loop only waits for a socket or for its next timer. */
  isBlocked: boolean;
  blockedAtMs: number;
  phase: 'timers' | 'poll';
  /** When that phase begins: until then it computes, or is blocked. */
  wakesAtMs: number;
}

/**
 * Node's event loop, one per instance: it runs the timers that are due, then takes the sockets that are ready and runs the callbacks of all
 * of them. What becomes ready meanwhile waits for the next round, so a wait of 100 ms is over at the end of a batch and not after 100 ms.
 *
 * Its clock has whole milliseconds (libuv's `uv_now`): a timer that is set at 3.4 ms for 50 is due at 53, and a loop that blocks at 4.7 for the
 * remaining 49 wakes at 53.7.
 */
export class EventLoops implements Work {
  cpuMs = 0;
  readonly #requests: Requests;
  readonly #parts: readonly Part[];
  readonly #wakeShare: number;
  readonly #loops: Loop[] = [];
  readonly #answers = new EventHeap();
  readonly #sockets = new EventHeap();
  readonly #wakes = new EventHeap();

  /**
   * @param wakeShare CPU that a loop needs beside its callbacks when it wakes, as a share of the time for which it was blocked: others have
   * used the caches of its CPU meanwhile
   */
  constructor(requests: Requests, parts: readonly Part[], wakeShare = 0) {
    this.#requests = requests;
    this.#parts = parts;
    this.#wakeShare = wakeShare;
  }

  get nextAtMs(): number {
    return Math.min(this.#answers.nextAtMs, this.#sockets.nextAtMs, this.#wakes.nextAtMs);
  }

  /** At one instant loops come last, so that they find all that is ready. */
  get nextComesLast(): boolean {
    return this.#wakes.nextAtMs < this.#answers.nextAtMs && this.#wakes.nextAtMs < this.#sockets.nextAtMs;
  }

  begin(request: number, nowMs: number): void {
    if ((this.#requests.serviceMs[request] as number) >= 0)
      throw new RangeError('calls that share an event loop take what their parts take: leave out serviceMs');
    this.#isReady(request, nowMs);
  }

  step(): number {
    const atMs = this.nextAtMs;
    if (this.#answers.nextAtMs === atMs) {
      const request = this.#answers.nextId;
      this.#answers.removeNext();
      return request;
    }
    if (this.#sockets.nextAtMs === atMs) {
      const request = this.#sockets.nextId;
      this.#sockets.removeNext();
      this.#isReady(request, atMs);
      return -1;
    }
    const instance = this.#wakes.nextId;
    this.#wakes.removeNext();
    const loop = this.#loopOf(instance);
    if (loop.wakesAtMs === atMs) this.#turn(loop, instance, atMs);
    return -1;
  }

  #isReady(request: number, nowMs: number): void {
    const instance = this.#requests.instance[request] as number;
    const loop = this.#loopOf(instance);
    loop.ready.add(request);
    if (loop.isBlocked) this.#wakeUp(loop, instance, 'poll', nowMs);
  }

  #wakeUp(loop: Loop, instance: number, phase: Loop['phase'], atMs: number): void {
    const ms = this.#wakeShare * (atMs - loop.blockedAtMs);
    this.cpuMs += ms;
    this.#begin(loop, instance, phase, atMs + ms);
  }

  #begin(loop: Loop, instance: number, phase: Loop['phase'], atMs: number): void {
    loop.isBlocked = false;
    loop.phase = phase;
    loop.wakesAtMs = atMs;
    this.#wakes.add(atMs, instance);
  }

  #turn(loop: Loop, instance: number, atMs: number): void {
    if (loop.isBlocked && this.#wakeShare > 0) {
      this.#wakeUp(loop, instance, 'timers', atMs);
      return;
    }
    const timersEndMs = loop.phase === 'timers' ? this.#runTimers(loop, atMs) : atMs;
    if (timersEndMs > atMs) {
      this.#begin(loop, instance, 'poll', timersEndMs);
      return;
    }
    const { ready } = loop;
    let nowMs = atMs;
    const batch = ready.size;
    for (let taken = 0; taken < batch; taken += 1) nowMs = this.#run(loop, ready.takeFirst(), nowMs);
    if (batch > 0) this.#begin(loop, instance, 'timers', nowMs);
    else this.#block(loop, instance, atMs);
  }

  /** Also those that become due meanwhile. */
  #runTimers(loop: Loop, atMs: number): number {
    const { timers } = loop;
    let nowMs = atMs;
    while (timers.nextAtMs <= nowMs) {
      const request = timers.nextId;
      timers.removeNext();
      nowMs = this.#run(loop, request, nowMs);
    }
    return nowMs;
  }

  #block(loop: Loop, instance: number, nowMs: number): void {
    const wakesAtMs = loop.timers.nextAtMs + (nowMs - Math.floor(nowMs));
    loop.isBlocked = true;
    loop.blockedAtMs = nowMs;
    loop.phase = 'timers';
    loop.wakesAtMs = wakesAtMs;
    if (wakesAtMs < Number.POSITIVE_INFINITY) this.#wakes.add(wakesAtMs, instance);
  }

  /** One callback. When it ends. */
  #run(loop: Loop, request: number, nowMs: number): number {
    const index = this.#requests.part[request] as number;
    const { cpuMs, wait } = this.#parts[index] as Part;
    const ms = cpuMs();
    const endsAtMs = nowMs + ms;
    this.cpuMs += ms;
    this.#requests.part[request] = index + 1;
    if (wait === undefined) this.#answers.add(endsAtMs, request);
    else if (wait.by === 'timer') loop.timers.add(Math.floor(endsAtMs) + wait.ms(), request);
    else this.#sockets.add(endsAtMs + wait.ms(), request);
    return endsAtMs;
  }

  #loopOf(instance: number): Loop {
    const known = this.#loops[instance];
    if (known !== undefined) return known;
    const loop: Loop = {
      ...{ timers: new EventHeap(), ready: new RequestList(this.#requests) },
      ...{ isBlocked: true, blockedAtMs: 0, phase: 'timers', wakesAtMs: Number.POSITIVE_INFINITY },
    };
    this.#loops[instance] = loop;
    return loop;
  }
}
