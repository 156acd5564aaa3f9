import type { Clock } from '../clock.ts';
import { ConnectionPool } from '../connections/connection-pool.ts';
import { HeldWorkers } from '../connections/held-workers.ts';
import { OpeningAhead, type ReadyFor } from '../connections/opening-ahead.ts';
import { Deadlines } from '../deadlines.ts';
import { Call, type Exchange } from '../exchange.ts';
import { Connection, type ConnectionContext } from '../http/connection.ts';
import type { Origin } from '../http/origin.ts';
import { ParseQueue } from '../http/parse-queue.ts';
import { type RequestSpec, requestBytes } from '../http/request-bytes.ts';
import type { Address } from '../http/resolve.ts';
import { socketOpener, type TlsOptions } from '../http/wire.ts';
import { turn } from '../wait.ts';
import { sendAll } from './send-all.ts';
import type { CarryingEngine } from './signing-engine.ts';

export interface SocketEngineOptions {
  readonly origin: Origin;
  readonly address: Address;
  readonly request: RequestSpec;
  /** Path requested once on each connection that is opened beforehand. */
  readonly warmPath: string | undefined;
  /** The front is known to take any number of connections that say nothing. */
  readonly takesSilent: boolean;
  /** `warm`: opened before the release. `cold`: opened at the release, and closed after it. */
  readonly connections: 'warm' | 'cold';
  /** Reading waits as long as every turn brings new arrivals: for bursts, whose end alone counts. */
  readonly patient: boolean;
  readonly timeoutMs: number;
  readonly keepBodyBytes: number;
  readonly tls: TlsOptions;
  readonly clock: Clock;
}

/** HTTP/1.1 over sockets of its own: a connection per request in flight, stamps first, reads later. */
export class SocketEngine implements CarryingEngine {
  private readonly options: SocketEngineOptions;
  private request: Buffer;
  private readonly parsing: ParseQueue;
  private readonly shared: ConnectionContext;
  private readonly pool: ConnectionPool<Connection>;
  private readonly ahead: OpeningAhead<Connection>;
  private stopped = false;

  constructor(options: SocketEngineOptions) {
    const { origin, address, clock, request, timeoutMs, warmPath, takesSilent, keepBodyBytes } = options;
    this.options = options;
    this.parsing = new ParseQueue(options.patient);
    this.request = requestBytes(origin, request);
    this.shared = {
      clock,
      parsing: this.parsing,
      deadlines: new Deadlines(timeoutMs, clock, () => this.parsing.flush()),
      parser: { method: request.method, keepBodyBytes },
      open: socketOpener(origin, address.kind === 'resolved' ? address.ip : '', options.tls),
    };
    const workers = new HeldWorkers(timeoutMs);
    const connect = (): Connection => new Connection(this.shared, (closed) => this.pool.left(closed));
    this.pool = new ConnectionPool({ clock, connect, workers });
    const ask = warmPath === undefined ? undefined : this.asking(warmPath);
    this.ahead = new OpeningAhead({ pool: this.pool, workers, open: () => this.opened(), ask, takesSilent });
  }

  carry(headers: Readonly<Record<string, string>>): void {
    const { origin, request } = this.options;
    this.request = requestBytes(origin, { ...request, headers: { ...request.headers, ...headers } });
  }

  async prepare(requests: number, readyFor: ReadyFor): Promise<void> {
    const { connections, address } = this.options;
    if (connections === 'warm' && address.kind === 'resolved') await this.ahead.prepare(requests, readyFor);
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
    if (this.options.connections === 'cold') this.pool.closeAll();
  }

  send(intendedAtMs: number, onEnd: (exchange: Exchange) => void): void {
    const { address } = this.options;
    if (this.stopped) {
      new Call(intendedAtMs, 'new', onEnd).fail({ kind: 'interrupted' }, this.shared.clock.nowMs());
      return;
    }
    const idle = this.pool.take() ?? this.takeAnswered();
    if (idle !== undefined) {
      this.sendOn(idle, 'reused', intendedAtMs, onEnd);
      return;
    }
    if (address.kind === 'unresolved') {
      const call = new Call(intendedAtMs, 'new', onEnd);
      call.fail({ kind: 'unreachable', message: address.message }, this.shared.clock.nowMs());
      return;
    }
    this.sendOn(this.pool.open(), 'new', intendedAtMs, onEnd);
  }

  /** A connection whose answer has come, but was not read yet: opening another one would take longer. */
  private takeAnswered(): Connection | undefined {
    this.parsing.readArrived();
    return this.pool.take();
  }

  stop(): void {
    this.stopped = true;
    this.parsing.flush();
    const nowMs = this.shared.clock.nowMs();
    for (const connection of this.pool.all) connection.abandon({ kind: 'interrupted' }, nowMs);
    this.shared.deadlines.clear();
    this.pool.closeAll();
  }

  private sendOn(
    connection: Connection,
    kind: Exchange['connection'],
    intendedAtMs: number,
    onEnd: (exchange: Exchange) => void,
    request = this.request,
  ): void {
    this.pool.began(connection);
    // The connection is put where it belongs before the caller hears of the end, and perhaps sends again.
    const ended = (exchange: Exchange) => {
      this.pool.ended(connection, exchange);
      onEnd(exchange);
    };
    connection.send(new Call(intendedAtMs, kind, ended), request);
  }

  private async opened(): Promise<Connection | undefined> {
    if (this.stopped) return undefined;
    const connection = this.pool.open();
    await connection.settled();
    return connection.is('idle') ? connection : undefined;
  }

  private asking(path: string): (connection: Connection) => Promise<void> {
    const { origin, request, clock } = this.options;
    // Answers are read as those to one method.
    const method = request.method === 'HEAD' ? 'HEAD' : 'GET';
    const bytes = requestBytes(origin, { method, path, headers: request.headers });
    return (connection) =>
      new Promise((resolve) => this.sendOn(connection, 'reused', clock.nowMs(), () => resolve(), bytes));
  }
}
