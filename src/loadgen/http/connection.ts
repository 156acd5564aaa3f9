import type { Socket } from 'node:net';
import type { Outcome } from '../../model/outcome.ts';
import type { Clock } from '../clock.ts';
import type { Pooled } from '../connections/connection-pool.ts';
import type { Deadlines, Expiring } from '../deadlines.ts';
import type { PendingRequest } from '../exchange.ts';
import { AnswerParser, type ParseResult, type ParserOptions } from './http-parser.ts';
import { failureOf } from './outcome.ts';
import type { ParseQueue, Unread } from './parse-queue.ts';
import { WholeAnswers } from './whole-answer.ts';
import type { SocketEvents } from './wire.ts';

type ConnectionState = 'connecting' | 'idle' | 'busy' | 'closed';

const allowed: Record<ConnectionState, readonly ConnectionState[]> = {
  connecting: ['idle', 'closed'],
  idle: ['busy', 'closed'],
  busy: ['idle', 'closed'],
  closed: [],
};

/** What all connections of an engine share. */
export interface EngineContext {
  readonly clock: Clock;
  /** Empty where another library reads the answers. */
  readonly parsing: ParseQueue;
  readonly deadlines: Deadlines;
  readonly parser: ParserOptions;
  /** For answers to HEAD, which have no body. */
  readonly headParser: ParserOptions;
}

interface ConnectionContext extends EngineContext {
  open(events: SocketEvents): Socket;
}

type ReadEvent =
  | { readonly kind: 'bytes'; readonly atMs: number; readonly bytes: Buffer }
  | { readonly kind: 'end'; readonly atMs: number }
  /** `early`: a part of the request was still unsent. */
  | { readonly kind: 'error'; readonly atMs: number; readonly error: Error; readonly early: boolean };

/** One connection, which carries one request at a time. */
export class Connection implements Unread, Expiring, SocketEvents, Pooled {
  deadlineMs = Number.POSITIVE_INFINITY;
  slot: Pooled['slot'];
  private readonly shared: ConnectionContext;
  private readonly socket: Socket;
  private readonly answers = new WholeAnswers();
  private current: ConnectionState = 'connecting';
  private call: PendingRequest | undefined;
  private request: Buffer | undefined;
  private connectedAtMs: number | undefined;
  /** Of an answer that did not come whole, from its first bytes on. */
  private parser: AnswerParser | undefined;
  /** What came, with its stamp, and was not read yet. */
  private unread: ReadEvent[] = [];
  private waiting: (() => void) | undefined;
  private readonly left: (connection: Connection) => void;

  /** Starts to connect. @param left called once when it is closed */
  constructor(shared: ConnectionContext, left: (connection: Connection) => void) {
    this.shared = shared;
    this.left = left;
    this.socket = shared.open(this);
    shared.deadlines.add(this);
  }

  get isOpen(): boolean {
    return this.current === 'idle' || this.current === 'busy';
  }

  /** It carries one request at a time. */
  get room(): number {
    return this.current === 'idle' ? 1 : 0;
  }

  get unreadSinceMs(): number | undefined {
    return this.unread[0]?.atMs;
  }

  /** Resolves when it is open or has failed. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      if (this.current === 'connecting') this.waiting = resolve;
      else resolve();
    });
  }

  /** Sends on an idle connection at once, on a connecting one as soon as it is open. */
  send(call: PendingRequest, request: Buffer): void {
    this.call = call;
    this.request = request;
    if (this.current === 'idle') this.write();
    else this.shared.deadlines.restart(this, this.shared.clock.nowMs());
  }

  /** Gives up what it carries. */
  abandon(outcome: Outcome, atMs: number): void {
    const { call } = this;
    this.close();
    call?.fail(outcome, atMs);
  }

  expire(atMs: number): void {
    const since = this.call?.sentAtMs ?? this.call?.intendedAtMs ?? atMs;
    this.abandon({ kind: 'timed-out', afterMs: atMs - since }, atMs);
  }

  close(): void {
    if (this.current === 'closed') return;
    this.become('closed');
    this.call = undefined;
    this.shared.deadlines.delete(this);
    this.socket.destroy();
    this.left(this);
    this.waiting?.();
  }

  read(): void {
    const arrivals = this.unread;
    this.unread = [];
    for (const arrival of arrivals) this.take(arrival);
  }

  connected(): void {
    this.connectedAtMs = this.shared.clock.nowMs();
    if (this.call !== undefined) this.call.connectedAtMs = this.connectedAtMs;
  }

  opened(): void {
    if (this.current !== 'connecting') return;
    this.become('idle');
    this.stampOpening();
    this.waiting?.();
    if (this.call === undefined) this.shared.deadlines.rest(this);
    else this.write();
  }

  bytes(buffer: Buffer, length: number): void {
    const { clock, parsing } = this.shared;
    const atMs = clock.nowMs();
    if (this.call !== undefined && this.unread.length === 0 && parsing.startsReading(atMs)) {
      this.progress(this.parse(buffer, length, atMs, this.call), atMs);
      return;
    }
    const bytes = Buffer.allocUnsafe(length);
    buffer.copy(bytes, 0, 0, length);
    this.arrived({ kind: 'bytes', atMs, bytes });
  }

  ended(): void {
    this.arrived({ kind: 'end', atMs: this.shared.clock.nowMs() });
  }

  failed(error: Error): void {
    this.arrived({ kind: 'error', atMs: this.shared.clock.nowMs(), error, early: this.isSending });
  }

  /** Only a request for which it was opened has waited for it. */
  private stampOpening(): void {
    if (this.call === undefined) return;
    const nowMs = this.shared.clock.nowMs();
    if (this.connectedAtMs === undefined) this.call.connectedAtMs = nowMs;
    else this.call.tlsDoneAtMs = nowMs;
  }

  private write(): void {
    const { call, request } = this;
    if (call === undefined || request === undefined) return;
    this.become('busy');
    call.sentAtMs = this.shared.clock.nowMs();
    this.socket.write(request);
    this.shared.deadlines.restart(this, call.sentAtMs);
  }

  /** The stamp has been taken; all else can wait until the other sockets have theirs. */
  private arrived(arrival: ReadEvent): void {
    if (this.current === 'closed') return;
    if (this.current !== 'busy') {
      this.take(arrival);
      return;
    }
    if (this.unread.length === 0) this.shared.parsing.add(this);
    this.unread.push(arrival);
    if (arrival.kind === 'bytes') this.shared.parsing.grow(arrival.bytes.length);
  }

  private take(arrival: ReadEvent): void {
    if (this.current === 'closed') return;
    const { call } = this;
    if (call === undefined) {
      // An idle connection that the server ends, or on which it sends unasked, cannot be used again.
      this.close();
      return;
    }
    if (arrival.kind === 'error') {
      this.broken(arrival, call);
    } else if (arrival.kind === 'end') {
      this.progress((this.parser ?? new AnswerParser(this.reading)).end(), arrival.atMs);
    } else {
      const { bytes, atMs } = arrival;
      this.progress(this.parse(bytes, bytes.length, atMs, call), atMs);
    }
  }

  /** A server that answers early often resets the connection: where its end is the end of the answer, that is the end. */
  private broken({ error, early, atMs }: Extract<ReadEvent, { kind: 'error' }>, call: PendingRequest): void {
    const last = early ? this.parser?.end() : undefined;
    if (last?.kind === 'done') this.progress(last, atMs);
    else this.abandon(failureOf(error, call.sentAtMs !== undefined), atMs);
  }

  private parse(buffer: Buffer, length: number, atMs: number, call: PendingRequest): ParseResult {
    call.bytes += length;
    const whole = this.parser === undefined ? this.answers.read(buffer, length, this.reading) : undefined;
    if (whole !== undefined) {
      call.firstByteAtMs = atMs;
      return whole;
    }
    this.parser ??= new AnswerParser(this.reading);
    const { interims } = this.parser;
    const progress = this.parser.feed(buffer.subarray(0, length));
    // What was taken for the beginning of the answer was an interim one.
    if (this.parser.interims > interims) call.firstByteAtMs = undefined;
    if (this.parser.hasBegun) call.firstByteAtMs ??= atMs;
    return progress;
  }

  private progress(progress: ParseResult, atMs: number): void {
    const { call } = this;
    if (progress.kind === 'need-more' || call === undefined) return;
    if (progress.kind === 'done') {
      // The rest of a request that was answered early would be read as the next request.
      this.release(progress.answer.keepAlive && progress.restBytes === 0 && !this.isSending);
      call.bytes -= progress.restBytes;
      call.answer(progress.answer, atMs);
    } else if (progress.kind === 'malformed') {
      this.abandon({ kind: 'malformed', message: progress.message }, atMs);
    } else {
      this.abandon({ kind: 'reset', message: 'the connection ended before the answer was complete' }, atMs);
    }
  }

  private release(reusable: boolean): void {
    if (!reusable) {
      this.close();
      return;
    }
    this.become('idle');
    this.call = undefined;
    this.parser = undefined;
    this.shared.deadlines.rest(this);
  }

  /** HEAD is the only method that begins with H. */
  private get reading(): ParserOptions {
    return this.request?.[0] === 0x48 ? this.shared.headParser : this.shared.parser;
  }

  private get isSending(): boolean {
    return this.socket.writableLength > 0;
  }

  private become(state: ConnectionState): void {
    if (!allowed[this.current].includes(state))
      throw new Error(`a connection cannot go from ${this.current} to ${state}`);
    this.current = state;
  }
}
