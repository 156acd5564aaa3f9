import { describe, expect, it } from 'vitest';
import { endingOf } from '../../../../../src/loadgen/engines/invoke/answer.ts';

const bounds = { format: '2.0' as const, keepBodyBytes: 1000 };
const output = (payload: unknown, more: object = {}) =>
  ({
    $metadata: { requestId: 'id-1', httpStatusCode: 200 },
    StatusCode: 200,
    Payload: Buffer.from(JSON.stringify(payload)),
    ...more,
  }) as unknown as Parameters<typeof endingOf>[0];

function answerOf(ending: ReturnType<typeof endingOf>) {
  if (ending.kind !== 'answer') throw new Error(`expected an answer, got ${JSON.stringify(ending)}`);
  const { status, headers, body } = ending.answer;
  return { status, headers: Object.fromEntries(headers), body: body.toString(), reason: ending.reason };
}

describe('what Invoke answered', () => {
  it('is the answer that the function URL would have given', () => {
    const payload = { statusCode: 201, headers: { 'Rollcall-Instance-Id': 'i-1' }, body: 'made' };
    expect(answerOf(endingOf(output(payload), bounds))).toEqual({
      ...{ status: 201, body: 'made', reason: undefined },
      headers: { 'rollcall-instance-id': 'i-1', 'x-amzn-requestid': 'id-1' },
    });
  });

  it('without a statusCode is the body of a 200', () => {
    const { status, body } = answerOf(endingOf(output({ instanceId: 'i-1' }), bounds));
    expect({ status, body }).toEqual({ status: 200, body: '{"instanceId":"i-1"}' });
  });

  it('to an event that is not of HTTP is that payload, whatever it says of a statusCode', () => {
    const { status, body } = answerOf(endingOf(output({ statusCode: 500 }), { ...bounds, format: 'raw' }));
    expect({ status, body }).toEqual({ status: 200, body: '{"statusCode":500}' });
  });

  it.each(['2.0', '1.0', 'alb'] as const)('to an event of format %s has its own status and headers', (format) => {
    const payload = { statusCode: 500, headers: { 'rollcall-instance-id': 'i-1' }, body: 'no' };
    const { status, headers, body } = answerOf(endingOf(output(payload), { ...bounds, format }));
    expect({ status, id: headers['rollcall-instance-id'], body }).toEqual({ status: 500, id: 'i-1', body: 'no' });
  });

  it.each(['1.0', 'alb'] as const)('without a statusCode is a 502 where the event is of format %s', (format) => {
    const { status, reason } = answerOf(endingOf(output({ instanceId: 'i-1' }), { ...bounds, format }));
    expect(status).toBe(502);
    expect(reason).toContain('statusCode is missing');
  });

  const written = (payload: string | Buffer) =>
    answerOf(endingOf(output(null, { Payload: Buffer.from(payload) }), bounds));

  it('keeps numbers as the function wrote them, in a body and in headers', () => {
    expect(written('{"instanceId":12345678901234567891, "a":1.0}').body).toBe(
      '{"instanceId":12345678901234567891, "a":1.0}',
    );
    const { headers } = written('{"statusCode":200,"headers":{"id":12345678901234567891,"on":true}}');
    expect(headers).toMatchObject({ id: '12345678901234567891', on: 'true' });
  });

  it('has the UTF-8 of its headers, one byte per character, without space around it', () => {
    const { headers } = written('{"statusCode":200,"headers":{"a":" Zürich ","b":"東","c":"\\ud800"}}');
    expect(headers).toMatchObject({ a: 'Z\xc3\xbcrich', b: '\xe6\x9d\xb1', c: '\xed\xa0\x80' });
  });

  it('may begin with a byte order mark, and is a 502 if it is not UTF-8', () => {
    expect(written('\ufeff{"statusCode":201}').status).toBe(201);
    expect(written(Buffer.from('{"statusCode":200,"body":"\xfc"}', 'latin1'))).toMatchObject({
      status: 502,
      reason: 'not a valid HTTP answer: the result is not UTF-8',
    });
  });

  it('of a function that failed is a 502, and names the type of the error but nothing that the function said', () => {
    const error = { errorType: 'Sandbox.Timedout', errorMessage: 'secret' };
    const answer = answerOf(endingOf(output(error, { FunctionError: 'Unhandled' }), bounds));
    expect(answer).toMatchObject({ status: 502, reason: 'function error: Sandbox.Timedout' });
    expect(answer.headers).toEqual({ 'x-amzn-requestid': 'id-1' });
  });

  it.each([[null], [7], [{ errorType: 5 }]])('of a function that failed with %j has no type', (payload) => {
    const { reason } = answerOf(endingOf(output(payload, { FunctionError: 'Unhandled' }), bounds));
    expect(reason).toBe('function error: of unknown type');
  });

  it('that HTTP cannot carry is a 502', () => {
    const { status, reason } = answerOf(endingOf(output({ statusCode: 9 }), bounds));
    expect(status).toBe(502);
    expect(reason).toContain('statusCode must be an integer from 200 to 599, got 9');
  });

  it('of 1,001 bytes is an answer, of which the first 1,000 are kept', () => {
    const { status, body } = answerOf(endingOf(output('x'.repeat(999)), { ...bounds, format: 'raw' }));
    expect({ status, body }).toEqual({ status: 200, body: `"${'x'.repeat(999)}` });
  });
});
