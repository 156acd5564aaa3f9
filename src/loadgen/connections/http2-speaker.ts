import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { meansBody } from '../http/request-bytes.ts';
import { type CarriedCall, connectionGone, type Speaker } from './speaker.ts';

/** What every server should allow (RFC 9113, section 6.5.2), and most do. */
export const streamsPerConnection = 100;
/** As Chrome has them: a long answer must not wait for room at every 64 KiB. */
const [streamWindowBytes, connectionWindowBytes] = [6 * 2 ** 20, 15 * 2 ** 20];
/** Beyond this Node opens no streams. It bounds what is unread, which is next to nothing here. */
const sessionMemoryMb = 1000;

/**
 * HTTP/2 by Node’s own module. undici, which uses it too, breaks off every stream when the server says goodbye (GOAWAY), also those
 * that the server still answers.
 */
export class Http2Speaker implements Speaker {
  private readonly session: ClientHttp2Session;
  private streamsAllowed = streamsPerConnection;
  private lastStreamId = Number.POSITIVE_INFINITY;

  constructor(socket: Socket, url: string) {
    const session = connect(url, {
      createConnection: () => socket,
      maxSessionMemory: sessionMemoryMb,
      settings: { enablePush: false, initialWindowSize: streamWindowBytes },
    });
    session.once('connect', () => session.setLocalWindowSize(connectionWindowBytes));
    session.on('remoteSettings', ({ maxConcurrentStreams = streamsPerConnection }) => {
      this.streamsAllowed = Math.min(streamsPerConnection, maxConcurrentStreams);
    });
    session.on('goaway', (_, lastStreamId) => {
      this.lastStreamId = lastStreamId;
    });
    // Each stream reports its own.
    session.on('error', () => {});
    this.session = session;
  }

  /** Node closes a session that is said goodbye to, and it ends with its last stream. */
  get capacity(): number {
    return this.session.closed || this.session.destroyed ? 0 : this.streamsAllowed;
  }

  send(call: CarriedCall, request: Dispatcher.DispatchOptions): void {
    const controller = new StreamController();
    call.onRequestStart(controller, {});
    if (controller.aborted) return;
    try {
      const body = request.body as Buffer | null;
      const hasBody = body !== null && body.length > 0;
      const stream = this.session.request(http2Headers(request), { endStream: !hasBody });
      controller.stream = stream;
      this.carry(call, stream, controller);
      if (hasBody) stream.end(body);
    } catch (error) {
      call.onResponseError(controller, error as Error);
    }
  }

  close(): void {
    this.session.destroy();
  }

  private carry(call: CarriedCall, stream: ClientHttp2Stream, controller: StreamController): void {
    const answer = new AnswerProgress();
    const end = (error?: Error) => {
      if (!answer.finish()) return;
      if (answer.hasBegun && (error === undefined || answer.isWhole)) call.onResponseEnd(controller, {});
      else call.onResponseError(controller, error ?? connectionGone());
      // The rest of a body that was answered early is not sent.
      if (!stream.writableFinished) stream.close(constants.NGHTTP2_CANCEL);
    };
    stream.on('response', ({ ':status': status = 0, ...headers }) => {
      answer.begin(headers['content-length']);
      controller.rawHeaders = rawHeaders(headers);
      call.onResponseStart(controller, status, {}, '');
    });
    stream.on('data', (chunk: Buffer) => {
      answer.bytes += chunk.length;
      call.onResponseData(controller, chunk);
    });
    stream.once('end', () => end());
    stream.once('error', (error) => end(this.reasonOf(stream, error)));
    stream.once('close', () => end(this.reasonOf(stream, connectionGone())));
  }

  private reasonOf({ id = 0, rstCode }: ClientHttp2Stream, error: Error): Error {
    if (rstCode !== constants.NGHTTP2_REFUSED_STREAM) return error;
    return id > this.lastStreamId
      ? connectionGone('not processed: the server said goodbye (GOAWAY) before it took this request')
      : connectionGone('not processed: the server refused the stream (REFUSED_STREAM)');
  }
}

/** What undici gives to its handlers; only `abort` is used. */
class StreamController implements Dispatcher.DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  /** One byte per character, as Node reads them. */
  rawHeaders: string[] = [];
  stream: ClientHttp2Stream | undefined;

  abort(reason: Error): void {
    this.aborted = true;
    this.reason = reason;
    this.stream?.close(constants.NGHTTP2_CANCEL);
  }

  pause(): void {
    this.stream?.pause();
  }

  resume(): void {
    this.stream?.resume();
  }
}

class AnswerProgress {
  bytes = 0;
  hasBegun = false;
  private expected: number | undefined;
  private finished = false;

  begin(length: string | undefined): void {
    this.hasBegun = true;
    this.expected = length === undefined ? undefined : Number(length);
  }

  /** All of it has come: how the stream ended afterwards is of no interest. */
  get isWhole(): boolean {
    return this.expected === this.bytes;
  }

  /** Whether it had not before. */
  finish(): boolean {
    const first = !this.finished;
    this.finished = true;
    return first;
  }
}

const rawHeaders = (headers: IncomingHttpHeaders): string[] =>
  Object.entries(headers).flatMap(([name, values = []]) => [values].flat().flatMap((value) => [name, value]));

function http2Headers({ method, path, headers, body }: Dispatcher.DispatchOptions): OutgoingHttpHeaders {
  const { host, ...others } = headers as Record<string, string>;
  const length = Buffer.byteLength((body as string | null) ?? '');
  return {
    ...{ ':method': method, ':path': path, ':scheme': 'https', ':authority': host, ...others },
    ...(length > 0 || meansBody.has(method) ? { 'content-length': length } : {}),
  };
}
