import { setTimeout as sleep } from 'node:timers/promises';
import { burstRounds } from '../arrival/burst.ts';
import type { Round } from '../arrival/round.ts';
import { sequentialRounds } from '../arrival/sequential.ts';
import { optional } from '../model/optional.ts';
import type { Sample } from '../model/sample.ts';
import type { Phase } from '../scenario/phases.ts';
import type { IdentitySpec } from '../scenario/words.ts';
import type { Clock } from './clock.ts';
import { fireClosedLoad } from './closed-load.ts';
import type { Engine } from './engine.ts';
import type { Exchange } from './exchange.ts';
import { bodyBytesNeeded } from './identity.ts';
import { fireOpenLoad } from './open-load.ts';
import { type Origin, originOf } from './origin.ts';
import type { RequestSpec } from './request-bytes.ts';
import { type Address, resolveOnce } from './resolve.ts';
import { sampleOf } from './sample-of.ts';
import { dueOf, isOpen, type OpenPhase } from './schedule.ts';
import { SocketEngine } from './socket-engine.ts';
import type { TlsOptions } from './wire.ts';

export interface FireOptions {
  /** Name of the target, for the samples. */
  readonly target: string;
  /** http or https; its path goes before that of the request. */
  readonly url: string;
  readonly request: RequestSpec;
  /** Path requested once to warm a connection; absent: connections are only opened. */
  readonly warmPath?: string;
  readonly identity: IdentitySpec;
  /** An answer that does not say whether it was a cold start was one if it was the first call of its instance. */
  readonly coldStartFromFirstCall: boolean;
  readonly repeat: number;
  /** Of the randomness of arrivals. */
  readonly seed: number;
  /** For the connection, and again from the send to the last byte. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Aborting stops firing at once; what is in flight is recorded as interrupted. */
  readonly signal: AbortSignal;
  /** Gets every request exactly once, when it has ended. */
  onSample(sample: Sample): void;
  readonly tls?: TlsOptions;
  /** A longer answer is malformed. Default 10 MiB. */
  readonly maxBodyBytes?: number;
}

export interface PhaseRun {
  /** When the first requests were released: connections that are warmed beforehand are no part of the load. */
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

/** Connections opened before an open load; what it needs beyond them it opens as it goes. */
const preparedForOpen = 64;
const defaultMaxBodyBytes = 10 * 1024 * 1024;

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

/** Calls one after another share a connection that is warm, as a patient client's would be. */
async function engineFor(phase: Phase, options: FireOptions): Promise<Engine> {
  const { url, request, warmPath, identity, timeoutMs, clock, tls = {} } = options;
  const { maxBodyBytes = defaultMaxBodyBytes } = options;
  const origin = originOf(url);
  return new SocketEngine({
    ...{ origin, request, warmPath, timeoutMs, clock, tls, maxBodyBytes },
    address: await addressOf(origin, options),
    connections: phase.kind === 'burst' ? phase.connections : 'warm',
    patient: phase.kind === 'burst',
    keepBodyBytes: bodyBytesNeeded(identity, maxBodyBytes),
  });
}

/** A resolver cannot be stopped, but need not be waited for. */
async function addressOf(origin: Origin, { clock, signal }: FireOptions): Promise<Address> {
  let stop = () => {};
  const stopped = new Promise<Address>((resolve) => {
    stop = () => resolve({ kind: 'unresolved', message: 'interrupted' });
  });
  signal.addEventListener('abort', stop);
  try {
    return await Promise.race([resolveOnce(origin, clock), stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** One phase at one target. */
class Firing {
  startedAtMs: number | undefined;
  private readonly phase: Phase;
  private readonly options: FireOptions;
  private readonly engine: Engine;
  /** The first thing that `onSample` threw: samples that nobody takes are no reason to go on. */
  private thrown: { readonly error: unknown } | undefined;

  constructor(phase: Phase, options: FireOptions, engine: Engine) {
    this.phase = phase;
    this.options = options;
    this.engine = engine;
  }

  async run(): Promise<void> {
    await this.fire();
    if (this.thrown !== undefined) throw this.thrown.error;
  }

  private fire(): Promise<void> {
    const { phase } = this;
    if (isOpen(phase)) return this.fireOpen(phase);
    switch (phase.kind) {
      case 'burst':
        return this.fireRounds(burstRounds(phase));
      case 'sequential':
        return this.fireRounds(sequentialRounds(phase));
      case 'closed':
        return this.fireClosed(phase);
      case 'pause':
        return pause(phase.durationMs, this.options.signal);
    }
  }

  private async fireRounds(rounds: Iterable<Round>): Promise<void> {
    for (const round of rounds) {
      if (!(await this.waitFor(round)) || this.thrown !== undefined) break;
      this.startedAtMs ??= this.options.clock.nowMs();
      await this.engine.release(round.size, (exchange) => this.record(exchange, round.index));
    }
  }

  private async fireOpen(phase: OpenPhase): Promise<void> {
    const { clock, signal, seed } = this.options;
    const due = dueOf(phase, seed);
    await this.engine.prepare(Math.min(preparedForOpen, phase.maxInFlight));
    this.startedAtMs = clock.nowMs();
    await fireOpenLoad(due, this.startedAtMs, {
      ...{ engine: this.engine, clock, signal, maxInFlight: phase.maxInFlight },
      onEnd: (exchange) => this.record(exchange),
    });
  }

  private async fireClosed(phase: Extract<Phase, { kind: 'closed' }>): Promise<void> {
    const { clock, signal } = this.options;
    await this.engine.prepare(phase.connections);
    this.startedAtMs = clock.nowMs();
    const onEnd = (exchange: Exchange) => this.record(exchange);
    await fireClosedLoad(phase, this.startedAtMs, { engine: this.engine, clock, signal, onEnd });
  }

  /** Whether it may be released. */
  private async waitFor(round: Round): Promise<boolean> {
    const { signal } = this.options;
    await pause(round.afterPreviousMs, signal);
    if (!signal.aborted) await this.engine.prepare(round.size);
    return !signal.aborted;
  }

  private record(exchange: Exchange, round?: number): void {
    const { target, repeat, clock, identity: spec, coldStartFromFirstCall } = this.options;
    const burst = this.phase.kind === 'burst' ? round : undefined;
    const place = { target, phase: this.phase.name, repeat, ...optional('burst', burst) };
    try {
      this.options.onSample(sampleOf(exchange, place, { spec, coldStartFromFirstCall }, clock));
    } catch (error) {
      if (this.thrown !== undefined) return;
      this.thrown = { error };
      this.engine.stop();
    }
  }
}

/** Until the time is over or the run is stopped. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0) return;
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
