import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import type { Outcome } from '../../../model/outcome.ts';
import type { Clock } from '../../clock.ts';
import type { Pooled } from '../../connections/connection-pool.ts';
import { http1Speaker } from '../../connections/http1-speaker.ts';
import { Http2Speaker, streamsPerConnection } from '../../connections/http2-speaker.ts';
import { connectionGone, type Speaker } from '../../connections/speaker.ts';
import type { UndiciCall } from './call.ts';
import type { Opening, OpeningEvents } from './wire.ts';

type ConnectionState = 'connecting' | 'open' | 'closed';

const allowed: Record<ConnectionState, readonly ConnectionState[]> = {
  connecting: ['open', 'closed'],
  open: ['closed'],
  closed: [],
};

export interface UndiciConnectionContext {
  readonly clock: Clock;
  /** What undici calls the other end: the origin, or a proxy that forwards. */
  readonly clientUrl: string;
  readonly http2: boolean;
  open(events: OpeningEvents): Opening;
}

/** One connection, and what speaks HTTP over it. */
export class UndiciConnection implements OpeningEvents, Pooled {
  slot: Pooled['slot'];
  private readonly shared: UndiciConnectionContext;
  private readonly calls = new Set<UndiciCall>();
  private readonly opening: Opening;
  private waiting: { readonly call: UndiciCall; readonly request: Dispatcher.DispatchOptions }[] = [];
  private state: ConnectionState = 'connecting';
  private socket: Socket | undefined;
  private speaker: Speaker | undefined;
  private connectedAtMs: number | undefined;
  private settle: (() => void) | undefined;
  private readonly left: (connection: UndiciConnection) => void;

  /** Starts to connect. @param left called once when it is closed */
  constructor(shared: UndiciConnectionContext, left: (connection: UndiciConnection) => void) {
    this.shared = shared;
    this.left = left;
    this.opening = shared.open(this);
  }

  get isOpen(): boolean {
    return this.state === 'open' && this.socket?.destroyed === false;
  }

  /** Requests that can be sent now without one of the others having ended. */
  get room(): number {
    return Math.max(0, this.capacity - this.calls.size);
  }

  /** Resolves when it is open or has failed. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      if (this.state === 'connecting') this.settle = resolve;
      else resolve();
    });
  }

  /** Sends on an open connection at once, on a connecting one as soon as it is open. */
  send(call: UndiciCall, request: Dispatcher.DispatchOptions): void {
    this.calls.add(call);
    if (this.speaker === undefined) this.waiting.push({ call, request });
    else this.speaker.send(call, request);
  }

  /** The call has ended. HTTP/1.1 cannot go on after an answer that was given up. */
  release(call: UndiciCall): void {
    this.calls.delete(call);
    this.waiting = this.waiting.filter((waiting) => waiting.call !== call);
    // The rest of a request that was answered early would be read as the next request.
    const isSending = !this.shared.http2 && (this.socket?.writableLength ?? 0) > 0;
    if (isSending || (this.state === 'connecting' && this.calls.size === 0)) this.close();
  }

  abandon(outcome: Outcome, atMs: number): void {
    for (const call of [...this.calls]) call.abandon(outcome, atMs);
  }

  close(): void {
    if (this.state === 'closed') return;
    this.become('closed');
    if (this.speaker === undefined) this.opening.cancel();
    else this.speaker.close();
    this.left(this);
    this.settle?.();
  }

  connected(): void {
    this.connectedAtMs = this.shared.clock.nowMs();
  }

  opened(socket: Socket): void {
    const openedAtMs = this.shared.clock.nowMs();
    this.become('open');
    this.socket = socket;
    const speaker = this.speakerOver(socket);
    this.speaker = speaker;
    // The requests fail first, each with its reason.
    socket.once('close', () => setImmediate(() => this.lost()));
    this.settle?.();
    const { waiting } = this;
    this.waiting = [];
    if (waiting.length === 0) this.watch(socket);
    for (const { call, request } of waiting) {
      call.ready(this.connectedAtMs ?? openedAtMs, this.connectedAtMs === undefined ? undefined : openedAtMs);
      speaker.send(call, request);
    }
  }

  failed(error: Error): void {
    this.close();
    for (const call of [...this.calls]) call.fail(error);
  }

  private speakerOver(socket: Socket): Speaker {
    const { clientUrl, http2 } = this.shared;
    if (http2) return new Http2Speaker(socket, clientUrl);
    return http1Speaker(socket, clientUrl, {
      taken: () => socket.off('readable', this.unasked),
      interim: (bytes) => this.interim(bytes),
    });
  }

  private get capacity(): number {
    if (this.state === 'connecting') return this.shared.http2 ? streamsPerConnection : 1;
    return this.isOpen ? (this.speaker?.capacity ?? 0) : 0;
  }

  /** Until undici has it, nobody would learn that the server has ended it. HTTP/2 servers speak first, to undici. */
  private watch(socket: Socket): void {
    if (!this.shared.http2) socket.on('readable', this.unasked);
  }

  private readonly unasked = (): void => {
    if (this.socket?.read() !== null) this.close();
  };

  /** Over HTTP/1.1 there is one call at a time. */
  private interim(bytes: number): void {
    for (const call of this.calls) call.interim(bytes);
  }

  private lost(): void {
    this.close();
    for (const call of [...this.calls]) call.fail(connectionGone());
  }

  private become(state: ConnectionState): void {
    if (!allowed[this.state].includes(state)) throw new Error(`a connection cannot go from ${this.state} to ${state}`);
    this.state = state;
  }
}
