import { expect, it } from 'vitest';
import { type EventSource, eventOf, mostRequestBytes } from '../../../../src/model/http/event-source.ts';
import type { HttpRequest } from '../../../../src/model/http/request.ts';

const request = (body: string | Buffer, rawUrl = '/items/42'): HttpRequest => ({
  ...{ method: 'POST', rawUrl, headers: {}, rawHeaders: [], body: Buffer.from(body) },
  ...{ sourceIp: '192.0.2.7', protocol: 'http', port: 80, requestId: 'id-1', traceId: 'Root=1-2-3' },
  ...{ nowEpochMs: 0, domainName: 'localhost' },
});

it.each<[EventSource, string]>([
  [{ kind: 'http-v2' }, '2.0'],
  [{ kind: 'http-v1', route: '/items/{id}' }, '1.0'],
  [{ kind: 'alb' }, 'alb'],
  [{ kind: 'alb', multiValueHeaders: true }, 'alb-lists'],
])('%j: results are read as %s', (source, format) => {
  expect(eventOf(source, request('x'))).toMatchObject({ format });
});

it('a path on no route of a REST API becomes no event', () => {
  expect(eventOf({ kind: 'http-v1', route: '/orders' }, request(''))).toMatchObject({ status: 403 });
});

const raw: EventSource = { kind: 'raw' };

it('raw: the body is the event, byte by byte; without a body it is an empty object', () => {
  const body = '{ "id": 12345678901234567891 }';
  expect(eventOf(raw, request(body))).toMatchObject({ payload: Buffer.from(body), format: 'raw' });
  expect(eventOf(raw, request(''))).toEqual({ event: {}, payload: Buffer.from('{}'), format: 'raw' });
});

it('raw: a body that is an event of a load balancer has a result of a load balancer', () => {
  const event = { requestContext: { elb: {} }, multiValueHeaders: {} };
  expect(eventOf(raw, request(JSON.stringify(event)))).toMatchObject({ event, format: 'alb-lists' });
});

it.each([
  ['text', Buffer.from('{"a":')],
  ['bytes that are not UTF-8', Buffer.of(0x22, 0xff, 0x22)],
])('raw: %s is refused as by Lambda', (_, body) => {
  expect(eventOf(raw, request(body))).toMatchObject({
    status: 400,
    body: expect.stringContaining('Could not parse request body into json: '),
  });
});

it('a load balancer takes 1 MiB, all others 6 MiB', () => {
  const kinds = ['http-v2', 'http-v1', 'alb', 'raw'] as const;
  expect(kinds.map((kind) => mostRequestBytes({ kind }) / 2 ** 20)).toEqual([6, 6, 1, 6]);
});
