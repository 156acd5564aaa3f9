import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { HttpEventFormat } from '../../../src/model/http/event-format.ts';
import { type EventSource, eventOf, formatOf, functionUrl } from '../../../src/model/http/event-source.ts';
import type { HttpRequest } from '../../../src/model/http/request.ts';
import { noRoute } from '../../../src/model/http/route.ts';
import { traceIdOf } from '../../../src/model/http/trace-id.ts';
import { pingPath, platformHeadersOf } from '../../../src/model/identity.ts';
import { readBody } from '../../app/read-body.ts';
import { receivedRequest } from '../../app/received-request.ts';
import { type Endpoint, type EndpointOptions, openEndpoint } from '../../http-endpoint.ts';
import type { Cors } from '../functions/function-url-settings.ts';
import type { InvokeRequest, InvokeResult } from '../invoke.ts';
import { type InvokeMode, json, send, sendResult } from './answer.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';

const bodyLimitBytes = 6 * 1024 * 1024;

/** What an owner may change while it is served. */
export interface FunctionUrlRules {
  /** Absent: `BUFFERED`. */
  readonly invokeMode?: InvokeMode;
  /** Absent: there is none, and OPTIONS is for the function. */
  readonly cors?: Cors;
  /** Under AWS_IAM: undefined if the request may pass, else what it is answered. Absent: everybody may. */
  authorize?(request: HttpRequest): UrlRefusal | undefined;
}

interface UrlOptions extends FunctionUrlRules, EndpointOptions {
  /** Answers name their environment, in `platformHeaders`. Absent: they do not. */
  readonly identifies?: boolean;
}

/** The function that a request is for. */
interface UrlFunction {
  invoke(request: InvokeRequest): Promise<InvokeResult>;
  /** A function's answer is none, and its client gets a 502. `reason` names the field and its value. */
  onRefused(requestId: string, reason: string): void;
}

export interface FunctionUrlOptions extends UrlOptions, UrlFunction {
  readonly event?: EventSource;
}

/** A function, the event that it gets for a request, and how its result is read. */
export interface Destination extends UrlFunction {
  readonly event: object;
  readonly format: HttpEventFormat;
}

/** A URL in front of several functions. */
export interface SharedUrlOptions extends UrlOptions {
  destinationOf(request: HttpRequest): Destination | UrlRefusal;
}

export interface UrlRefusal {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body: string;
}

export class FunctionUrl {
  readonly #options: SharedUrlOptions;
  #endpoint: Endpoint | undefined;
  #rules: FunctionUrlRules;
  #isClosing = false;

  static listen(options: FunctionUrlOptions): Promise<FunctionUrl> {
    const { event: source = functionUrl } = options;
    const format = formatOf(source);
    return FunctionUrl.share({
      ...options,
      destinationOf: (request) => {
        const event = eventOf(source, request);
        return event === undefined ? noRoute : { ...options, event, format };
      },
    });
  }

  static async share(options: SharedUrlOptions): Promise<FunctionUrl> {
    const functionUrl = new FunctionUrl(options);
    functionUrl.#endpoint = await openEndpoint(options, (...exchange) => void functionUrl.#answer(...exchange));
    return functionUrl;
  }

  private constructor(options: SharedUrlOptions) {
    this.#options = options;
    this.#rules = options;
  }

  get url(): string {
    return this.#endpoint?.url ?? '';
  }

  /** From the next request on. Its address stays. */
  configure(rules: FunctionUrlRules): void {
    this.#rules = rules;
  }

  close(): void {
    this.#isClosing = true;
    this.#endpoint?.close();
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
    const { cors } = this.#rules;
    if (cors !== undefined) response.setHeaders(headerMap(corsHeaders(cors, request.headers)));
    if (cors !== undefined && isPreflight(request)) send(response, 200, preflightHeaders(cors, request.headers));
    else if (body === 'too-large') send(response, 413, json, tooLarge);
    else await this.#serve(receivedRequest(request, body, { requestId, traceId }), response);
  }

  async #serve(received: HttpRequest, response: ServerResponse): Promise<void> {
    const { destinationOf, identifies = false } = this.#options;
    const { invokeMode = 'BUFFERED', authorize } = this.#rules;
    const destination = authorize?.(received) ?? destinationOf(received);
    if (!('invoke' in destination)) {
      send(response, destination.status, { ...json, ...destination.headers }, destination.body);
      return;
    }
    const { requestId, traceId } = received;
    const mode = invokeMode === 'BUFFERED' ? 'buffered' : 'stream';
    const payload = JSON.stringify(destination.event);
    const result = await destination.invoke({ requestId, traceId, payload, mode });
    if (this.#isClosing) response.setHeader('connection', 'close');
    if (identifies && result.servedBy !== undefined) response.setHeaders(headerMap(platformHeadersOf(result.servedBy)));
    const onRefused = (reason: string) => destination.onRefused(requestId, reason);
    await sendResult(response, result, { mode: invokeMode, format: destination.format, onRefused });
  }
}

const headerMap = (headers: OutgoingHttpHeaders): Map<string, number | string | readonly string[]> =>
  new Map(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

const tooLarge = JSON.stringify({ Message: `Request must be smaller than ${bodyLimitBytes} bytes` });
