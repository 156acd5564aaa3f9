import type { Dispatcher } from 'undici';
import type { Outcome } from '../../../model/outcome.ts';
import type { Expiring } from '../../deadlines.ts';
import type { PendingRequest } from '../../exchange.ts';
import type { EngineContext } from '../../http/connection.ts';
import { trimmed } from '../../http/http-head.ts';
import type { HttpAnswer } from '../../http/http-parser.ts';
import { KeptBytes } from '../../http/kept-bytes.ts';
import { undiciFailureOf } from '../../http/outcome.ts';

/**
 * One request as undici reports it. The stamps are taken in its callbacks: of the send just before it is written, of the
 * first byte when the whole head of the final answer has been read, of the end when the last byte has. Ends once, whatever undici
 * says afterwards.
 */
export class UndiciCall implements Dispatcher.DispatchHandler, Expiring {
  private readonly call: PendingRequest;
  private readonly shared: EngineContext;
  private readonly kept: KeptBytes;
  private readonly ending: () => void;
  private head: Pick<HttpAnswer, 'status' | 'headers'> | undefined;
  private controller: Dispatcher.DispatchController | undefined;
  private ended = false;

  /** @param ending called before the call reports its end: the connection is free again. */
  constructor(call: PendingRequest, shared: EngineContext, ending: () => void) {
    this.call = call;
    this.shared = shared;
    this.ending = ending;
    this.kept = new KeptBytes(shared.parser.keepBodyBytes);
    shared.deadlines.add(this);
  }

  /** Not yet sent, and its connection is there. */
  ready(connectedAtMs: number, tlsDoneAtMs: number | undefined): void {
    this.call.connectedAtMs = connectedAtMs;
    this.call.tlsDoneAtMs = tlsDoneAtMs;
  }

  expire(atMs: number): void {
    const since = this.call.sentAtMs ?? this.call.intendedAtMs;
    this.abandon({ kind: 'timed-out', afterMs: atMs - since }, atMs);
  }

  /** Gives it up: over HTTP/1.1 its connection ends with it, over HTTP/2 only its stream. */
  abandon(outcome: Outcome, atMs: number): void {
    this.end(() => this.call.fail(outcome, atMs));
    this.controller?.abort(new Error('given up'));
  }

  /** It has no connection any more. */
  fail(error: Error): void {
    const outcome = undiciFailureOf(error, this.call.sentAtMs !== undefined);
    const atMs = this.shared.clock.nowMs();
    this.end(() => this.call.fail(outcome, atMs));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.ended) {
      controller.abort(new Error('given up'));
      return;
    }
    this.call.sentAtMs = this.shared.clock.nowMs();
    this.shared.deadlines.restart(this, this.call.sentAtMs);
  }

  /** An interim answer came before the answer itself. */
  interim(bytes: number): void {
    this.call.bytes += bytes;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _: unknown, message = ''): void {
    const atMs = this.shared.clock.nowMs();
    if (status < 200) {
      this.abandon({ kind: 'malformed', message: '101 switches to a protocol that nobody asked for' }, atMs);
      return;
    }
    this.call.firstByteAtMs ??= atMs;
    const headers = readHeaders(controller.rawHeaders);
    this.call.bytes += headBytes(message, headers);
    this.head = { status, headers };
    // undici waits for the body that such an answer would have, and ends the connection when there is none.
    if (hasNoBody(status) && Number(headers.get('content-length') ?? 0) > 0) this.onResponseEnd();
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.call.bytes += chunk.length;
    this.kept.add(chunk);
  }

  /** undici ends a connection that cannot be used again only after this: the caller must not send on it before. */
  onResponseEnd(): void {
    const { head } = this;
    const atMs = this.shared.clock.nowMs();
    if (head === undefined) return;
    const keepAlive = head.headers.get('connection')?.toLowerCase() !== 'close';
    const answer = { ...head, ...this.kept.body(), keepAlive };
    queueMicrotask(() => this.end(() => this.call.answer(answer, atMs)));
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  private end(tell: () => void): void {
    if (this.ended) return;
    this.ended = true;
    this.shared.deadlines.delete(this);
    this.ending();
    tell();
  }
}

const hasNoBody = (status: number): boolean => status === 204 || status === 304;

/**
 * One byte per character, as everywhere (`HttpAnswer`). undici's own reading of the headers is not used: which encoding it takes them
 * for depends on its version.
 */
function readHeaders(raw: Dispatcher.DispatchController['rawHeaders']): Map<string, string> {
  const read = new Map<string, string>();
  if (!Array.isArray(raw)) return read;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toString('latin1').toLowerCase();
    const value = trimmed((raw[i + 1] ?? '').toString('latin1'));
    const before = read.get(name);
    read.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return read;
}

/** As HTTP/1.1 writes it, for HTTP/2 too, which compresses it: `HTTP/1.1 200 OK`, `name: value`, line ends, an empty line. */
const headBytes = (message: string, headers: ReadonlyMap<string, string>): number =>
  [...headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 13 + message.length + 2 + 2);
