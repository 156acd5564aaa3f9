import { describe, expect, it } from 'vitest';
import { createInstance } from '../../../../targets/tag/call.ts';
import { rollcall } from '../../../../targets/tag/lambda.ts';

type Callback = (error?: unknown, result?: unknown) => void;

interface OldContext {
  done: Callback;
  succeed(result?: unknown): void;
  fail(error?: unknown): void;
}

const stated = { statusCode: 201, headers: { mine: '1' }, body: 'b' };
const isTagged = (number: string) => ({
  ...stated,
  headers: { mine: '1', 'rollcall-instance-id': 'i', 'rollcall-invocation-id': number, 'rollcall-in-flight': '1' },
});

/** What a runtime makes of a handler: its callback and its context resolve a call as its promise does. */
function runtime(handler: (...args: never[]) => unknown) {
  const wrapped = rollcall(handler, { instance: createInstance('i', false) }) as (...args: unknown[]) => unknown;
  const call = () =>
    new Promise((resolve, reject) => {
      const done: Callback = (error, result) => (error == null ? resolve(result) : reject(error));
      const context: OldContext = { done, succeed: resolve, fail: reject };
      const returned = wrapped({}, context, done);
      if (returned instanceof Promise) returned.then(resolve, reject);
    });
  return { wrapped, call };
}

describe('a handler answers', () => {
  const ways: [string, (...args: never[]) => unknown][] = [
    ['by a promise', async () => stated],
    ['by its callback', (_event: unknown, _context: unknown, callback: Callback) => callback(null, stated)],
    [
      'by its callback, later',
      (_event: unknown, _context: unknown, callback: Callback) => void setTimeout(() => callback(undefined, stated), 1),
    ],
    ['by context.succeed', (_: unknown, context: OldContext) => context.succeed(stated)],
    [
      'by context.done, later',
      (_: unknown, context: OldContext) => void setTimeout(() => context.done(null, stated), 1),
    ],
  ];
  it.each(ways)('%s, and three calls are 1, 2 and 3, each alone', async (_, handler) => {
    const { call, wrapped } = runtime(handler);
    expect([await call(), await call(), await call()]).toMatchObject(['1', '2', '3'].map(isTagged));
    expect(wrapped).toHaveLength(handler.length);
  });

  const failures: [string, (...args: never[]) => unknown][] = [
    [
      'by throwing',
      () => {
        throw new Error('mine');
      },
    ],
    ['by a promise', async () => Promise.reject(new Error('mine'))],
    ['by its callback', (_event: unknown, _context: unknown, callback: Callback) => callback(new Error('mine'))],
    ['by context.fail', (_: unknown, context: OldContext) => context.fail(new Error('mine'))],
    ['by context.done', (_: unknown, context: OldContext) => context.done(new Error('mine'))],
  ];
  it.each(failures)('or fails %s: the error is its own, and the next call is 2, alone', async (_, failing) => {
    let calls = 0;
    const handler = (event: never, context: never, callback: never) =>
      ++calls === 1 ? failing(event, context, callback) : (callback as Callback)(null, stated);
    const { call } = runtime(handler);
    await expect(call()).rejects.toThrow('mine');
    expect(await call()).toMatchObject(isTagged('2'));
  });

  it('or says nothing at all, which without a callback is the end of its call', () => {
    const instance = createInstance('i', false);
    const silent = rollcall((_event: unknown) => {}, { instance });
    expect([silent({}), silent({})]).toEqual([undefined, undefined]);
    expect(instance).toMatchObject({ calls: 2, inFlight: 0 });
  });
});
