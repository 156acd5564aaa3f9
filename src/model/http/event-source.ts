import { type HttpEvent, toHttpEvent } from './event.ts';
import type { HttpEventFormat } from './event-format.ts';
import type { HttpRequest } from './request.ts';
import { type RestEvent, toRestEvent } from './rest-event.ts';
import { anyRoute } from './route.ts';

/** Whose events a function takes, and who reads its results as answers. */
export type EventSource =
  | { readonly kind: 'function-url' }
  /** `route`: such as `/items/{id}`. Absent: any, as `{proxy+}`. */
  | { readonly kind: 'rest-api'; readonly route?: string | undefined };

interface SourceModule<K extends EventSource['kind']> {
  readonly format: HttpEventFormat;
  /** Undefined for a request that is on no route. */
  toEvent(request: HttpRequest, source: Extract<EventSource, { kind: K }>): HttpEvent | RestEvent | undefined;
}

const sources: { readonly [K in EventSource['kind']]: SourceModule<K> } = {
  'function-url': { format: '2.0', toEvent: toHttpEvent },
  'rest-api': { format: '1.0', toEvent: (request, { route = anyRoute }) => toRestEvent(request, route) },
};

export const functionUrl: EventSource = { kind: 'function-url' };

/** The event that a source makes of a request; undefined for a request that is on no route of it. */
export const eventOf = (source: EventSource, request: HttpRequest): HttpEvent | RestEvent | undefined =>
  (sources[source.kind] as SourceModule<EventSource['kind']>).toEvent(request, source);

/** How a source reads results. */
export const formatOf = ({ kind }: EventSource): HttpEventFormat => sources[kind].format;
