import { randomUUID } from 'node:crypto';
import type { InvokeDelivery } from '../../../aws/delivery.ts';
import { type HttpEventFormat, httpEventFormat } from '../../../model/http/event-format.ts';
import { eventOf as eventFrom, formatOf, functionUrl } from '../../../model/http/event-source.ts';
import { traceIdOf } from '../../../model/http/trace-id.ts';
import { type RequestSpec, withoutFragment } from '../../http/request-bytes.ts';

/** The event that an invocation carries, as JSON. */
export function eventOf(request: RequestSpec, delivery: InvokeDelivery, atEpochMs: number): string {
  const { payload, functionName, region, event: source = functionUrl } = delivery;
  if (payload === 'body') return request.body ?? '{}';
  // Of no function URL: this event came by Invoke.
  const domainName = `${functionName.split(':').at(-1)}.invoke.${region}`;
  const names = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
  const usual = [
    ['Host', domainName],
    ['User-Agent', 'rollcall'],
  ].filter(([name = '']) => !names.has(name.toLowerCase()));
  const nowEpochMs = Math.floor(atEpochMs);
  const event = eventFrom(source, {
    ...{ method: request.method, rawUrl: withoutFragment(request.path) },
    ...{ headers: {}, rawHeaders: [...usual, ...Object.entries(request.headers)].flat() },
    body: Buffer.from(request.body ?? ''),
    ...{ sourceIp: '127.0.0.1', protocol: 'https', port: 443 },
    ...{ requestId: randomUUID(), traceId: traceIdOf(undefined, nowEpochMs), nowEpochMs, domainName },
  });
  // A scenario whose path is on no route is refused.
  if (event === undefined) throw new Error(`${request.path} is not on the route of the API`);
  return JSON.stringify(event);
}

/** Of the event: how its answer is to be read. Undefined if it is not of HTTP. */
export function eventFormat(
  { body }: RequestSpec,
  { payload, event = functionUrl }: Pick<InvokeDelivery, 'payload' | 'event'>,
): HttpEventFormat | undefined {
  if (payload === 'request') return formatOf(event);
  try {
    return httpEventFormat(JSON.parse(body ?? '{}'));
  } catch (error) {
    // Lambda refuses what is no JSON.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
