import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import type { Outcome } from '../model/outcome.ts';
import type { Clock } from './clock.ts';
import { InterimAnswers } from './engines/undici/interim-answers.ts';
import type { UndiciCall } from './undici-call.ts';
import type { Opening, OpeningEvents } from './undici-wire.ts';

type ConnectionState = 'connecting' | 'open' | 'closed';

const allowed: Record<ConnectionState, readonly ConnectionState[]> = {
  connecting: ['open', 'closed'],
  open: ['closed'],
  closed: [],
};

export interface UndiciSurroundings {
  readonly clock: Clock;
  /** What undici calls the other end: the origin, or a proxy that forwards. */
  readonly clientUrl: string;
  /** Requests on their way at once over one connection. */
  readonly capacity: number;
  readonly http2: boolean;
  open(events: OpeningEvents): Opening;
}

const maxHeadBytes = 64 * 1024;

/**
 * One connection and the undici client that speaks over it. When the connection is gone so is the client: undici would open
 * another and send again what was not answered, and neither would be seen.
 */
export class UndiciConnection implements OpeningEvents {
  private readonly around: UndiciSurroundings;
  private readonly calls = new Set<UndiciCall>();
  private readonly opening: Opening;
  private waiting: { readonly call: UndiciCall; readonly request: Dispatcher.DispatchOptions }[] = [];
  private state: ConnectionState = 'connecting';
  private socket: Socket | undefined;
  private client: Client | undefined;
  private interims: InterimAnswers | undefined;
  private taken = false;
  private connectedAtMs: number | undefined;
  private settle: (() => void) | undefined;
  private readonly left: (connection: UndiciConnection) => void;

  /** Starts to connect. @param left called once when it is closed */
  constructor(around: UndiciSurroundings, left: (connection: UndiciConnection) => void) {
    this.around = around;
    this.left = left;
    this.opening = around.open(this);
  }

  get isOpen(): boolean {
    return this.state === 'open' && this.socket?.destroyed === false;
  }

  /** Whether one more request can be sent without one of the others having ended. */
  get hasRoom(): boolean {
    return this.calls.size < this.around.capacity && (this.state === 'connecting' || this.isOpen);
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
    if (this.client === undefined) this.waiting.push({ call, request });
    else this.dispatch(this.client, call, request);
  }

  /** The call has ended. HTTP/1.1 cannot go on after an answer that was given up. */
  release(call: UndiciCall): void {
    this.calls.delete(call);
    this.waiting = this.waiting.filter((waiting) => waiting.call !== call);
    if (this.state === 'connecting' && this.calls.size === 0) this.close();
  }

  abandon(outcome: Outcome, atMs: number): void {
    for (const call of [...this.calls]) call.abandon(outcome, atMs);
  }

  close(): void {
    if (this.state === 'closed') return;
    this.become('closed');
    // undici ends a connection that it has with an error; without one, it breaks over HTTP/2.
    if (!this.taken) this.opening.cancel();
    void this.client?.destroy();
    this.left(this);
    this.settle?.();
  }

  connected(): void {
    this.connectedAtMs = this.around.clock.nowMs();
  }

  opened(socket: Socket): void {
    const openedAtMs = this.around.clock.nowMs();
    this.become('open');
    this.socket = socket;
    const client = this.clientOver(socket);
    this.client = client;
    // undici tells its requests first, each with the reason.
    socket.once('close', () => setImmediate(() => this.lost()));
    this.settle?.();
    const { waiting } = this;
    this.waiting = [];
    if (waiting.length === 0) this.watch(socket);
    for (const { call, request } of waiting) {
      call.ready(this.connectedAtMs ?? openedAtMs, this.connectedAtMs === undefined ? undefined : openedAtMs);
      this.dispatch(client, call, request);
    }
  }

  failed(error: Error): void {
    this.close();
    for (const call of [...this.calls]) call.fail(error);
  }

  private clientOver(socket: Socket): Client {
    const { clientUrl, capacity, http2 } = this.around;
    return new Client(clientUrl, {
      ...{ pipelining: capacity, allowH2: http2, maxConcurrentStreams: capacity, pingInterval: 0 },
      // Time is kept by the deadlines of the engine; idle connections are ended by the server.
      ...{ headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 600_000, keepAliveTimeoutThreshold: 0 },
      maxHeaderSize: maxHeadBytes,
      connect: (_, callback) => {
        // undici does not expect to be called back at once.
        if (this.taken) queueMicrotask(() => callback(connectionGone(), null));
        else queueMicrotask(() => callback(null, this.handOver(socket)));
      },
    });
  }

  private handOver(socket: Socket): Socket {
    this.taken = true;
    socket.off('readable', this.unasked);
    if (!this.around.http2) this.interims = new InterimAnswers(socket, (bytes) => this.interim(bytes));
    return socket;
  }

  /** Until undici has it, nobody would learn that the server has ended it. HTTP/2 servers speak first, to undici. */
  private watch(socket: Socket): void {
    if (!this.around.http2) socket.on('readable', this.unasked);
  }

  private readonly unasked = (): void => {
    if (this.socket?.read() !== null) this.close();
  };

  /** Over HTTP/1.1 there is one call at a time. */
  private interim(bytes: number): void {
    for (const call of this.calls) call.interim(bytes);
  }

  private dispatch(client: Client, call: UndiciCall, request: Dispatcher.DispatchOptions): void {
    this.interims?.expect();
    client.dispatch(request, call);
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

/** Not undici's own code for it, upon which it would try to connect for ever. */
const connectionGone = (): Error =>
  Object.assign(new Error('the connection ended before the answer was complete'), { code: 'ECONNRESET' });
