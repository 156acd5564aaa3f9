import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { AsyncInvocations } from './async-invocations.ts';
import type { LambdaPlatform } from './platform.ts';

export interface ApiRequest {
  readonly platform: LambdaPlatform;
  readonly asyncInvocations: AsyncInvocations;
  readonly requestId: string;
  /** `Root=1-...;Parent=...;Sampled=0` */
  readonly traceId: string;
  /** `{FunctionName}` of the path, decoded: a name or an ARN. Empty where the path has none. */
  readonly name: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** `chunks`: sent as they come, until the client has gone: then `release` ends them. */
export type ApiAnswer =
  | { readonly status: number; readonly headers?: OutgoingHttpHeaders; readonly body?: string | Buffer }
  | {
      readonly status: number;
      readonly headers?: OutgoingHttpHeaders;
      readonly chunks: AsyncIterable<Buffer>;
      release(): void;
    };

/** @throws {ServiceError} the client's answer instead. */
export type Operation = (request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>;

export const jsonType = { 'content-type': 'application/json' };

export const jsonAnswer = (status: number, body: object): ApiAnswer => ({
  status,
  headers: jsonType,
  body: JSON.stringify(body),
});

export const noContent: ApiAnswer = { status: 204 };
