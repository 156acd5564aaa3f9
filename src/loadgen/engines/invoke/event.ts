import { randomUUID } from 'node:crypto';
import type { InvokeDelivery } from '../../../aws/delivery.ts';
import type { AnswerFormat, MadeEvent } from '../../../model/http/event-format.ts';
import { type EventSource, httpV2, eventOf as madeEvent, rawEvent } from '../../../model/http/event-source.ts';
import { traceIdOf } from '../../../model/http/trace-id.ts';
import { bytesOfBody, type RequestSpec, withoutFragment } from '../../http/request-bytes.ts';

/** The event that an invocation carries, as JSON. Lambda itself refuses a body that is no JSON. */
export function eventOf(request: RequestSpec, delivery: InvokeDelivery, atEpochMs: number): string {
  const { event = httpV2 } = delivery;
  return event.kind === 'raw'
    ? request.body === undefined
      ? '{}'
      : bytesOfBody(request).toString()
    : JSON.stringify(httpEvent(event, request, delivery, atEpochMs).event);
}

/** How the result of a request is read. */
export function answerFormat(
  request: RequestSpec,
  delivery: Pick<InvokeDelivery, 'event' | 'functionName' | 'region'>,
): AnswerFormat {
  const { event = httpV2 } = delivery;
  if (event.kind !== 'raw') return httpEvent(event, request, delivery, 0).format;
  const made = rawEvent(bytesOfBody(request));
  return 'format' in made ? made.format : 'raw';
}

function httpEvent(
  source: EventSource,
  request: RequestSpec,
  { functionName, region }: Pick<InvokeDelivery, 'functionName' | 'region'>,
  atEpochMs: number,
): MadeEvent {
  // Of no function URL: this event came by Invoke.
  const domainName = `${functionName.split(':').at(-1)}.invoke.${region}`;
  const names = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
  const usual = [
    ['Host', domainName],
    ['User-Agent', 'rollcall'],
  ].filter(([name = '']) => !names.has(name.toLowerCase()));
  const nowEpochMs = Math.floor(atEpochMs);
  const made = madeEvent(source, {
    ...{ method: request.method, rawUrl: withoutFragment(request.path) },
    ...{ headers: {}, rawHeaders: [...usual, ...Object.entries(request.headers)].flat() },
    body: bytesOfBody(request),
    ...{ sourceIp: '127.0.0.1', protocol: 'https', port: 443 },
    ...{ requestId: randomUUID(), traceId: traceIdOf(undefined, nowEpochMs), nowEpochMs, domainName },
  });
  // A scenario whose path is on no route is refused.
  if (!('format' in made)) throw new Error(`${request.path} is not on the route of the API`);
  return made;
}
