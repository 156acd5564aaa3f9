import type { Clock } from '../../clock.ts';
import type { Expiring } from '../../deadlines.ts';
import type { Ending, Exchange } from '../../exchange.ts';
import type { InvokeStamps } from './client.ts';

/** One invocation in flight. It ends once. */
export class InvokeCall implements InvokeStamps, Expiring {
  private readonly request: number;
  private readonly intendedAtMs: number;
  private readonly clock: Clock;
  private readonly onEnd: (exchange: Exchange) => void;
  private readonly aborting = new AbortController();
  private connection: Exchange['connection'] = 'reused';
  private connectedAtMs: number | undefined;
  private tlsDoneAtMs: number | undefined;
  private sentAtMs: number | undefined;
  private firstByteAtMs: number | undefined;
  private hasEnded = false;

  constructor(request: number, intendedAtMs: number, clock: Clock, onEnd: (exchange: Exchange) => void) {
    this.request = request;
    this.intendedAtMs = intendedAtMs;
    this.clock = clock;
    this.onEnd = onEnd;
  }

  get signal(): AbortSignal {
    return this.aborting.signal;
  }

  get sent(): boolean {
    return this.sentAtMs !== undefined;
  }

  get ended(): boolean {
    return this.hasEnded;
  }

  opening(): void {
    this.connection = 'new';
  }

  connected(): void {
    this.connectedAtMs = this.clock.nowMs();
    this.sentAtMs = this.connectedAtMs;
  }

  tlsDone(): void {
    this.tlsDoneAtMs = this.clock.nowMs();
    this.sentAtMs = this.tlsDoneAtMs;
  }

  handed(): void {
    this.sentAtMs = this.clock.nowMs();
  }

  firstByte(): void {
    this.firstByteAtMs = this.clock.nowMs();
  }

  expire(atMs: number): void {
    this.end({ kind: 'failure', outcome: { kind: 'timed-out', afterMs: atMs - (this.sentAtMs ?? this.intendedAtMs) } });
    this.aborting.abort();
  }

  interrupt(): void {
    this.end({ kind: 'failure', outcome: { kind: 'interrupted' } });
    this.aborting.abort();
  }

  end(ending: Ending, bytes = 0): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const { request, intendedAtMs, connectedAtMs, tlsDoneAtMs, sentAtMs, firstByteAtMs, connection } = this;
    const instants = { request, intendedAtMs, connectedAtMs, tlsDoneAtMs, sentAtMs, firstByteAtMs };
    this.onEnd({ ...instants, completedAtMs: this.clock.nowMs(), connection, bytes, ending });
  }
}
