import type { Delivery } from '../../aws/delivery.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import { partOf, type Segment, whole } from '../../load/segment.ts';
import type { ClosedLoad, DueLoad, Round } from '../../load/shapes.ts';
import type { ColdStartsFrom } from '../../model/identity.ts';
import { optional } from '../../model/optional.ts';
import type { Sample } from '../../model/sample.ts';
import { defaultKeptBodyBytes } from '../../model/schema/kept-body-bytes.ts';
import type { IdentitySpec } from '../../model/schema/words.ts';
import type { EngineSpec } from '../../scenario/engines.ts';
import { expectedStatuses } from '../../scenario/expected-statuses.ts';
import type { Expectation } from '../../target-kinds/fields/expect.ts';
import type { Clock } from '../clock.ts';
import type { Engine } from '../engine.ts';
import { CountedEngine } from '../engines/counted-engine.ts';
import { engineFor } from '../engines/engine-for.ts';
import type { Exchange } from '../exchange.ts';
import type { RequestSpec } from '../http/request-bytes.ts';
import type { TlsOptions } from '../http/wire.ts';
import { bodyBytesNeeded, type IdentityReading } from '../identity.ts';
import { alone, type Rendezvous } from '../rendezvous.ts';
import { sampleOf } from '../sample-of.ts';
import { pause, waitUntil } from '../wait.ts';
import { fireClosedLoad } from './closed.ts';
import { fireOpenLoad } from './open.ts';

export interface FireOptions {
  /** Name of the target, for the samples. */
  readonly target: string;
  /** http or https; its path goes before that of the request. */
  readonly url: string;
  readonly request: RequestSpec;
  /** Path requested once on each connection that is opened before the load. */
  readonly warmPath?: string;
  readonly identity: IdentitySpec;
  /** What counts as answered; default: 200 to 299. */
  readonly expect?: Expectation;
  readonly coldStartsFrom: ColdStartsFrom;
  readonly repeat: number;
  /** Of the randomness of arrivals. */
  readonly seed: number;
  /** Arrivals of a phase that reads them from a file. */
  readonly recorded?: SharedArrayBuffer;
  /** For the connection, and again from the send to the last byte. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Aborting stops firing at once; what is in flight is recorded as interrupted. */
  readonly signal: AbortSignal;
  /** Gets every request exactly once, when it has ended. */
  onSample(sample: Sample): void;
  /** So many more requests are on their way. Not told by the autocannon engine. */
  onFlight?(change: number): void;
  readonly tls?: TlsOptions;
  /** Of the body of an answer, for the identity in it; the rest is read and dropped. Default 10 MiB. */
  readonly keptBodyBytes?: number;
  /** The part of the phase that is fired here; default: all of it. */
  readonly segment?: Segment;
  /** What sends the requests; default: the socket engine. */
  readonly engine?: EngineSpec;
  /** Of a deployed function; default: plain HTTP to `url`. */
  readonly delivery?: Delivery;
  /** Gets what a function logged, where that comes with its answers. */
  onLog?(text: string): void;
  /** Where segments that are fired at the same time wait for each other. */
  readonly rendezvous?: Rendezvous;
}

export interface PhaseRun {
  /** When the first requests were released: connections that are warmed beforehand are no part of the load. */
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

/** Connections warmed before an open load; what it needs beyond them it opens as it goes. */
const preparedForOpen = 64;

/**
 * Fires one phase at one target and resolves when every request has ended, well or badly: failures are samples.
 * @throws {UserError} `url-invalid`, `tls-invalid`; whatever `onSample` throws, after the firing has stopped.
 */
export async function firePhase(phase: Phase, options: FireOptions): Promise<PhaseRun> {
  const { clock, signal } = options;
  const calledAtMs = clock.nowMs();
  const engine = await engineFor(phase, options);
  const firing = new Firing(phase, options, engine);
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
  private readonly phase: Phase;
  private readonly options: FireOptions;
  private readonly engine: Engine;
  private readonly rendezvous: Rendezvous;
  private readonly reading: IdentityReading;
  /** The first thing that `onSample` threw: samples that nobody takes are no reason to go on. */
  private thrown: { readonly error: unknown } | undefined;

  constructor(phase: Phase, options: FireOptions, engine: Engine) {
    this.phase = phase;
    this.options = options;
    this.engine = options.onFlight === undefined ? engine : new CountedEngine(engine, options.onFlight);
    this.rendezvous = options.rendezvous ?? alone(options.clock);
    const { identity: spec, coldStartsFrom, expect } = options;
    this.reading = { spec, coldStartsFrom, isExpected: expectedStatuses(expect) };
  }

  async run(): Promise<void> {
    await this.fire();
    if (this.thrown !== undefined) throw this.thrown.error;
  }

  private fire(): Promise<void> {
    const { seed, recorded, segment = whole, signal } = this.options;
    const source = { seed, readFile: () => arrivalsIn(recorded) };
    const load = partOf(moduleOf(this.phase).load(this.phase, source), segment);
    switch (load.shape) {
      case 'rounds':
        return this.fireRounds(load.rounds);
      case 'due':
        return this.fireDue(load);
      case 'closed':
        return this.fireClosed(load);
      case 'idle':
        return pause(load.durationMs, signal);
    }
  }

  private async fireRounds(rounds: Iterable<Round>): Promise<void> {
    for (const round of rounds) {
      if (!(await this.waitFor(round)) || this.thrown !== undefined) break;
      const intendedAtMs = await this.begin();
      if (this.options.signal.aborted) break;
      await this.engine.release(round.size, intendedAtMs, (exchange) => this.record(exchange, round.burst));
    }
  }

  private async fireDue({ dueMs, maxInFlight }: DueLoad): Promise<void> {
    const { clock, signal } = this.options;
    await this.engine.prepare(Math.min(preparedForOpen, maxInFlight), 'as-due');
    if (signal.aborted) return;
    await fireOpenLoad(dueMs, await this.begin(), {
      ...{ engine: this.engine, clock, signal, maxInFlight },
      onEnd: (exchange) => this.record(exchange),
    });
  }

  private async fireClosed(load: ClosedLoad): Promise<void> {
    const { clock, signal } = this.options;
    const { clients, requests = clients } = load;
    const onEnd = (exchange: Exchange) => this.record(exchange);
    if (this.options.engine?.kind === 'autocannon') {
      await this.fireAutocannon(load, onEnd);
      return;
    }
    // Fewer requests than clients are sent by as many clients.
    await this.engine.prepare(Math.min(clients, requests), 'one-instant');
    if (signal.aborted) return;
    await fireClosedLoad(load, await this.begin(), { engine: this.engine, clock, signal, onEnd });
  }

  private async fireAutocannon(load: ClosedLoad, onEnd: (exchange: Exchange) => void): Promise<void> {
    const { url, request, tls = {}, timeoutMs, identity, clock, signal } = this.options;
    const { keptBodyBytes = defaultKeptBodyBytes } = this.options;
    const { fireAutocannon, loadAutocannon } = await import('../engines/autocannon/load.ts');
    await loadAutocannon();
    const keepBodyBytes = bodyBytesNeeded(identity, keptBodyBytes);
    const bounds = { timeoutMs, keepBodyBytes };
    await fireAutocannon(load, await this.begin(), { url, request, tls, ...bounds, clock, signal, onEnd });
  }

  /** Whether it may be released. */
  private async waitFor(round: Round): Promise<boolean> {
    const { signal } = this.options;
    await pause(round.afterPreviousMs, signal);
    if (!signal.aborted) await this.engine.prepare(round.size, 'one-instant');
    return !signal.aborted;
  }

  /** All segments at one instant. */
  private async begin(): Promise<number> {
    const { clock, signal } = this.options;
    const atMs = await this.rendezvous.meet(signal);
    await waitUntil(atMs, clock, signal);
    this.startedAtMs ??= atMs;
    return atMs;
  }

  private record(exchange: Exchange, burst?: number): void {
    const { target, repeat, clock } = this.options;
    const place = { target, phase: this.phase.name, repeat, ...optional('burst', burst) };
    try {
      this.options.onSample(sampleOf(exchange, place, this.reading, clock));
    } catch (error) {
      if (this.thrown !== undefined) return;
      this.thrown = { error };
      this.engine.stop();
    }
  }
}

function arrivalsIn(recorded: SharedArrayBuffer | undefined): Float64Array {
  if (recorded === undefined) throw new Error('the arrivals in the file of this phase were not read');
  return new Float64Array(recorded);
}
