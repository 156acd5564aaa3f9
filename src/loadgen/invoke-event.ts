import { randomUUID } from 'node:crypto';
import type { InvokeDelivery } from '../aws/delivery.ts';
import { toHttpEvent } from '../model/http-event.ts';
import { type HttpEventFormat, httpEventFormat } from '../model/http-event-format.ts';
import type { RequestSpec } from './request-bytes.ts';

/** The event that an invocation carries, as JSON. */
export function eventOf(
  request: RequestSpec,
  { payload, functionName, region }: InvokeDelivery,
  atEpochMs: number,
): string {
  if (payload === 'body') return request.body ?? '{}';
  const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return JSON.stringify(
    toHttpEvent({
      method: request.method,
      rawUrl: request.path,
      headers: { 'user-agent': 'rollcall', ...Object.fromEntries(headers) },
      body: Buffer.from(request.body ?? ''),
      sourceIp: '127.0.0.1',
      requestId: randomUUID(),
      nowEpochMs: Math.floor(atEpochMs),
      // Of no function URL: this event came by Invoke.
      domainName: `${functionName.split(':').at(-1)}.invoke.${region}`,
    }),
  );
}

/** Of the event: how its answer is to be read. Undefined if it is not of HTTP. */
export function eventFormat(
  { body }: RequestSpec,
  { payload }: Pick<InvokeDelivery, 'payload'>,
): HttpEventFormat | undefined {
  if (payload === 'request') return '2.0';
  try {
    return httpEventFormat(JSON.parse(body ?? '{}'));
  } catch (error) {
    // Lambda refuses what is no JSON.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
