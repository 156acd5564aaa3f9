import type { EventSource } from '../model/http/event-source.ts';
import type { AwsAccess } from './access.ts';

/** How requests reach a deployed function, where that is not plain HTTP. It holds no credentials: each thread finds them itself. */
export type Delivery = UrlDelivery | InvokeDelivery;

/** Requests to its function URL. */
export interface UrlDelivery {
  readonly kind: 'url';
  /** By SigV4, with the credentials of the standard chain. */
  readonly signed: boolean;
  readonly access: AwsAccess;
  readonly region: string;
}

/** The Invoke operation of the Lambda API. */
export interface InvokeDelivery {
  readonly kind: 'invoke';
  readonly access: AwsAccess;
  readonly region: string;
  readonly functionName: string;
  readonly qualifier?: string;
  /** `request`: an event as of a function URL, and an answer like its. `body`: the body of the request is the event. */
  readonly payload: 'request' | 'body';
  /** What a request becomes, with `payload: request`. Absent: the event of a function URL. */
  readonly event?: EventSource;
  /** Whether the end of its log comes with each answer. */
  readonly tail: boolean;
  readonly maxSockets: number;
  /** No more invocations than this at once. */
  readonly concurrency: number;
}
