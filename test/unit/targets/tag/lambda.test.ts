import { describe, expect, it } from 'vitest';
import { burn } from '../../../../targets/app/burn.ts';
import { createInstance } from '../../../../targets/tag/call.ts';
import { rollcall, type TagOptions } from '../../../../targets/tag/lambda.ts';

interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

type Handler = (...args: unknown[]) => unknown;

/** What matters of an event of payload format 2.0. */
const httpEvent = { version: '2.0', requestContext: { http: {} } };

/** A tagged handler of an instance of its own. */
function tagged(handler: Handler, options: TagOptions = {}): (event?: unknown) => Promise<Answer> {
  const wrapped = rollcall(handler, { instance: createInstance('instance-a', false), ...options });
  return async (event = httpEvent) => (await wrapped(event, {})) as Answer;
}

const fact = (answer: Answer, name: string) => answer.headers[`rollcall-${name}`];
const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

describe('the roll', () => {
  it('counts calls from 1, those that throw included', async () => {
    let calls = 0;
    const call = tagged(() => {
      calls += 1;
      if (calls === 2) throw new Error('second');
      return {};
    });
    expect(fact(await call(), 'invocation-id')).toBe('1');
    await expect(call()).rejects.toThrow('second');
    const third = await call();
    expect([fact(third, 'invocation-id'), fact(third, 'instance-id')]).toEqual(['3', 'instance-a']);
    expect(fact(third, 'in-flight')).toBe('1');
  });

  it.each([
    [true, ['true', 'false']],
    [false, ['false', 'false']],
    [undefined, [undefined, 'false']],
  ])('started by its first call, %s: first and second call are cold %j', async (isStarted, cold) => {
    const call = tagged(() => ({}), { instance: createInstance('b', isStarted) });
    expect([fact(await call(), 'cold-start'), fact(await call(), 'cold-start')]).toEqual(cold);
  });
});

describe('the answer', () => {
  it('an HTTP answer keeps all that it says and gets the headers', async () => {
    const answer = await tagged(() => ({ statusCode: 418, headers: { a: 'b' }, cookies: ['c=d'], body: 'tea' }))();
    expect(answer).toMatchObject({ statusCode: 418, headers: { a: 'b' }, cookies: ['c=d'], body: 'tea' });
    expect(Object.keys(answer.headers)).toHaveLength(10);
  });

  it.each([
    [{ a: 1 }, '{"a":1}'],
    ['plain', 'plain'],
    [undefined, 'null'],
    [[1], '[1]'],
    [{ statusCode: null, a: 1 }, '{"statusCode":null,"a":1}'],
  ])('of an HTTP event, %j becomes the JSON body of an HTTP answer, unchanged', async (result, body) => {
    const answer = await tagged(async () => result)();
    expect(answer).toMatchObject({ statusCode: 200, body });
    expect(answer.headers['content-type']).toBe('application/json');
  });

  it.each([{ batchItemFailures: [] }, 'plain', null, [1]])('of any other event, %j stays as it is', async (result) => {
    for (const event of [{ Records: [] }, { requestContext: { elb: {} } }, {}, null, 'text']) {
      expect(await tagged(async () => result)(event)).toBe(result);
    }
  });

  it('of any other event, an object has the facts in it when they are asked for', async () => {
    const answer = await tagged(async () => ({ work: 5 }), { inBody: true })({ n: 1 });
    expect(answer).toMatchObject({ work: 5, instanceId: 'instance-a', invocationId: 1, inFlight: 1 });
  });

  it('headers with several values get ours as lists of one, where a load balancer reads them', async () => {
    const headers = { 'set-cookie': ['a=1', 'b=2'] };
    const answer = await tagged(() => ({ statusCode: 200, multiValueHeaders: headers }))({
      requestContext: { elb: {} },
    });
    expect(answer).toMatchObject({
      multiValueHeaders: { ...headers, 'rollcall-instance-id': ['instance-a'], 'rollcall-invocation-id': ['1'] },
    });
    expect(answer).not.toHaveProperty('headers');
  });

  it.each([
    ['a REST API', { httpMethod: 'GET', path: '/', requestContext: {} }, 'headers'],
    ['a load balancer', { requestContext: { elb: {} } }, 'headers'],
    [
      'a load balancer with multi-value headers',
      { requestContext: { elb: {} }, multiValueHeaders: {} },
      'multiValueHeaders',
    ],
  ])('with inBody a bare result becomes an answer of %s, which takes no other', async (_, event, field) => {
    const answer = (await tagged(() => ({ work: 5 }), { inBody: true })(event as never)) as unknown as Record<
      string,
      unknown
    >;
    expect(answer).toMatchObject({ statusCode: 200, body: expect.stringContaining('"work":5') });
    expect(Object.keys(answer).filter((key) => /headers/i.test(key))).toEqual([field]);
    expect(JSON.stringify(answer[field])).toContain('instance-a');
    expect(await tagged(() => ({ work: 5 }))(event as never)).toEqual({ work: 5 });
  });

  it('with inBody the facts are in the body as they are in the headers', async () => {
    const answer = await tagged(() => ({ work: 5 }), { inBody: true })();
    const body = JSON.parse(answer.body);
    expect(body).toMatchObject({ work: 5, instanceId: 'instance-a', invocationId: 1, coldStart: false, inFlight: 1 });
    expect(String(body.cpuMs)).toBe(fact(answer, 'cpu-ms'));
    expect(String(body.rssMb)).toBe(fact(answer, 'rss-mb'));
  });

  it('an answer with headers of a wrong type is left for the platform to refuse', async () => {
    expect(await tagged(() => ({ statusCode: 200, headers: 'x' }))()).toEqual({ statusCode: 200, headers: 'x' });
  });
});

describe('CPU', () => {
  // About 20 ms on a machine of 2020; how long does not matter, only that it is much more than nothing.
  const work = () => burn(20_000_000);

  it('of a call that had the instance to itself is that of the whole call, also after it waited', async () => {
    const answer = await tagged(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return work();
    })();
    expect(fact(answer, 'cpu-scope')).toBe('call');
    expect(Number(fact(answer, 'cpu-ms'))).toBeGreaterThan(2);
  });

  it('of calls that overlap is that of their first section: 2 of 2, whoever came first', async () => {
    const { open, opened } = gate();
    let calls = 0;
    const call = tagged(async () => {
      calls += 1;
      if (calls === 2) work();
      await opened;
      return {};
    });
    const both = [call(), call()];
    open();
    const [first, second] = (await Promise.all(both)) as [Answer, Answer];
    expect([fact(first, 'cpu-scope'), fact(second, 'cpu-scope')]).toEqual(['section', 'section']);
    expect([fact(first, 'in-flight'), fact(second, 'in-flight')]).toEqual(['1', '2']);
    // The work of the second is not put on the first one's account.
    expect(Number(fact(second, 'cpu-ms'))).toBeGreaterThan(2);
    expect(Number(fact(first, 'cpu-ms'))).toBeLessThan(Number(fact(second, 'cpu-ms')) / 2);
  });

  it('a call is alone again after the others have ended', async () => {
    const call = tagged(async () => ({}));
    await Promise.all([call(), call()]);
    const third = await call();
    expect([fact(third, 'cpu-scope'), fact(third, 'in-flight')]).toEqual(['call', '1']);
  });
});
