import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { MadeEvent } from '../../../src/model/http/event-format.ts';
import { type EventSource, eventOf, httpV2, mostRequestBytes } from '../../../src/model/http/event-source.ts';
import type { HttpRequest } from '../../../src/model/http/request.ts';
import { traceIdOf } from '../../../src/model/http/trace-id.ts';
import { pingPath, platformHeadersOf } from '../../../src/model/identity.ts';
import { readBody } from '../../app/read-body.ts';
import { receivedRequest } from '../../app/received-request.ts';
import { type Endpoint, type EndpointOptions, openEndpoint } from '../../http-endpoint.ts';
import type { Cors } from '../functions/function-url-settings.ts';
import type { InvokeRequest, InvokeResult } from '../invoke.ts';
import { type InvokeMode, json, send, sendResult } from './answer.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';

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

/** A function, and the event that it gets for a request. */
type Destination = UrlFunction & MadeEvent;

/** A URL in front of several functions. */
export interface SharedUrlOptions extends UrlOptions {
  readonly mostRequestBytes: number;
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
    const { event: source = httpV2, invoke, onRefused } = options;
    return FunctionUrl.share({
      ...options,
      mostRequestBytes: mostRequestBytes(source),
      destinationOf: (request) => {
        const made = eventOf(source, request);
        return 'status' in made ? made : { invoke, onRefused, ...made };
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
    const { mostRequestBytes: limitBytes } = this.#options;
    const body = await readBody(request, limitBytes);
    if (body === 'broken-off') return;
    const requestId = randomUUID();
    const traceId = traceIdOf(request.headers['x-amzn-trace-id'], Date.now());
    response.setHeader('x-amzn-RequestId', requestId);
    response.setHeader('x-amzn-Trace-Id', traceId);
    const { cors } = this.#rules;
    if (cors !== undefined) response.setHeaders(headerMap(corsHeaders(cors, request.headers)));
    if (cors !== undefined && isPreflight(request)) send(response, 200, preflightHeaders(cors, request.headers));
    else if (body === 'too-large') send(response, 413, json, tooLarge(limitBytes));
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
    const { payload = JSON.stringify(destination.event), format } = destination;
    const result = await destination.invoke({ requestId, traceId, payload, mode });
    if (this.#isClosing) response.setHeader('connection', 'close');
    if (identifies && result.servedBy !== undefined) response.setHeaders(headerMap(platformHeadersOf(result.servedBy)));
    const onRefused = (reason: string) => destination.onRefused(requestId, reason);
    await sendResult(response, result, { mode: invokeMode, format, onRefused });
  }
}

const headerMap = (headers: OutgoingHttpHeaders): Map<string, number | string | readonly string[]> =>
  new Map(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

const tooLarge = (limitBytes: number): string =>
  JSON.stringify({ Message: `Request must be smaller than ${limitBytes} bytes` });
