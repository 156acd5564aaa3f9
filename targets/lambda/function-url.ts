import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AllowedSources, AllowsOrigin } from '../../src/model/http/request-source.ts';
import { type HttpRequest, toHttpEvent } from '../../src/model/http-event.ts';
import { pingPath, platformHeadersOf } from '../../src/model/identity.ts';
import { readBody } from '../app/read-body.ts';
import { receivedRequest } from '../app/received-request.ts';
import { checked } from '../checked.ts';
import { listen } from '../listen.ts';
import type { InvokeRequest, InvokeResult } from './invoke.ts';
import { traceIdOf } from './trace-id.ts';
import { type InvokeMode, json, send, sendResult } from './url-answer.ts';

/** The accept queue: a burst of connections must not wait for the 1 s of a SYN that is sent again. */
const backlog = 4096;

/** Requests and answers of a function URL. */
const bodyLimitBytes = 6 * 1024 * 1024;

export interface FunctionUrlOptions extends AllowedSources {
  /** 0: any free port. */
  readonly port: number;
  /** Absent: `BUFFERED`. */
  readonly invokeMode?: InvokeMode;
  /** Answers name their environment, in `platformHeaders`. Absent: they do not. */
  readonly identifies?: boolean;
  /** HTTPS with this key and certificate, in PEM. Absent: HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  invoke(request: InvokeRequest): Promise<InvokeResult>;
  /** Whether pages of another origin may call it. Absent: none may. */
  readonly allowsOrigin?: AllowsOrigin;
  /** Under AWS_IAM: undefined if the request may pass, else what it is answered. Absent: everybody may. */
  authorize?(request: HttpRequest): UrlRefusal | undefined;
}

/** `body` is JSON. */
export interface UrlRefusal {
  readonly status: number;
  readonly body: string;
}

/** A function URL: HTTP in, payload format 2.0 to the function, its answer out. */
export class FunctionUrl {
  readonly #options: FunctionUrlOptions;
  readonly #server: Server;
  #url = '';
  #isClosing = false;

  /** Ends the program with a line on stderr if the address cannot be bound. */
  static async listen(options: FunctionUrlOptions): Promise<FunctionUrl> {
    const functionUrl = new FunctionUrl(options);
    const url = await listen(functionUrl.#server, { host: options.host, port: options.port, backlog });
    functionUrl.#url = options.tls === undefined ? url : url.replace('http:', 'https:');
    return functionUrl;
  }

  private constructor(options: FunctionUrlOptions) {
    this.#options = options;
    // A connection is closed by the client only: one that we closed could meet its next request on the way.
    const timeouts = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 };
    const answer = checked(options, (request, response) => void this.#answer(request, response), options.allowsOrigin);
    const { tls } = options;
    this.#server =
      tls === undefined ? createServer(timeouts, answer) : createTlsServer({ ...timeouts, ...tls }, answer);
  }

  get url(): string {
    return this.#url;
  }

  /** Requests under way are answered yet, and their connections closed. */
  close(): void {
    this.#isClosing = true;
    this.#server.close();
    this.#server.closeIdleConnections();
  }

  /** A client that has gone meanwhile changes nothing: as in Lambda, the invocation runs on. */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === pingPath) {
      send(response, 204);
      return;
    }
    const body = await readBody(request, bodyLimitBytes);
    if (body === 'broken-off') return;
    const requestId = randomUUID();
    const traceId = traceIdOf(request.headers['x-amzn-trace-id'], Date.now());
    response.setHeader('x-amzn-RequestId', requestId);
    response.setHeader('x-amzn-Trace-Id', traceId);
    if (body === 'too-large') {
      send(response, 413, json, tooLarge);
      return;
    }
    const received = receivedRequest(request, body, requestId);
    const refusal = this.#options.authorize?.(received);
    if (refusal !== undefined) {
      send(response, refusal.status, json, refusal.body);
      return;
    }
    const { invokeMode = 'BUFFERED', identifies = false } = this.#options;
    const mode = invokeMode === 'BUFFERED' ? 'buffered' : 'stream';
    const payload = JSON.stringify(toHttpEvent(received));
    const result = await this.#options.invoke({ requestId, traceId, payload, mode });
    if (this.#isClosing) response.setHeader('connection', 'close');
    if (identifies && result.servedBy !== undefined)
      for (const [name, value] of Object.entries(platformHeadersOf(result.servedBy))) response.setHeader(name, value);
    await sendResult(response, result, invokeMode);
  }
}

const tooLarge = JSON.stringify({ Message: `Request must be smaller than ${bodyLimitBytes} bytes` });
