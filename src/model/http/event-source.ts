import { isUtf8 } from 'node:buffer';
import { toAlbEvent } from './alb-event.ts';
import { type ApiRoute, apiEvent, routeOf, unmatched } from './api-route.ts';
import { toHttpEvent } from './event.ts';
import type { MadeEvent, NoEvent } from './event-format.ts';
import { httpEventFormat } from './event-format.ts';
import type { HttpRequest } from './request.ts';
import { toRestEvent } from './rest-event.ts';
import { anyRoute, noRoute } from './route.ts';

/** Whose events a function takes, and who reads its results as answers. */
export type EventSource =
  /** A function URL or an HTTP API. */
  | { readonly kind: 'http-v2' }
  /** A REST API. `route`: such as `/items/{id}`. Absent: any, as `{proxy+}`. */
  | { readonly kind: 'http-v1'; readonly route?: string | undefined }
  /** A load balancer. `multiValueHeaders`: an attribute of its target group. */
  | { readonly kind: 'alb'; readonly multiValueHeaders?: boolean | undefined }
  /** An API with several routes at one function. */
  | { readonly kind: 'api'; readonly routes: readonly ApiRoute[] }
  /** The body of the request, as by Invoke. */
  | { readonly kind: 'raw' };

interface SourceModule<K extends EventSource['kind']> {
  /** Source of the limits: docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html, "Lambda quotas" */
  readonly mostRequestBytes: number;
  made(request: HttpRequest, source: Extract<EventSource, { kind: K }>): MadeEvent | NoEvent;
}

const mebibyte = 2 ** 20;

const sources: { readonly [K in EventSource['kind']]: SourceModule<K> } = {
  'http-v2': {
    mostRequestBytes: 6 * mebibyte,
    made: (request) => ({ event: toHttpEvent(request), format: '2.0' }),
  },
  'http-v1': {
    mostRequestBytes: 6 * mebibyte,
    made: (request, { route = anyRoute }) => {
      const event = toRestEvent(request, route);
      return event === undefined ? noRoute : { event, format: '1.0' };
    },
  },
  alb: {
    mostRequestBytes: mebibyte,
    made: (request, { multiValueHeaders = false }) => ({
      event: toAlbEvent(request, multiValueHeaders),
      format: multiValueHeaders ? 'alb-lists' : 'alb',
    }),
  },
  api: {
    mostRequestBytes: 6 * mebibyte,
    made: (request, { routes }) => {
      const route = routeOf(routes, request);
      return route === undefined ? unmatched(routes) : apiEvent(request, route);
    },
  },
  raw: { mostRequestBytes: 6 * mebibyte, made: ({ body }) => rawEvent(body) },
};

export const httpV2: EventSource = { kind: 'http-v2' };

export const eventOf = (source: EventSource, request: HttpRequest): MadeEvent | NoEvent =>
  (sources[source.kind] as SourceModule<EventSource['kind']>).made(request, source);

export const mostRequestBytes = ({ kind }: EventSource): number => sources[kind].mostRequestBytes;

/** A body that is an event of HTTP has a result of that format. Without a body, the event is an empty object, as by Invoke. */
export function rawEvent(body: Buffer): MadeEvent | NoEvent {
  const payload = body.length === 0 ? Buffer.from('{}') : body;
  if (!isUtf8(payload)) return notJson('Invalid UTF-8');
  try {
    const event: unknown = JSON.parse(payload.toString());
    return { event, payload, format: httpEventFormat(event) ?? 'raw' };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return notJson(error.message);
  }
}

/** In Lambda's own words. */
const notJson = (why: string): NoEvent => ({
  status: 400,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'InvalidRequestContentException' },
  body: JSON.stringify({ Type: 'User', message: `Could not parse request body into json: ${why}` }),
});
