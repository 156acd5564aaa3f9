import type { EventSource } from '../model/http/event-source.ts';
import type { AwsAccess } from './access.ts';

/** How requests reach a deployed function, if not by plain HTTP. It contains no credentials: each thread finds them itself. */
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
  /** What a request becomes. Default: the event of a function URL. */
  readonly event?: EventSource;
  /** Whether each response contains the end of the log. */
  readonly tail: boolean;
  readonly maxSockets: number;
  /** Maximum number of concurrent invocations. */
  readonly concurrency: number;
}
