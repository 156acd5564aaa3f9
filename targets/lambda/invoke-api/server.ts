import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { traceIdOf } from '../../../src/model/http/trace-id.ts';
import { pingPath } from '../../../src/model/identity.ts';
import type { LocalCredentials } from '../../../src/model/platform/lambda.ts';
import { readBody } from '../../app/read-body.ts';
import { type Endpoint, type EndpointOptions, openEndpoint, sendChunks } from '../../http-endpoint.ts';
import { ServiceError } from '../functions/service-error.ts';
import { signedRegions } from '../sigv4/signed-regions.ts';
import { verifySignature } from '../sigv4/verify.ts';
import {
  AsyncInvocations,
  type AsyncPolicy,
  awsAsyncPolicy,
  type DiscardedEvent,
  systemTimers,
  type Timers,
} from './async-invocations.ts';
import { errorAnswer, internalError } from './error-answer.ts';
import type { ApiAnswer } from './exchange.ts';
import { requestTooLarge, synchronousLimitBytes } from './operations/invocation-request.ts';
import type { LambdaPlatform } from './platform.ts';
import { routed } from './router.ts';

export interface InvokeApiOptions extends EndpointOptions {
  readonly platform: LambdaPlatform;
  /** Requests must be signed with one of these. Absent: signatures are not looked at. */
  readonly credentials?: LocalCredentials | readonly LocalCredentials[];
  /** Where it differs from AWS's. */
  readonly asyncPolicy?: Partial<AsyncPolicy>;
  readonly timers?: Timers;
  onDiscarded(event: DiscardedEvent): void;
  /** A bug: the client was answered ServiceException. */
  onError(error: unknown): void;
}

/** Lambda's API for its unmodified clients, which find it by `AWS_ENDPOINT_URL_LAMBDA`. */
export class InvokeApi {
  readonly #options: InvokeApiOptions;
  readonly #asyncInvocations: AsyncInvocations;
  #endpoint: Endpoint | undefined;
  #isClosing = false;

  static async listen(options: InvokeApiOptions): Promise<InvokeApi> {
    const api = new InvokeApi(options);
    api.#endpoint = await openEndpoint(options, (...exchange) => void api.#serve(...exchange));
    return api;
  }

  private constructor(options: InvokeApiOptions) {
    this.#options = options;
    const policy = { ...awsAsyncPolicy, ...options.asyncPolicy };
    this.#asyncInvocations = new AsyncInvocations(policy, options.timers ?? systemTimers, options.onDiscarded);
  }

  get url(): string {
    return this.#endpoint?.url ?? '';
  }

  /** @returns number of events that waited for a retry. */
  close(): number {
    this.#isClosing = true;
    this.#endpoint?.close();
    return this.#asyncInvocations.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === pingPath) {
      response.writeHead(204).end();
      return;
    }
    const body = await readBody(request, synchronousLimitBytes);
    if (body === 'broken-off') return;
    const requestId = randomUUID();
    const traceId = traceIdOf(request.headers['x-amzn-trace-id'], Date.now());
    response.setHeader('x-amzn-RequestId', requestId);
    response.setHeader('X-Amzn-Trace-Id', traceId);
    const answer = await this.#answer(request, body, { requestId, traceId });
    if (this.#isClosing) response.setHeader('connection', 'close');
    await send(response, answer);
  }

  async #answer(
    request: IncomingMessage,
    body: Buffer | 'too-large',
    ids: { readonly requestId: string; readonly traceId: string },
  ): Promise<ApiAnswer> {
    try {
      if (body === 'too-large') throw requestTooLarge(synchronousLimitBytes);
      this.#authorize(request, body);
      const { method = '', url = '', headers } = request;
      const { route, name, query } = routed(method, url);
      const { platform } = this.#options;
      const asyncInvocations = this.#asyncInvocations;
      return await route.run({ ...ids, platform, asyncInvocations, name, query, headers, body });
    } catch (error) {
      if (error instanceof ServiceError) return errorAnswer(error);
      this.#options.onError(error);
      return errorAnswer(internalError());
    }
  }

  #authorize(request: IncomingMessage, body: Buffer): void {
    const { credentials } = this.#options;
    if (credentials === undefined) return;
    const { method = '', url: rawUrl = '', headers, rawHeaders } = request;
    const regions = signedRegions(this.#options.platform.functions, rawUrl);
    const verdict = verifySignature(
      { method, rawUrl, headers, rawHeaders, body },
      { credentials, nowMs: Date.now(), regions },
    );
    if (verdict.kind !== 'valid') throw new ServiceError(verdict.kind, verdict.message);
  }
}

async function send(response: ServerResponse, answer: ApiAnswer): Promise<void> {
  if (!('chunks' in answer)) {
    const { status, headers = {}, body = '' } = answer;
    // A 204 has no body, and therefore no length either.
    const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
    response.writeHead(status, { ...headers, ...length });
    response.end(body);
    return;
  }
  response.once('close', answer.release);
  response.writeHead(answer.status, answer.headers);
  response.flushHeaders();
  // A client that has gone releases them. As in Lambda, the invocation runs on.
  await sendChunks(response, answer.chunks);
  response.end();
}
