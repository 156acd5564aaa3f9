import pLimit from 'p-limit';
import type { Clock } from './clock.ts';
import { Connection, type Surroundings } from './connection.ts';
import { Deadlines } from './deadlines.ts';
import { Call, type Exchange } from './exchange.ts';
import type { Origin } from './origin.ts';
import { ParseQueue } from './parse-queue.ts';
import { type RequestSpec, requestBytes } from './request-bytes.ts';
import type { Address } from './resolve.ts';
import { sendAll } from './send-all.ts';
import type { CarryingEngine } from './signing-engine.ts';
import { turn } from './wait.ts';
import { socketOpener, type TlsOptions } from './wire.ts';

export interface SocketEngineOptions {
  readonly origin: Origin;
  readonly address: Address;
  readonly request: RequestSpec;
  /** Path requested once on each connection that is opened beforehand; absent: it is only opened. */
  readonly warmPath: string | undefined;
  /** `warm`: opened before the release. `cold`: opened at the release, and closed after it. */
  readonly connections: 'warm' | 'cold';
  /** Reading waits as long as every turn brings new arrivals: for bursts, whose end alone counts. */
  readonly patient: boolean;
  readonly timeoutMs: number;
  readonly keepBodyBytes: number;
  readonly tls: TlsOptions;
  readonly clock: Clock;
}

/** Connections opened at once beforehand: well below the listen backlog of any server. */
const openedAtOnce = 128;

/** HTTP/1.1 over sockets of its own: a connection per request in flight, stamps first, reads later. */
export class SocketEngine implements CarryingEngine {
  private readonly options: SocketEngineOptions;
  private request: Buffer;
  private readonly warmRequest: Buffer | undefined;
  private readonly parsing: ParseQueue;
  private readonly around: Surroundings;
  private readonly open = new Set<Connection>();
  /** The last one that became idle is the first to be used again, as it is the least likely to be ended by the server. */
  private idle: Connection[] = [];
  private stopped = false;

  constructor(options: SocketEngineOptions) {
    const { origin, address, clock, request, warmPath, keepBodyBytes } = options;
    this.options = options;
    this.parsing = new ParseQueue(options.patient);
    this.request = requestBytes(origin, request);
    this.warmRequest =
      warmPath === undefined
        ? undefined
        : requestBytes(origin, { method: 'GET', path: warmPath, headers: request.headers });
    this.around = {
      clock,
      parsing: this.parsing,
      deadlines: new Deadlines(options.timeoutMs, clock, () => this.parsing.flush()),
      parser: { method: request.method, keepBodyBytes },
      open: socketOpener(origin, address.kind === 'resolved' ? address.ip : '', options.tls),
    };
  }

  carry(headers: Readonly<Record<string, string>>): void {
    const { origin, request } = this.options;
    this.request = requestBytes(origin, { ...request, headers: { ...request.headers, ...headers } });
  }

  async prepare(requests: number): Promise<void> {
    const { connections, address } = this.options;
    this.idle = this.idle.filter((connection) => connection.is('idle'));
    if (connections === 'warm' && address.kind === 'resolved') {
      const missing = Array.from({ length: Math.max(0, requests - this.idle.length) });
      const limit = pLimit(openedAtOnce);
      await limit.map(missing, () => this.openBeforehand());
    }
    // A turn of the event loop, so that a connection which the server has ended meanwhile is known to be.
    await turn();
  }

  async release(requests: number, intendedAtMs: number, onEnd: (exchange: Exchange) => void): Promise<void> {
    this.parsing.hold();
    const { allEnded } = await sendAll(requests, intendedAtMs, {
      send: (atMs, ended) => this.send(atMs, ended),
      isStopped: () => this.stopped,
      onEnd,
    });
    this.parsing.resume();
    await allEnded;
    if (this.options.connections === 'cold') this.closeAll();
  }

  send(intendedAtMs: number, onEnd: (exchange: Exchange) => void): void {
    const { address } = this.options;
    if (this.stopped) {
      new Call(intendedAtMs, 'new', onEnd).fail({ kind: 'interrupted' }, this.around.clock.nowMs());
      return;
    }
    const idle = this.takeIdle();
    if (idle !== undefined) {
      idle.send(new Call(intendedAtMs, 'reused', this.returning(idle, onEnd)), this.request);
      return;
    }
    if (address.kind === 'unresolved') {
      const call = new Call(intendedAtMs, 'new', onEnd);
      call.fail({ kind: 'unreachable', message: address.message }, this.around.clock.nowMs());
      return;
    }
    const connection = this.connect();
    connection.send(new Call(intendedAtMs, 'new', this.returning(connection, onEnd)), this.request);
  }

  stop(): void {
    this.stopped = true;
    this.parsing.flush();
    const nowMs = this.around.clock.nowMs();
    for (const connection of this.open) connection.abandon({ kind: 'interrupted' }, nowMs);
    this.around.deadlines.clear();
    this.closeAll();
  }

  private connect(): Connection {
    const connection = new Connection(this.around);
    this.open.add(connection);
    return connection;
  }

  private takeIdle(): Connection | undefined {
    for (let last = this.idle.pop(); last !== undefined; last = this.idle.pop()) {
      if (last.is('idle')) return last;
      this.open.delete(last);
    }
    return undefined;
  }

  /** What the caller wants to hear, after the connection has been put where it belongs. */
  private returning(connection: Connection, onEnd: (exchange: Exchange) => void): (exchange: Exchange) => void {
    return (exchange) => {
      if (connection.is('idle')) this.idle.push(connection);
      else this.open.delete(connection);
      onEnd(exchange);
    };
  }

  /** If the server ends the connection after the call that warms it, one that is merely open is the best there is. */
  private async openBeforehand(): Promise<void> {
    const connection = await this.opened();
    if (!connection?.is('idle')) return;
    if (this.warmRequest !== undefined) await this.warm(connection, this.warmRequest);
    const ready = connection.is('idle') ? connection : await this.opened();
    if (ready?.is('idle')) this.idle.push(ready);
  }

  private async opened(): Promise<Connection | undefined> {
    if (this.stopped) return undefined;
    const connection = this.connect();
    await connection.settled();
    if (connection.is('closed')) this.open.delete(connection);
    return connection;
  }

  private warm(connection: Connection, request: Buffer): Promise<void> {
    return new Promise((resolve) => {
      connection.send(new Call(this.around.clock.nowMs(), 'reused', () => resolve()), request);
    });
  }

  private closeAll(): void {
    for (const connection of this.open) connection.close();
    this.open.clear();
    this.idle = [];
  }
}
