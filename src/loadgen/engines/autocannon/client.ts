import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Outcome } from '../../../model/outcome.ts';
import type { Clock } from '../../clock.ts';
import type { Deadlines, Expiring } from '../../deadlines.ts';
import { type Exchange, PendingRequest } from '../../exchange.ts';
import { MalformedAnswer } from '../../http/http-head.ts';
import type { HttpAnswer } from '../../http/http-parser.ts';
import { KeptBytes } from '../../http/kept-bytes.ts';
import { failureOf } from '../../http/outcome.ts';
import { readsOn } from '../../http/wire.ts';
import { hasMore, type ResponseParser, readLikeOthers } from './response-parser.ts';

/** What is used of autocannon 9's `lib/httpClient.js`. */
export interface Watched extends EventEmitter {
  /** The present connection. */
  conn: Socket;
  /** It ends itself instead of sending more than this many. */
  responseMax?: number;
  readonly reqsMade: number;
  /** http-parser-js. One for all its connections, which is not made new for a new one. */
  readonly parser: ResponseParser;
  /** Requests in flight; it forgets to clear it when a connection ends, and keeps the whole body of an answer. */
  readonly pipelinedRequests: { clear(): void; addBody(bytes: Buffer): void };
  destroy(): void;
}

export interface WatchOptions {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** Of the requests. */
  readonly method: string;
  readonly keepBodyBytes: number;
  onEnd(exchange: Exchange): void;
}

class TimedOut extends Error {}

interface Sending {
  readonly call: PendingRequest;
  readonly socket: Socket;
  head?: Pick<HttpAnswer, 'status' | 'headers'>;
  readonly body: KeptBytes;
}

/** http-parser-js reads heads up to this size. */
const maxHeadBytes = 80 * 1024;

/** Watches one client of autocannon, which has one request in flight at a time, and reports how each ended. */
export class AutocannonClient implements Expiring {
  private readonly client: Watched;
  private readonly options: WatchOptions;
  private sending: Sending | undefined;
  private socket: Socket | undefined;
  /** When the last bytes came, which are being parsed. */
  private chunkAtMs = 0;

  /** To be called when the client is set up: before it opens its first connection. */
  constructor(client: Watched, options: WatchOptions) {
    this.client = client;
    this.options = options;
    client.on('request', () => this.request());
    client.on('headers', (head: RawHead) => this.readHead(head));
    client.on('response', () => this.response());
    client.on('done', () => this.lost());
    client.pipelinedRequests.addBody = (bytes) => this.sending?.body.add(bytes);
  }

  /** No request after the present one. */
  sendNoMore(): void {
    this.client.responseMax = Math.max(1, this.client.reqsMade);
  }

  interrupt(): void {
    this.fail({ kind: 'interrupted' }, this.options.clock.nowMs());
    this.client.destroy();
  }

  /** It opens another connection for the next request. */
  expire(atMs: number): void {
    const { socket } = this.sending ?? {};
    if (socket?.destroyed === false) {
      socket.destroy(new TimedOut());
      return;
    }
    this.fail(this.outcomeOf(new TimedOut(), atMs), atMs);
    this.client.destroy();
  }

  private request(): void {
    const { client } = this;
    // It sends again on a new connection, and forgets the request on the last one.
    this.lost();
    const isNew = client.conn !== this.socket;
    const call = new PendingRequest(0, this.options.clock.nowMs(), isNew ? 'new' : 'reused', this.options.onEnd);
    if (isNew) this.watch(client.conn);
    else call.sentAtMs = call.intendedAtMs;
    this.sending = { call, socket: client.conn, body: new KeptBytes(this.options.keepBodyBytes) };
    this.options.deadlines.add(this);
  }

  private watch(socket: Socket): void {
    // Its client sets the parser up only after it has been handed to us, before it connects.
    if (this.socket === undefined)
      readLikeOthers(this.client.parser, this.options.method, (status) => this.interim(status));
    this.socket = readsOn(socket);
    this.client.parser.initialize('RESPONSE');
    this.client.pipelinedRequests.clear();
    const secure = socket instanceof TLSSocket;
    socket.once('connect', () => this.connected(socket, secure));
    if (secure) socket.once('secureConnect', () => this.secured(socket));
    socket.prependListener('data', (chunk) => this.arrived(socket, chunk));
    // Its parser has read the chunk by then.
    socket.on('data', () => {
      if (this.client.parser.hadError) socket.destroy(new MalformedAnswer('this is no HTTP/1.1 answer'));
    });
    socket.prependListener('error', (error) => {
      const atMs = this.options.clock.nowMs();
      if (this.sending?.socket === socket) this.fail(this.outcomeOf(error, atMs), atMs);
    });
    socket.prependListener('end', () => {
      if (this.sending?.socket === socket) this.lost();
      // It opens a connection for the end already, and would open a second one for an error after it.
      socket.removeAllListeners('error');
      socket.on('error', () => {});
    });
  }

  private connected(socket: Socket, secure: boolean): void {
    if (this.sending?.socket !== socket) return;
    const { call } = this.sending;
    call.connectedAtMs = this.options.clock.nowMs();
    if (!secure) this.sent(call, call.connectedAtMs);
  }

  private secured(socket: Socket): void {
    if (this.sending?.socket !== socket) return;
    const { call } = this.sending;
    call.tlsDoneAtMs = this.options.clock.nowMs();
    this.sent(call, call.tlsDoneAtMs);
  }

  /** What it wrote before the connection was there goes out now. */
  private sent(call: PendingRequest, atMs: number): void {
    call.sentAtMs = atMs;
    this.options.deadlines.add(this);
  }

  private arrived(socket: Socket, chunk: Buffer): void {
    this.chunkAtMs = this.options.clock.nowMs();
    if (this.sending?.socket !== socket) return;
    const { call, head } = this.sending;
    call.firstByteAtMs ??= this.chunkAtMs;
    if (head === undefined && call.bytes > maxHeadBytes) socket.destroy(headTooLong());
    call.bytes += chunk.length;
  }

  private readHead({ statusCode, headers }: RawHead): void {
    if (this.sending === undefined) return;
    this.sending.head = { status: statusCode, headers: readHeaders(headers) };
  }

  private interim(status: number): void {
    if (this.sending === undefined) return;
    const { call, socket } = this.sending;
    if (status === 101) socket.destroy(new MalformedAnswer('101 switches to a protocol that nobody asked for'));
    call.firstByteAtMs = hasMore(this.client.parser) ? this.chunkAtMs : undefined;
  }

  private response(): void {
    if (this.sending === undefined || this.sending.socket.destroyed) return;
    const { head, body } = this.sending;
    if (head === undefined) return;
    const keepAlive = head.headers.get('connection')?.toLowerCase() !== 'close';
    this.take()?.answer({ ...head, ...body.body(), keepAlive }, this.chunkAtMs);
  }

  private lost(): void {
    const message = 'the connection ended before the answer was complete';
    this.fail({ kind: 'reset', message }, this.options.clock.nowMs());
  }

  private fail(outcome: Outcome, atMs: number): void {
    this.take()?.fail(outcome, atMs);
  }

  private outcomeOf(error: Error, atMs: number): Outcome {
    const { sentAtMs, intendedAtMs = atMs } = this.sending?.call ?? {};
    if (error instanceof TimedOut) return { kind: 'timed-out', afterMs: atMs - (sentAtMs ?? intendedAtMs) };
    if (error instanceof MalformedAnswer) return { kind: 'malformed', message: error.message };
    return failureOf(error, sentAtMs !== undefined);
  }

  /** Removes the request in flight, because it ends once. */
  private take(): PendingRequest | undefined {
    const { call } = this.sending ?? {};
    this.sending = undefined;
    this.options.deadlines.delete(this);
    return call;
  }
}

/** Names and values in turn. */
interface RawHead {
  readonly statusCode: number;
  readonly headers: readonly string[];
}

function readHeaders(raw: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const before = headers.get(name);
    headers.set(name, before === undefined ? (raw[i + 1] ?? '') : `${before}, ${raw[i + 1]}`);
  }
  return headers;
}

const headTooLong = (): Error => new MalformedAnswer(`a head of more than ${maxHeadBytes} bytes`);
