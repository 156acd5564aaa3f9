import type { Outcome } from '../../model/outcome.ts';
import type { Clock } from '../clock.ts';
import { ConnectionPool, type Pooled } from '../connections/connection-pool.ts';
import { HeldWorkers } from '../connections/held-workers.ts';
import { OpeningAhead, type ReadyFor } from '../connections/opening-ahead.ts';
import { Deadlines } from '../deadlines.ts';
import { type Exchange, PendingRequest } from '../exchange.ts';
import type { EngineContext } from '../http/connection.ts';
import type { Origin } from '../http/origin.ts';
import { ParseQueue, type UnreadAnswers } from '../http/parse-queue.ts';
import type { RequestSpec } from '../http/request-bytes.ts';
import type { Address } from '../http/resolve.ts';
import type { TlsOptions } from '../http/wire.ts';
import { turn } from '../wait.ts';
import { sendAll } from './send-all.ts';
import type { CarryingEngine } from './signing-engine.ts';

export interface HttpOptions {
  readonly origin: Origin;
  /** Of the proxy if there is one, which resolves the origin itself; otherwise of the origin. */
  readonly address: Address;
  /** All that it sends, by their index. */
  readonly requests: readonly RequestSpec[];
  /** Path requested once on each connection that is opened in advance. */
  readonly warmPath: string | undefined;
  /** The front is known to accept any number of silent connections. */
  readonly takesSilent: boolean;
  /** `warm`: opened before the release. `cold`: opened at the release, and closed after it. */
  readonly connections: 'warm' | 'cold';
  /** For the connection, and again from the send to the last byte. */
  readonly timeoutMs: number;
  readonly keepBodyBytes: number;
  readonly tls: TlsOptions;
  readonly clock: Clock;
  readonly unread?: UnreadAnswers;
}

export interface PooledConnection extends Pooled {
  readonly isOpen: boolean;
  /** Resolves when it is open or has failed. */
  settled(): Promise<void>;
  /** Ends the requests that are in flight on it. */
  abandon(outcome: Outcome, atMs: number): void;
}

/** How requests go over a connection: connections `C`, encoded requests `R`. */
export interface Protocol<C, R> {
  /** Requests that one connection carries at once. */
  readonly streams: number;
  /** Starts to connect. `left` is called once, when the connection is closed. */
  connect(left: (connection: C) => void): C;
  encode(request: RequestSpec): R;
  /** On an open connection at once, on a connecting one as soon as it is open. */
  send(connection: C, pending: PendingRequest, request: R): void;
}

/** Sends each request on an idle connection, or on a new one if there is none. No request waits for another one to end. */
export class PooledEngine<C extends PooledConnection, R> implements CarryingEngine {
  private readonly options: HttpOptions;
  private readonly protocol: Protocol<C, R>;
  private readonly parsing: ParseQueue;
  private readonly deadlines: Deadlines;
  private readonly pool: ConnectionPool<C>;
  private readonly ahead: OpeningAhead<C>;
  /** Built once: sending picks one. */
  private encoded: readonly R[];
  private stopped = false;

  /** @param patient reading waits as long as every turn brings new arrivals: for bursts, whose end alone counts */
  constructor(options: HttpOptions, patient: boolean, protocolWith: (shared: EngineContext) => Protocol<C, R>) {
    const { clock, requests, timeoutMs, warmPath, takesSilent, keepBodyBytes } = options;
    this.options = options;
    this.parsing = new ParseQueue(patient);
    options.unread?.waitIn(this.parsing);
    this.deadlines = new Deadlines(timeoutMs, clock, () => this.parsing.flush());
    const parser = { method: 'GET', keepBodyBytes };
    const headParser = { method: 'HEAD', keepBodyBytes };
    this.protocol = protocolWith({ clock, parsing: this.parsing, deadlines: this.deadlines, parser, headParser });
    this.encoded = requests.map((request) => this.protocol.encode(request));
    // A connection that carries many requests holds no worker of the server for each.
    const workers = this.protocol.streams > 1 ? undefined : new HeldWorkers(timeoutMs);
    const connect = (): C => this.protocol.connect((closed) => this.pool.left(closed));
    this.pool = new ConnectionPool({ clock, connect, workers });
    this.ahead = new OpeningAhead({
      ...{ pool: this.pool, workers, takesSilent: takesSilent || this.protocol.streams > 1 },
      open: () => this.opened(),
      ask: warmPath === undefined ? undefined : this.asking(warmPath),
    });
  }

  carry(headers: readonly Readonly<Record<string, string>>[]): void {
    this.encoded = this.options.requests.map((request, index) =>
      this.protocol.encode({ ...request, headers: { ...request.headers, ...headers[index] } }),
    );
  }

  async prepare(requests: number, readyFor: ReadyFor, needed = 0): Promise<void> {
    const { connections, address } = this.options;
    const perStream = (count: number) => Math.ceil(count / this.protocol.streams);
    if (connections === 'warm' && address.kind !== 'unresolved')
      await this.ahead.prepare(perStream(requests), readyFor, perStream(needed));
    // A turn of the event loop, so that connections which the server has ended meanwhile are known.
    await turn();
  }

  async release(requests: readonly number[], intendedAtMs: number, onEnd: (exchange: Exchange) => void): Promise<void> {
    this.parsing.hold();
    const { allEnded } = await sendAll(requests, intendedAtMs, {
      send: (request, atMs, ended) => this.send(request, atMs, ended),
      isStopped: () => this.stopped,
      onEnd,
    });
    this.parsing.resume();
    await allEnded;
    if (this.options.connections === 'cold') this.pool.closeAll();
  }

  send(request: number, intendedAtMs: number, onEnd: (exchange: Exchange) => void): void {
    const { address, clock } = this.options;
    if (this.stopped || address.kind === 'unresolved') {
      const outcome: Outcome =
        this.stopped || address.kind !== 'unresolved'
          ? { kind: 'interrupted' }
          : { kind: 'unreachable', message: address.message };
      new PendingRequest(request, intendedAtMs, 'new', onEnd).fail(outcome, clock.nowMs());
      return;
    }
    const connection = this.pool.take() ?? this.takeAnswered() ?? this.pool.open();
    this.sendOn(connection, request, intendedAtMs, onEnd);
  }

  stop(): void {
    this.stopped = true;
    this.parsing.flush();
    const nowMs = this.options.clock.nowMs();
    for (const connection of this.pool.all) connection.abandon({ kind: 'interrupted' }, nowMs);
    this.deadlines.clear();
    this.pool.closeAll();
  }

  /** A connection whose answer has come, but was not read yet: opening another one would take longer. */
  private takeAnswered(): C | undefined {
    return this.parsing.readArrived() ? this.pool.take() : undefined;
  }

  private sendOn(
    connection: C,
    request: number,
    intendedAtMs: number,
    onEnd: (exchange: Exchange) => void,
    encoded = this.encoded[request],
  ): void {
    if (encoded === undefined) throw new Error(`there is no request ${request}`);
    const kind = connection.isOpen ? 'reused' : 'new';
    this.pool.began(connection);
    // The connection is put where it belongs before the caller hears of the end, and perhaps sends again.
    const ended = (exchange: Exchange) => {
      this.pool.ended(connection, exchange);
      onEnd(exchange);
    };
    this.protocol.send(connection, new PendingRequest(request, intendedAtMs, kind, ended), encoded);
    if (this.protocol.streams > 1) this.pool.list(connection);
  }

  private async opened(): Promise<C | undefined> {
    if (this.stopped) return undefined;
    const connection = this.pool.open();
    const expiry = setTimeout(() => connection.close(), this.options.timeoutMs);
    await connection.settled();
    clearTimeout(expiry);
    return connection.isOpen ? connection : undefined;
  }

  private asking(path: string): (connection: C) => Promise<void> {
    const { requests, clock } = this.options;
    const asked = this.protocol.encode({ method: 'GET', path, headers: requests[0]?.headers ?? {} });
    return (connection) => new Promise((resolve) => this.sendOn(connection, 0, clock.nowMs(), () => resolve(), asked));
  }
}
