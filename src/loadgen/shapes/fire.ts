import { moduleOf } from '../../load/phase-modules.ts';
import { partOf, whole } from '../../load/segment.ts';
import type { ClosedLoad, DueLoad, Load, Round } from '../../load/shapes.ts';
import { optional } from '../../model/optional.ts';
import { expectedStatuses } from '../../scenario/expected-statuses.ts';
import type { Engine } from '../engine.ts';
import { CountedEngine } from '../engines/counted-engine.ts';
import { engineFor } from '../engines/engine-for.ts';
import type { Exchange } from '../exchange.ts';
import { type IdentityReading, identityReading } from '../identity.ts';
import type { Arrivals, FireContext, FireListeners, PhaseOrder, PhaseRun } from '../phase-order.ts';
import { alone, type Rendezvous } from '../rendezvous.ts';
import { type SampleOrigin, sampleOf } from '../sample-of.ts';
import { pause, waitUntil } from '../wait.ts';
import { fireClosedLoad } from './closed.ts';
import { fireOpenLoad } from './open.ts';

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
  private readonly reading: IdentityReading;
  private readonly place: SampleOrigin;
  private readonly measure: ((exchange: Exchange) => void) | undefined;
  /** The first thing that `onSample` threw: samples that nobody takes are no reason to go on. */
  private thrown: { readonly error: unknown } | undefined;

  constructor(order: PhaseOrder, context: FireContext, listeners: FireListeners, engine: Engine) {
    this.order = order;
    this.context = context;
    this.listeners = listeners;
    this.engine = listeners.onFlight === undefined ? engine : new CountedEngine(engine, listeners.onFlight);
    this.place = { ...order.place, phase: order.phase.name };
    this.measure = context.serviceTimes?.measure(order.destination.url);
    this.rendezvous = context.rendezvous ?? alone(context.clock);
    const { identity, coldStartsFrom, expect } = order.answers;
    this.reading = identityReading(identity, coldStartsFrom, expectedStatuses(expect));
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
      const place = { ...this.place, ...optional('burst', round.burst) };
      await this.engine.release(round.size, intendedAtMs, (exchange) => this.record(exchange, place));
    }
  }

  private async fireDue({ dueMs, maxInFlight }: DueLoad): Promise<void> {
    const { clock, signal } = this.context;
    const needed = this.connectionsNeeded();
    await this.engine.prepare(Math.max(needed, Math.min(preparedForOpen, maxInFlight)), 'as-due', needed);
    if (signal.aborted) return;
    await fireOpenLoad(dueMs, await this.begin(), {
      ...{ engine: this.engine, clock, signal, maxInFlight },
      onEnd: (exchange) => this.record(exchange, this.place),
    });
  }

  /** At the start of an open load, where an earlier phase has measured the service time. */
  private connectionsNeeded(): number {
    // Due instants can be read only once.
    const load = this.load();
    if (load.shape !== 'due') return 0;
    const { serviceTimes } = this.context;
    const needed = serviceTimes?.connectionsFor(this.order.destination.url, load.dueMs) ?? 0;
    return Math.min(needed, load.maxInFlight);
  }

  private async fireClosed(load: ClosedLoad): Promise<void> {
    const { clock, signal } = this.context;
    const { clients, requests = clients } = load;
    const onEnd = (exchange: Exchange) => this.record(exchange, this.place);
    if (this.order.sending.engine?.kind === 'autocannon') {
      const { fireByAutocannon } = await import('./autocannon.ts');
      await fireByAutocannon(load, () => this.begin(), this.order, { clock, signal, onEnd });
      return;
    }
    // Fewer requests than clients are sent by as many clients.
    await this.engine.prepare(Math.min(clients, requests), 'one-instant');
    if (signal.aborted) return;
    await fireClosedLoad(load, await this.begin(), { engine: this.engine, clock, signal, onEnd });
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

  private record(exchange: Exchange, place: SampleOrigin): void {
    this.measure?.(exchange);
    try {
      this.listeners.onSample(sampleOf(exchange, place, this.reading, this.context.clock));
    } catch (error) {
      if (this.thrown !== undefined) return;
      this.thrown = { error };
      this.engine.stop();
    }
  }
}

function recordedIn({ recorded }: Arrivals): Float64Array {
  if (recorded === undefined) throw new Error('the arrivals in the file of this phase were not read');
  return new Float64Array(recorded);
}
