import { describe, expect, it } from 'vitest';
import { endingOf } from '../../../src/loadgen/invoke-answer.ts';

const bounds = { payload: 'request' as const, keepBodyBytes: 1000 };
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

  it('as a body is that payload, whatever it says of a statusCode', () => {
    const { status, body } = answerOf(endingOf(output({ statusCode: 500 }), { ...bounds, payload: 'body' }));
    expect({ status, body }).toEqual({ status: 200, body: '{"statusCode":500}' });
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
    expect(reason).toContain('statusCode must be an integer from 100 to 599, got 9');
  });

  it('of 1,001 bytes is an answer, of which the first 1,000 are kept', () => {
    const { status, body } = answerOf(endingOf(output('x'.repeat(999)), { ...bounds, payload: 'body' }));
    expect({ status, body }).toEqual({ status: 200, body: `"${'x'.repeat(999)}` });
  });
});
