import { moduleOf } from '../../load/phase-modules.ts';
import { partOf, whole } from '../../load/segment.ts';
import type { ClosedLoad, DueLoad, Load, Round } from '../../load/shapes.ts';
import { firesItself } from '../../scenario/engine-kinds.ts';
import { expectedStatuses } from '../../scenario/expected-statuses.ts';
import type { Engine } from '../engine.ts';
import { CountedEngine } from '../engines/counted-engine.ts';
import { engineFor } from '../engines/engine-for.ts';
import type { Exchange } from '../exchange.ts';
import { type IdentityReading, identityReading } from '../identity.ts';
import type { Arrivals, FireContext, FireListeners, PhaseOrder, PhaseRun } from '../phase-order.ts';
import { alone, type Rendezvous } from '../rendezvous.ts';
import { RequestOrder } from '../request-order.ts';
import { type SampleOrigin, sampleOf } from '../sample-of.ts';
import { pause, waitUntil } from '../wait.ts';
import { fireClosedLoad } from './closed.ts';
import { fireOpenLoad } from './open.ts';

/**
 * Before the first instant of an open load. The order keeps the main thread and V8 busy for some ms, on the core of this thread if the
 * others are taken.
 */
const leadMs = 20;

/** Connections warmed before an open load whose need is not known; it opens the others as it goes. */
const preparedForOpen = 64;

/**
 * Fires one phase at one target and resolves when every request has ended, well or badly: failures are samples.
 * @throws {UserError} `url-invalid`, `tls-invalid`; whatever `onSample` throws, after the firing has stopped.
 */
export async function firePhase(order: PhaseOrder, context: FireContext, listeners: FireListeners): Promise<PhaseRun> {
  const { clock, signal } = context;
  const calledAtMs = clock.nowMs();
  const engine = await engineFor(order, context, listeners.onLog);
  const firing = new Firing(order, context, listeners, engine);
  const stop = () => engine.stop();
  signal.addEventListener('abort', stop);
  try {
    if (!signal.aborted) await firing.run();
  } finally {
    signal.removeEventListener('abort', stop);
    engine.stop();
  }
  return { startedAtMs: firing.startedAtMs ?? calledAtMs, finishedAtMs: clock.nowMs() };
}

/** One phase at one target. */
class Firing {
  startedAtMs: number | undefined;
  private readonly order: PhaseOrder;
  private readonly context: FireContext;
  private readonly listeners: FireListeners;
  private readonly engine: Engine;
  private readonly rendezvous: Rendezvous;
  private readonly requests: RequestOrder;
  /** How answers are read: one way for all, or one for each entry of `requests`. */
  private readonly readings: readonly Reading[];
  private readonly entryOf: Int32Array | undefined;
  private readonly measure: ((exchange: Exchange) => void) | undefined;
  /** The first thing that `onSample` threw: samples that nobody takes are no reason to go on. */
  private thrown: { readonly error: unknown } | undefined;

  constructor(order: PhaseOrder, context: FireContext, listeners: FireListeners, engine: Engine) {
    this.order = order;
    this.context = context;
    this.listeners = listeners;
    this.engine = listeners.onSend === undefined ? engine : new CountedEngine(engine, listeners.onSend);
    this.measure = context.serviceTimes?.measure(serverOf(order));
    this.rendezvous = context.rendezvous ?? alone(context.clock);
    this.requests = new RequestOrder(order.sending.picks, context.segment ?? whole);
    this.readings = readingsOf(order);
    // Here and not at each request: V8 would compile that for the shape of one order, and again for the next.
    this.entryOf = order.answers.entries?.of;
  }

  async run(): Promise<void> {
    await this.fire();
    if (this.thrown !== undefined) throw this.thrown.error;
  }

  private fire(): Promise<void> {
    const load = this.load();
    switch (load.shape) {
      case 'rounds':
        return this.fireRounds(load.rounds);
      case 'due':
        return this.fireDue(load);
      case 'closed':
        return this.fireClosed(load);
      case 'idle':
        return pause(load.durationMs, this.context.signal);
    }
  }

  private load(): Load {
    const { phase, arrivals } = this.order;
    const source = { seed: arrivals.seed, readFile: () => recordedIn(arrivals) };
    return partOf(moduleOf(phase).load(phase, source), this.context.segment ?? whole);
  }

  private async fireRounds(rounds: Iterable<Round>): Promise<void> {
    for (const round of rounds) {
      if (!(await this.waitFor(round)) || this.thrown !== undefined) break;
      const intendedAtMs = await this.begin();
      if (this.context.signal.aborted) break;
      const next = this.requests.everyNth(round.first);
      const requests = Array.from({ length: round.size }, next);
      await this.engine.release(requests, intendedAtMs, (exchange) => this.record(exchange, round.burst));
    }
  }

  private async fireDue({ dueMs, maxInFlight }: DueLoad): Promise<void> {
    const { clock, signal } = this.context;
    const needed = this.connectionsNeeded();
    await this.engine.prepare(Math.max(needed, Math.min(preparedForOpen, maxInFlight)), 'as-due', needed);
    await pause(leadMs, signal);
    if (signal.aborted) return;
    await fireOpenLoad(dueMs, await this.begin(), {
      ...{ engine: this.engine, clock, signal, maxInFlight, nextRequest: this.requests.everyNth() },
      onEnd: (exchange) => this.record(exchange),
    });
  }

  /** At the start of an open load, where an earlier phase has measured the service time. */
  private connectionsNeeded(): number {
    // Due instants can be read only once.
    const load = this.load();
    if (load.shape !== 'due') return 0;
    const { serviceTimes } = this.context;
    const needed = serviceTimes?.connectionsFor(serverOf(this.order), load.dueMs) ?? 0;
    return Math.min(needed, load.maxInFlight);
  }

  private async fireClosed(load: ClosedLoad): Promise<void> {
    const { clock, signal } = this.context;
    const { clients, requests = clients } = load;
    const onEnd = (exchange: Exchange) => this.record(exchange);
    if (firesItself(this.order.sending.engine)) {
      const { fireByAutocannon } = await import('./autocannon.ts');
      await fireByAutocannon(load, () => this.begin(), this.order, { clock, signal, onEnd });
      return;
    }
    // Fewer requests than clients are sent by as many clients.
    await this.engine.prepare(Math.min(clients, requests), 'one-instant');
    if (signal.aborted) return;
    const nextRequest = this.requests.asSent();
    await fireClosedLoad(load, await this.begin(), { engine: this.engine, clock, signal, nextRequest, onEnd });
  }

  /** Whether it may be released. */
  private async waitFor(round: Round): Promise<boolean> {
    const { signal } = this.context;
    await pause(round.afterPreviousMs, signal);
    if (!signal.aborted) await this.engine.prepare(round.size, 'one-instant');
    return !signal.aborted;
  }

  /** All segments at one instant. */
  private async begin(): Promise<number> {
    const { clock, signal } = this.context;
    const atMs = await this.rendezvous.meet(signal);
    await waitUntil(atMs, clock, signal);
    this.startedAtMs ??= atMs;
    return atMs;
  }

  private record(exchange: Exchange, burst?: number): void {
    const entry = this.entryOf?.[exchange.request] ?? 0;
    const { place: of, reading } = this.readings[entry] ?? noReading(entry);
    const place = burst === undefined ? of : { ...of, burst };
    this.measure?.(exchange);
    try {
      this.listeners.onSample(sampleOf(exchange, place, reading, this.context.clock));
    } catch (error) {
      if (this.thrown !== undefined) return;
      this.thrown = { error };
      this.engine.stop();
    }
  }
}

/** Two servers may be called by the same URL. */
const serverOf = ({ destination: { url, unix } }: PhaseOrder): string =>
  unix === undefined ? url : `http://${Buffer.from(unix).toString('hex')}`;

interface Reading {
  readonly place: SampleOrigin;
  readonly reading: IdentityReading;
}

function readingsOf({ phase, place: of, answers }: PhaseOrder): Reading[] {
  const { expect, entries } = answers;
  const place = { ...of, phase: phase.name };
  if (entries === undefined) return [{ place, reading: identityReading(answers, expectedStatuses(expect)) }];
  return entries.list.map(({ name, expect: ofEntry }) => ({
    place: { ...place, request: name },
    reading: identityReading(answers, expectedStatuses(ofEntry)),
  }));
}

function noReading(entry: number): never {
  throw new Error(`there is no entry ${entry} of the requests`);
}

function recordedIn({ recorded }: Arrivals): Float64Array {
  if (recorded === undefined) throw new Error('the arrivals in the file of this phase were not read');
  return new Float64Array(recorded);
}
