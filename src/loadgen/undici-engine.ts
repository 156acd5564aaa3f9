import pLimit from 'p-limit';
import type { Dispatcher } from 'undici';
import type { Clock } from './clock.ts';
import { Deadlines } from './deadlines.ts';
import { Call, type Exchange } from './exchange.ts';
import { type Origin, originOf } from './origin.ts';
import { headersOf, pathOf, type RequestSpec } from './request-bytes.ts';
import type { Address } from './resolve.ts';
import { sendAll } from './send-all.ts';
import type { CarryingEngine } from './signing-engine.ts';
import { type CallSurroundings, UndiciCall } from './undici-call.ts';
import { UndiciConnection, type UndiciSurroundings } from './undici-connection.ts';
import { routeOpener } from './undici-wire.ts';
import { turn } from './wait.ts';
import type { TlsOptions } from './wire.ts';

export interface UndiciEngineOptions {
  readonly origin: Origin;
  /** Of the proxy if there is one, which finds the origin itself; of the origin otherwise. */
  readonly address: Address;
  readonly request: RequestSpec;
  /** Path requested once on each connection that is opened beforehand; absent: it is only opened. */
  readonly warmPath: string | undefined;
  /** `warm`: opened before the release. `cold`: opened at the release, and closed after it. */
  readonly connections: 'warm' | 'cold';
  /** For the connection, and again from the send to the last byte. */
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly keepBodyBytes: number;
  readonly tls: TlsOptions;
  readonly clock: Clock;
  /** Nothing but HTTP/2: a server that speaks it not is unreachable. Needs https. */
  readonly http2: boolean;
  /** http URL. It forwards requests for http origins, and gives tunnels (CONNECT) to https ones. */
  readonly proxy?: string | undefined;
}

/** What every server should allow (RFC 9113, section 6.5.2), and most do. */
const streamsPerConnection = 100;
const openedAtOnce = 128;

/**
 * Requests by undici: what needs HTTP/2 or a proxy. No redirects, retries, decompression, and nothing waits unseen:
 * over HTTP/1.1 a connection carries one request, over HTTP/2 at most 100, and another is opened at once when all are full.
 * Where a server allows fewer streams than that, Node holds the rest back after the stamp of the send: it counts as service time.
 * `connection` is `new` for all requests that waited for their connection, of which there are many over HTTP/2.
 * Answers are read as they come, so in a burst the stamps are later than those of `SocketEngine`.
 */
export class UndiciEngine implements CarryingEngine {
  private readonly options: UndiciEngineOptions;
  private request: Dispatcher.DispatchOptions;
  private readonly around: CallSurroundings;
  private readonly connecting: UndiciSurroundings;
  private readonly open = new Set<UndiciConnection>();
  /** Those that may have room, each once; others have none. Kept apart, so that a send need not look at all. */
  private roomy: UndiciConnection[] = [];
  private readonly listed = new Set<UndiciConnection>();
  private stopped = false;

  /** @throws {UserError} `tls-invalid`, `url-invalid` */
  constructor(options: UndiciEngineOptions) {
    const { origin, address, clock, timeoutMs, request, maxBodyBytes, keepBodyBytes, http2, tls } = options;
    const proxy = options.proxy === undefined ? undefined : originOf(options.proxy);
    this.options = options;
    this.request = this.dispatchOptions(request);
    this.around = {
      ...{ clock, http2 },
      deadlines: new Deadlines(timeoutMs, clock, () => {}),
      parser: { method: request.method, maxBodyBytes, keepBodyBytes },
    };
    this.connecting = {
      ...{ clock, http2, capacity: http2 ? streamsPerConnection : 1 },
      clientUrl: urlOf(origin.tls ? origin : (proxy ?? origin)),
      open: routeOpener({ origin, address, proxy, http2, tls }),
    };
  }

  carry(headers: Readonly<Record<string, string>>): void {
    const { request } = this.options;
    this.request = this.dispatchOptions({ ...request, headers: { ...request.headers, ...headers } });
  }

  async prepare(requests: number): Promise<void> {
    const { connections, address } = this.options;
    if (connections === 'warm' && address.kind === 'resolved') {
      const wanted = Math.ceil(requests / this.connecting.capacity);
      const missing = Array.from({
        length: Math.max(0, wanted - [...this.open].filter(({ hasRoom }) => hasRoom).length),
      });
      const limit = pLimit(openedAtOnce);
      await limit.map(missing, () => this.openBeforehand());
    }
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
    if (this.options.connections === 'cold') this.closeAll();
  }

  send(intendedAtMs: number, onEnd: (exchange: Exchange) => void): void {
    const { address } = this.options;
    if (this.stopped) {
      new Call(intendedAtMs, 'new', onEnd).fail({ kind: 'interrupted' }, this.around.clock.nowMs());
      return;
    }
    if (address.kind === 'unresolved') {
      const call = new Call(intendedAtMs, 'new', onEnd);
      call.fail({ kind: 'unreachable', message: address.message }, this.around.clock.nowMs());
      return;
    }
    const connection = this.roomyConnection() ?? this.connect();
    this.sendOn(connection, new Call(intendedAtMs, connection.isOpen ? 'reused' : 'new', onEnd), this.request);
  }

  stop(): void {
    this.stopped = true;
    const nowMs = this.around.clock.nowMs();
    for (const connection of [...this.open]) connection.abandon({ kind: 'interrupted' }, nowMs);
    this.around.deadlines.clear();
    this.closeAll();
  }

  private sendOn(connection: UndiciConnection, call: Call, request: Dispatcher.DispatchOptions): void {
    const sending: UndiciCall = new UndiciCall(call, this.around, () => {
      connection.release(sending);
      this.list(connection);
    });
    connection.send(sending, request);
    this.list(connection);
  }

  private connect(): UndiciConnection {
    const connection = new UndiciConnection(this.connecting, (closed) => this.open.delete(closed));
    this.open.add(connection);
    return connection;
  }

  private list(connection: UndiciConnection): void {
    if (!connection.hasRoom || this.listed.has(connection)) return;
    this.listed.add(connection);
    this.roomy.push(connection);
  }

  private roomyConnection(): UndiciConnection | undefined {
    for (let last = this.roomy.pop(); last !== undefined; last = this.roomy.pop()) {
      this.listed.delete(last);
      if (last.hasRoom) return last;
    }
    return undefined;
  }

  /** If the server ends the connection after the call that warms it, one that is merely open is the best there is. */
  private async openBeforehand(): Promise<void> {
    const { warmPath } = this.options;
    const connection = await this.opened();
    if (!connection?.isOpen) return;
    if (warmPath !== undefined) await this.warm(connection, warmPath);
    const ready = connection.isOpen ? connection : await this.opened();
    if (ready?.isOpen) this.list(ready);
  }

  private async opened(): Promise<UndiciConnection | undefined> {
    if (this.stopped) return undefined;
    const connection = this.connect();
    const stop = setTimeout(() => connection.close(), this.options.timeoutMs);
    await connection.settled();
    clearTimeout(stop);
    return connection;
  }

  private warm(connection: UndiciConnection, path: string): Promise<void> {
    const { headers } = this.options.request;
    return new Promise((resolve) => {
      const call = new Call(this.around.clock.nowMs(), 'reused', () => resolve());
      const sending: UndiciCall = new UndiciCall(call, this.around, () => connection.release(sending));
      connection.send(sending, this.dispatchOptions({ method: 'GET', path, headers }));
    });
  }

  /** `idempotent`: undici sends nothing again here, and holds back other requests over HTTP/2. */
  private dispatchOptions(request: RequestSpec): Dispatcher.DispatchOptions {
    const { origin, proxy } = this.options;
    const path = pathOf(origin, request.path);
    return {
      method: request.method,
      path: proxy === undefined || origin.tls ? path : `${urlOf(origin)}${path}`,
      headers: Object.fromEntries(headersOf(origin, request)),
      body: request.body ?? null,
      idempotent: true,
    };
  }

  private closeAll(): void {
    for (const connection of [...this.open]) connection.close();
    this.roomy = [];
    this.listed.clear();
  }
}

const urlOf = ({ tls, hostHeader }: Origin): string => `${tls ? 'https' : 'http'}://${hostHeader}`;
