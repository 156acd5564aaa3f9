import { isObject } from '../json/json-object.ts';

/**
 * Who makes such an event of an HTTP request, and reads the function's result as its answer: `2.0` function URLs and HTTP APIs, `1.0`
 * REST APIs and HTTP APIs that ask for it, `alb` load balancers, `alb-lists` those whose target group has multi-value headers.
 */
export type HttpEventFormat = '2.0' | '1.0' | 'alb' | 'alb-lists';

/** How a function's result becomes an answer. `raw`: it is the body of the answer, as by Invoke. */
export type AnswerFormat = HttpEventFormat | 'raw';

/**
 * The format of an event, by the marks that AWS documents. Undefined for an event that is not of HTTP.
 * Sources: docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html (2.0 has `requestContext.http`,
 * 1.0 has `httpMethod` and `path`), docs.aws.amazon.com/lambda/latest/dg/services-alb.html (`requestContext.elb`)
 */
export function httpEventFormat(event: unknown): HttpEventFormat | undefined {
  if (!isObject(event)) return undefined;
  const { requestContext, httpMethod, path, resource } = event;
  if (isObject(requestContext) && isObject(requestContext['http'])) return '2.0';
  if (isObject(requestContext) && isObject(requestContext['elb']))
    return isObject(event['multiValueHeaders']) ? 'alb-lists' : 'alb';
  const hasPlace = isObject(requestContext) || typeof resource === 'string';
  return typeof httpMethod === 'string' && typeof path === 'string' && hasPlace ? '1.0' : undefined;
}

/** The event of a request, and how the result is read. `payload`: its JSON, if it was there before. */
export interface MadeEvent {
  readonly event: unknown;
  readonly payload?: Buffer;
  readonly format: AnswerFormat;
}

/** The answer to a request that becomes no event. */
export interface NoEvent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
