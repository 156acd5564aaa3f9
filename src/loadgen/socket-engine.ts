import pLimit from 'p-limit';
import type { Clock } from './clock.ts';
import { Connection, type Surroundings } from './connection.ts';
import { Deadlines } from './deadlines.ts';
import type { Engine } from './engine.ts';
import { Call, type Exchange } from './exchange.ts';
import type { Origin } from './origin.ts';
import { ParseQueue } from './parse-queue.ts';
import { type RequestSpec, requestBytes } from './request-bytes.ts';
import type { Address } from './resolve.ts';
import { socketOpener, type TlsOptions } from './wire.ts';

export interface SocketEngineOptions {
  readonly origin: Origin;
  readonly address: Address;
  readonly request: RequestSpec;
  /** Path requested once on each connection that is opened beforehand; absent: it is only opened. */
  readonly warmPath: string | undefined;
  /** `warm`: opened before the release. `cold`: opened at the release, and closed after it. */
  readonly connections: 'warm' | 'cold';
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly keepBodyBytes: number;
  readonly tls: TlsOptions;
  readonly clock: Clock;
}

/** Connections opened at once beforehand: well below the listen backlog of any server. */
const openedAtOnce = 128;
/** Between so many sends the answers that have come already are stamped. */
const sendsPerTurn = 64;

/** HTTP/1.1 over sockets of its own: a connection per request in flight, stamps first, reads later. */
export class SocketEngine implements Engine {
  private readonly options: SocketEngineOptions;
  private readonly request: Buffer;
  private readonly warmRequest: Buffer | undefined;
  private readonly parsing = new ParseQueue();
  private readonly around: Surroundings;
  private connections: (Connection | undefined)[] = [];
  private stopped = false;

  constructor(options: SocketEngineOptions) {
    const { origin, address, clock, request, warmPath, maxBodyBytes, keepBodyBytes } = options;
    this.options = options;
    this.request = requestBytes(origin, request);
    this.warmRequest =
      warmPath === undefined
        ? undefined
        : requestBytes(origin, { method: 'GET', path: warmPath, headers: request.headers });
    this.around = {
      clock,
      parsing: this.parsing,
      deadlines: new Deadlines(options.timeoutMs, clock, () => this.parsing.flush()),
      parser: { method: request.method, maxBodyBytes, keepBodyBytes },
      open: socketOpener(origin, address.kind === 'resolved' ? address.ip : '', options.tls),
    };
  }

  async prepare(requests: number): Promise<void> {
    const { connections, address } = this.options;
    if (connections === 'warm' && address.kind === 'resolved') {
      const seats = Array.from({ length: requests }, (_, seat) => seat);
      const missing = seats.filter((seat) => !this.connections[seat]?.is('idle'));
      await pLimit(openedAtOnce).map(missing, (seat) => this.openBeforehand(seat));
    }
    // A turn of the event loop, so that a connection which the server has ended meanwhile is known to be.
    await turn();
  }

  async release(requests: number, onEnd: (exchange: Exchange) => void): Promise<void> {
    const intendedAtMs = this.around.clock.nowMs();
    const ends: Promise<void>[] = [];
    this.parsing.hold();
    for (let seat = 0; seat < requests && !this.stopped; seat += 1) {
      ends.push(
        new Promise((resolve) =>
          this.send(seat, intendedAtMs, (exchange) => {
            resolve();
            onEnd(exchange);
          }),
        ),
      );
      if (seat % sendsPerTurn === sendsPerTurn - 1) await turn();
    }
    this.parsing.resume();
    await Promise.all(ends);
    if (this.options.connections === 'cold') this.closeAll();
  }

  stop(): void {
    this.stopped = true;
    this.parsing.flush();
    const nowMs = this.around.clock.nowMs();
    for (const connection of this.connections) connection?.abandon({ kind: 'interrupted' }, nowMs);
    this.around.deadlines.clear();
    this.connections = [];
  }

  private send(seat: number, intendedAtMs: number, onEnd: (exchange: Exchange) => void): void {
    const { address } = this.options;
    const open = this.connections[seat];
    if (open?.is('idle')) {
      open.send(new Call(intendedAtMs, 'reused', onEnd), this.request);
      return;
    }
    const call = new Call(intendedAtMs, 'new', onEnd);
    if (address.kind === 'unresolved') {
      call.fail({ kind: 'unreachable', message: address.message }, this.around.clock.nowMs());
      return;
    }
    const connection = new Connection(this.around);
    this.connections[seat] = connection;
    connection.send(call, this.request);
  }

  /** If the server ends the connection after the call that warms it, one that is merely open is the best there is. */
  private async openBeforehand(seat: number): Promise<void> {
    const connection = await this.open(seat);
    if (!connection?.is('idle') || this.warmRequest === undefined) return;
    await this.warm(connection, this.warmRequest);
    if (connection.is('closed')) await this.open(seat);
  }

  private async open(seat: number): Promise<Connection | undefined> {
    if (this.stopped) return undefined;
    const connection = new Connection(this.around);
    this.connections[seat] = connection;
    await connection.settled();
    return connection;
  }

  private warm(connection: Connection, request: Buffer): Promise<void> {
    return new Promise((resolve) => {
      connection.send(new Call(this.around.clock.nowMs(), 'reused', () => resolve()), request);
    });
  }

  private closeAll(): void {
    for (const connection of this.connections) connection?.close();
    this.connections = [];
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
