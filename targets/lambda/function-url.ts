import { randomBytes, randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import { pingPath } from '../../src/model/identity.ts';
import {
  type HttpAnswer,
  MalformedAnswerError,
  receivedRequest,
  toHttpAnswer,
  toHttpEvent,
} from '../app/http-event.ts';
import { readBody } from '../app/read-body.ts';
import { listen } from '../listen.ts';
import type { InvokeRequest, InvokeResult } from './invoke.ts';

/** The accept queue: a burst of connections must not wait for the 1 s of a SYN that is sent again. */
const backlog = 4096;

/** Requests and answers of a function URL. */
const bodyLimitBytes = 6 * 1024 * 1024;

export interface FunctionUrlOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  invoke(request: InvokeRequest): Promise<InvokeResult>;
}

/** A function URL: HTTP in, payload format 2.0 to the function, its answer out. */
export class FunctionUrl {
  readonly #invoke: FunctionUrlOptions['invoke'];
  readonly #server: Server;
  #url = '';

  /** Ends the program with a line on stderr if the address cannot be bound. */
  static async listen(options: FunctionUrlOptions): Promise<FunctionUrl> {
    const functionUrl = new FunctionUrl(options);
    functionUrl.#url = await listen(functionUrl.#server, { ...options, backlog });
    return functionUrl;
  }

  private constructor({ invoke }: FunctionUrlOptions) {
    this.#invoke = invoke;
    // A connection is closed by the client only: one that we closed could meet its next request on the way.
    this.#server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (request, response) => {
      void this.#answer(request, response);
    });
  }

  get url(): string {
    return this.#url;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
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
    const traceId = traceIdOf(request);
    response.setHeader('x-amzn-RequestId', requestId);
    response.setHeader('x-amzn-Trace-Id', traceId);
    if (body === 'too-large') {
      send(response, 413, json, tooLarge);
      return;
    }
    const payload = JSON.stringify(toHttpEvent(receivedRequest(request, body, requestId)));
    sendResult(response, await this.#invoke({ requestId, traceId, payload }));
  }
}

const json = { 'content-type': 'application/json' };

const tooLarge = JSON.stringify({ Message: `Request must be smaller than ${bodyLimitBytes} bytes` });

const throttled = JSON.stringify({
  Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
  Type: 'User',
  message: 'Rate Exceeded.',
});

function sendResult(response: ServerResponse, result: InvokeResult): void {
  if (result.kind === 'throttled') send(response, 429, { ...json, 'Retry-After': '1' }, throttled);
  else if (result.kind === 'function-error') sendFailure(response);
  else sendAnswer(response, result.payload);
}

function sendAnswer(response: ServerResponse, payload: Buffer): void {
  const answer = answerOf(payload);
  if (answer === undefined) {
    sendFailure(response);
    return;
  }
  const { statusCode, headers, cookies, body } = answer;
  send(response, statusCode, cookies.length === 0 ? headers : { ...headers, 'set-cookie': cookies }, body);
}

/** Undefined if it is none. An informational status would leave the client waiting for the real one. */
function answerOf(payload: Buffer): HttpAnswer | undefined {
  try {
    const answer = toHttpAnswer(JSON.parse(payload.toString()));
    return answer.statusCode < 200 ? undefined : answer;
  } catch (error) {
    if (error instanceof MalformedAnswerError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Lambda does not tell the outside what went wrong inside. */
const sendFailure = (response: ServerResponse): void =>
  send(response, 502, { 'content-type': 'text/plain' }, 'Internal Server Error');

/** What was set before, the request id among it, wins over the function's own headers. */
function send(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders = {},
  body?: string | Buffer,
): void {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...response.getHeaders(), ...length });
  response.end(body);
}

/** Continues the caller's trace, or begins one: `Root=1-{epoch s}-{24 hex digits};Parent={16};Sampled=0`. */
function traceIdOf({ headers }: IncomingMessage): string {
  const given = String(headers['x-amzn-trace-id'] ?? '').match(/Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/)?.[1];
  const hex = randomBytes(20).toString('hex');
  const root = given ?? `1-${Math.floor(Date.now() / 1000).toString(16)}-${hex.slice(0, 24)}`;
  return `Root=${root};Parent=${hex.slice(24)};Sampled=0`;
}
