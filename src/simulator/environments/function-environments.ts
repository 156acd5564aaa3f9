import { drawnMs } from '../../concurrency/keep-alive.ts';
import type { FunctionLimits } from '../../model/platform/lambda.ts';
import type { Random } from '../../model/random.ts';
import { EventHeap, grown } from '../events/event-heap.ts';
import { EventQueue } from '../events/event-queue.ts';
import type { LevelClock } from '../statistics/level.ts';
import { FunctionGate, verdicts } from './function-gate.ts';
import { type IdleOrder, idleOrder, type Routing } from './idle-order.ts';
import { Slots } from './slots.ts';

export interface EnvironmentsOptions extends FunctionLimits {
  /** Absent: the most recently used. */
  readonly routing?: Routing;
  /** That share no environment. Absent: 1. */
  readonly tenants?: number;
  /** Draws the keep-alives. */
  readonly random: Random;
}

export interface EnvironmentObserver {
  /** Busy or idle. */
  readonly alive: LevelClock;
  readonly inFlight: LevelClock;
  /** A call has ended. */
  completed(): void;
}

/** Places in the numbers of an environment. */
const life = { idleSinceMs: 0, keepAliveMs: 1, endsAtMs: 2, tenant: 3, length: 4 } as const;

/** In place of a tenant. */
const provisioned = -1;

/** Stands in place of the instant since which an environment has been idle. */
const busy = -1;

/**
 * Execution environments that take one request each, in virtual time, by the rules of `src/concurrency`. What happens at one instant
 * happens in this order: idle environments expire, calls end, requests arrive. With a constant keep-alive T and no limit in reach, the
 * environments alive at t are the most requests in flight at any instant of (t - T, t], and cold starts are its increments.
 */
export class FunctionEnvironments {
  /** Of the request that was admitted last. */
  readonly admitted = { isNew: false, isProvisioned: false };
  readonly #options: EnvironmentsOptions;
  readonly #observer: EnvironmentObserver;
  readonly #gate: FunctionGate;
  readonly #idle: IdleOrder;
  readonly #idleProvisioned = idleOrder('most-recently-used', 1);
  readonly #slots = new Slots();
  readonly #departures = new EventQueue();
  /** For each that has been idle a time before which it does not expire: by now that may have become later. */
  readonly #expiries = new EventHeap();
  /** Four numbers of each environment side by side, so that one cache line has them. */
  #lives = new Float64Array(64 * life.length);
  #isInExpiries = new Uint8Array(64);
  #startedAs = new Uint32Array(64);
  #started = 0;
  #nowMs = 0;

  /** @throws {RangeError} if the account has less concurrency than is reserved or provisioned */
  constructor(options: EnvironmentsOptions, observer: EnvironmentObserver) {
    const { routing = 'most-recently-used', tenants = 1, provisionedConcurrency = 0 } = options;
    if (provisionedConcurrency > 0 && tenants > 1)
      throw new RangeError('environments of separate tenants cannot be provisioned');
    this.#options = options;
    this.#observer = observer;
    this.#gate = new FunctionGate(options);
    this.#idle = idleOrder(routing, tenants);
    for (let count = 0; count < provisionedConcurrency; count += 1)
      this.#idleProvisioned.add(this.#start(provisioned), 0);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get alive(): number {
    return this.#observer.alive.now;
  }

  get inFlight(): number {
    return this.#departures.size;
  }

  /** When the next call ends; Infinity if none is in flight. */
  get nextEndMs(): number {
    return this.#departures.nextAtMs;
  }

  /** Which of all environments that were started this is, from 1 on: slots are used again. */
  startedAs(slot: number): number {
    return this.#startedAs[slot] as number;
  }

  /** Calls that end until then end, and environments whose time is over are gone. */
  advanceTo(atMs: number): void {
    for (;;) {
      const expiresAtMs = this.#expiries.nextAtMs;
      const endsAtMs = this.#departures.nextAtMs;
      if (expiresAtMs <= endsAtMs) {
        if (!(expiresAtMs <= atMs)) break;
        this.#expire(expiresAtMs);
      } else {
        if (!(endsAtMs <= atMs)) break;
        this.#depart(endsAtMs);
      }
    }
    if (atMs > this.#nowMs) this.#nowMs = atMs;
  }

  /** The environment of a request that arrives now: `occupy` must follow. -1: it is throttled. */
  admit(tenant = 0): number {
    const verdict = this.#gate.decide(this.#nowMs, this.#idleProvisioned.has(0), this.#idle.has(tenant));
    if (verdict === verdicts.throttled) return -1;
    this.admitted.isNew = verdict === verdicts.start;
    this.admitted.isProvisioned = verdict === verdicts.provisioned;
    if (verdict === verdicts.start) return this.#start(tenant);
    return verdict === verdicts.idle ? this.#idle.take(tenant) : this.#idleProvisioned.take(0);
  }

  occupy(slot: number, untilMs: number): void {
    this.#lives[slot * life.length + life.idleSinceMs] = busy;
    this.#departures.add(untilMs, slot);
    this.#observer.inFlight.add(this.#nowMs, 1);
  }

  /** Environments that are initialized and idle now, for which no request waited. */
  warm(environments: number, tenant = 0): void {
    for (let count = 0; count < environments; count += 1) this.#becomesIdle(this.#start(tenant), this.#nowMs);
  }

  #start(tenant: number): number {
    const slot = this.#slots.take();
    if (slot >= this.#isInExpiries.length) this.#grow();
    const { keepAlive, maxLifeMs, random } = this.#options;
    const stays = tenant === provisioned;
    const at = slot * life.length;
    this.#lives[at + life.idleSinceMs] = busy;
    this.#lives[at + life.keepAliveMs] = stays ? Number.POSITIVE_INFINITY : drawnMs(keepAlive, random);
    this.#lives[at + life.endsAtMs] = stays ? Number.POSITIVE_INFINITY : this.#nowMs + maxLifeMs;
    this.#lives[at + life.tenant] = tenant;
    this.#started += 1;
    this.#startedAs[slot] = this.#started;
    (stays ? this.#idleProvisioned : this.#idle).started(slot);
    this.#observer.alive.add(this.#nowMs, 1);
    return slot;
  }

  #depart(atMs: number): void {
    const slot = this.#departures.nextId;
    this.#departures.removeNext();
    this.#observer.inFlight.add(atMs, -1);
    this.#observer.completed();
    if (this.#lives[slot * life.length + life.tenant] === provisioned) this.#idleProvisioned.add(slot, 0);
    else {
      this.#gate.ended();
      this.#becomesIdle(slot, atMs);
    }
  }

  #becomesIdle(slot: number, atMs: number): void {
    this.#lives[slot * life.length + life.idleSinceMs] = atMs;
    const endsAtMs = this.#expiresAtMs(slot);
    if (endsAtMs <= atMs) {
      this.#gone(slot, atMs);
      return;
    }
    this.#idle.add(slot, this.#lives[slot * life.length + life.tenant] as number);
    if (this.#isInExpiries[slot] === 1 || endsAtMs === Number.POSITIVE_INFINITY) return;
    this.#isInExpiries[slot] = 1;
    this.#expiries.add(endsAtMs, slot);
  }

  #expire(atMs: number): void {
    const slot = this.#expiries.nextId;
    const isBusy = this.#lives[slot * life.length + life.idleSinceMs] === busy;
    const endsAtMs = isBusy ? atMs : this.#expiresAtMs(slot);
    if (endsAtMs > atMs) {
      this.#expiries.replaceNext(endsAtMs, slot);
      return;
    }
    this.#expiries.removeNext();
    this.#isInExpiries[slot] = 0;
    if (isBusy) return;
    this.#idle.remove(slot, this.#lives[slot * life.length + life.tenant] as number);
    this.#gone(slot, atMs);
  }

  #expiresAtMs(slot: number): number {
    const at = slot * life.length;
    const lives = this.#lives;
    const idleEndsAtMs = (lives[at + life.idleSinceMs] as number) + (lives[at + life.keepAliveMs] as number);
    const lifeEndsAtMs = lives[at + life.endsAtMs] as number;
    return idleEndsAtMs < lifeEndsAtMs ? idleEndsAtMs : lifeEndsAtMs;
  }

  #gone(slot: number, atMs: number): void {
    this.#observer.alive.add(atMs, -1);
    this.#slots.giveBack(slot);
  }

  #grow(): void {
    const length = 2 * this.#isInExpiries.length;
    this.#lives = grown(this.#lives, new Float64Array(length * life.length));
    this.#isInExpiries = grown(this.#isInExpiries, new Uint8Array(length));
    this.#startedAs = grown(this.#startedAs, new Uint32Array(length));
  }
}
