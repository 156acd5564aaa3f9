import type { Dispatcher } from 'undici';
import type { Clock } from '../../clock.ts';
import { ConnectionPool } from '../../connections/connection-pool.ts';
import { HeldWorkers } from '../../connections/held-workers.ts';
import { streamsPerConnection } from '../../connections/http2-speaker.ts';
import { OpeningAhead, type ReadyFor } from '../../connections/opening-ahead.ts';
import { Deadlines } from '../../deadlines.ts';
import { Call, type Exchange } from '../../exchange.ts';
import { type Origin, originOf } from '../../http/origin.ts';
import { headersOf, pathOf, type RequestSpec } from '../../http/request-bytes.ts';
import type { Address } from '../../http/resolve.ts';
import type { TlsOptions } from '../../http/wire.ts';
import { turn } from '../../wait.ts';
import { sendAll } from '../send-all.ts';
import type { CarryingEngine } from '../signing-engine.ts';
import { type CallContext, UndiciCall } from './call.ts';
import { UndiciConnection, type UndiciConnectionContext } from './connection.ts';
import { routeOpener } from './wire.ts';

export interface UndiciEngineOptions {
  readonly origin: Origin;
  /** Of the proxy if there is one, which finds the origin itself; of the origin otherwise. */
  readonly address: Address;
  readonly request: RequestSpec;
  /** Path requested once on each connection that is opened beforehand. */
  readonly warmPath: string | undefined;
  /** The front is known to take any number of connections that say nothing. */
  readonly takesSilent: boolean;
  /** `warm`: opened before the release. `cold`: opened at the release, and closed after it. */
  readonly connections: 'warm' | 'cold';
  /** For the connection, and again from the send to the last byte. */
  readonly timeoutMs: number;
  readonly keepBodyBytes: number;
  readonly tls: TlsOptions;
  readonly clock: Clock;
  /** Nothing but HTTP/2: a server that speaks it not is unreachable. Needs https. */
  readonly http2: boolean;
  /** http URL. It forwards requests for http origins, and gives tunnels (CONNECT) to https ones. */
  readonly proxy?: string | undefined;
}

/**
 * Requests by undici: what needs HTTP/2 or a proxy. No redirects, retries, decompression, and nothing waits unseen:
 * over HTTP/1.1 a connection carries one request, over HTTP/2 at most 100, and another is opened at once when all are full.
 * Where a server allows fewer streams than that, what is sent before it has said so waits after the stamp of the send.
 * `connection` is `new` for all requests that waited for their connection, of which there are many over HTTP/2.
 * Answers are read as they come, so in a burst the stamps are later than those of `SocketEngine`.
 */
export class UndiciEngine implements CarryingEngine {
  private readonly options: UndiciEngineOptions;
  private request: Dispatcher.DispatchOptions;
  private readonly shared: CallContext;
  private readonly connecting: UndiciConnectionContext;
  private readonly pool: ConnectionPool<UndiciConnection>;
  private readonly ahead: OpeningAhead<UndiciConnection>;
  private stopped = false;

  /** @throws {UserError} `tls-invalid`, `url-invalid` */
  constructor(options: UndiciEngineOptions) {
    const { origin, address, clock, timeoutMs, request, keepBodyBytes, http2, tls } = options;
    const proxy = options.proxy === undefined ? undefined : originOf(options.proxy);
    this.options = options;
    this.request = this.dispatchOptions(request);
    this.shared = {
      clock,
      deadlines: new Deadlines(timeoutMs, clock, () => {}),
      parser: { method: request.method, keepBodyBytes },
    };
    this.connecting = {
      ...{ clock, http2, clientUrl: urlOf(origin.tls ? origin : (proxy ?? origin)) },
      open: routeOpener({ origin, address, proxy, http2, tls }),
    };
    // One connection of HTTP/2 carries many requests, so a server that speaks it holds no worker for each.
    const workers = http2 ? undefined : new HeldWorkers(timeoutMs);
    const connect = (): UndiciConnection => new UndiciConnection(this.connecting, (closed) => this.pool.left(closed));
    this.pool = new ConnectionPool({ clock, connect, workers });
    this.ahead = new OpeningAhead({
      ...{ pool: this.pool, workers, takesSilent: options.takesSilent || http2 },
      open: () => this.opened(),
      ask: options.warmPath === undefined ? undefined : this.asking(options.warmPath),
    });
  }

  carry(headers: Readonly<Record<string, string>>): void {
    const { request } = this.options;
    this.request = this.dispatchOptions({ ...request, headers: { ...request.headers, ...headers } });
  }

  async prepare(requests: number, readyFor: ReadyFor): Promise<void> {
    const { connections, address, http2 } = this.options;
    const wanted = http2 ? Math.ceil(requests / streamsPerConnection) : requests;
    if (connections === 'warm' && address.kind === 'resolved') await this.ahead.prepare(wanted, readyFor);
    // A turn of the event loop, so that a connection which the server has ended meanwhile is known to be.
    await turn();
  }

  async release(requests: number, intendedAtMs: number, onEnd: (exchange: Exchange) => void): Promise<void> {
    const { allEnded } = await sendAll(requests, intendedAtMs, {
      send: (atMs, ended) => this.send(atMs, ended),
      isStopped: () => this.stopped,
      onEnd,
    });
    await allEnded;
    if (this.options.connections === 'cold') this.pool.closeAll();
  }

  send(intendedAtMs: number, onEnd: (exchange: Exchange) => void): void {
    const { address } = this.options;
    if (this.stopped) {
      new Call(intendedAtMs, 'new', onEnd).fail({ kind: 'interrupted' }, this.shared.clock.nowMs());
      return;
    }
    if (address.kind === 'unresolved') {
      const call = new Call(intendedAtMs, 'new', onEnd);
      call.fail({ kind: 'unreachable', message: address.message }, this.shared.clock.nowMs());
      return;
    }
    const connection = this.pool.take() ?? this.pool.open();
    const kind = connection.isOpen ? 'reused' : 'new';
    this.sendOn(connection, this.callOn(connection, intendedAtMs, kind, onEnd), this.request);
  }

  stop(): void {
    this.stopped = true;
    const nowMs = this.shared.clock.nowMs();
    for (const connection of this.pool.all) connection.abandon({ kind: 'interrupted' }, nowMs);
    this.shared.deadlines.clear();
    this.pool.closeAll();
  }

  private sendOn(connection: UndiciConnection, call: Call, request: Dispatcher.DispatchOptions): void {
    const sending: UndiciCall = new UndiciCall(call, this.shared, () => connection.release(sending));
    this.pool.began(connection);
    connection.send(sending, request);
    // Over HTTP/2 there may be room for more.
    this.pool.list(connection);
  }

  private callOn(
    connection: UndiciConnection,
    intendedAtMs: number,
    kind: Exchange['connection'],
    onEnd: (exchange: Exchange) => void,
  ): Call {
    // The connection is put where it belongs before the caller hears of the end, and perhaps sends again.
    return new Call(intendedAtMs, kind, (exchange) => {
      this.pool.ended(connection, exchange);
      onEnd(exchange);
    });
  }

  private async opened(): Promise<UndiciConnection | undefined> {
    if (this.stopped) return undefined;
    const connection = this.pool.open();
    const stop = setTimeout(() => connection.close(), this.options.timeoutMs);
    await connection.settled();
    clearTimeout(stop);
    return connection.isOpen ? connection : undefined;
  }

  private asking(path: string): (connection: UndiciConnection) => Promise<void> {
    const { request, clock } = this.options;
    const get = this.dispatchOptions({ method: 'GET', path, headers: request.headers });
    return (connection) =>
      new Promise((resolve) =>
        this.sendOn(
          connection,
          this.callOn(connection, clock.nowMs(), 'reused', () => resolve()),
          get,
        ),
      );
  }

  /** `idempotent`: undici sends nothing again here, and holds back other requests over HTTP/2. */
  private dispatchOptions(request: RequestSpec): Dispatcher.DispatchOptions {
    const { origin, proxy } = this.options;
    const path = pathOf(origin, request.path);
    return {
      method: request.method,
      path: proxy === undefined || origin.tls ? path : `${urlOf(origin)}${path}`,
      headers: Object.fromEntries([...headersOf(origin, request)].map(([name, value]) => [name, utf8AsLatin1(value)])),
      body: request.body ?? null,
      idempotent: true,
      // It would end the connection after an answer to HEAD, or after the body of a method that means none.
      reset: false,
    };
  }
}

/** undici writes one byte for each character. */
const utf8AsLatin1 = (text: string): string => Buffer.from(text).toString('latin1');

const urlOf = ({ tls, hostHeader }: Origin): string => `${tls ? 'https' : 'http'}://${hostHeader}`;
