import { expect, test } from 'vitest';
import { failureOf, outcomeOf } from '../../../../src/loadgen/http/outcome.ts';

const answer = (status: number, retryAfter?: string) => ({
  ...{ status, body: Buffer.alloc(0), isBodyCut: false, keepAlive: true },
  headers: new Map(retryAfter === undefined ? [] : [['retry-after', retryAfter]]),
});

const successes = {
  isExpected: (status: number) => status >= 200 && status < 300,
  epochMs: Date.UTC(2026, 10, 21, 12, 0, 0),
};

test.each([
  [200, 'answered'],
  [204, 'answered'],
  [299, 'answered'],
  [302, 'http-error'],
  [404, 'http-error'],
  [429, 'throttled'],
  [502, 'http-error'],
])('status %i is %s', (status, kind) => {
  expect(outcomeOf(answer(status), successes)).toEqual({ kind, status });
});

test('an expected status is answered, also a 429, with what the platform said; another is not, also a 200', () => {
  const context = { ...successes, isExpected: (status: number) => status === 404 || status === 429, reason: 'why' };
  expect([404, 429, 200].map((status) => outcomeOf(answer(status), context))).toEqual([
    { kind: 'answered', status: 404, message: 'why' },
    { kind: 'answered', status: 429, message: 'why' },
    { kind: 'http-error', status: 200, message: 'why' },
  ]);
});

test.each<[string, number | undefined]>([
  ['2', 2000],
  ['0', 0],
  ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ['soon', undefined],
  ['-1', undefined],
])('Retry-After: %s is %s ms', (value, retryAfterMs) => {
  const expected = { kind: 'throttled', status: 429, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  expect(outcomeOf(answer(429, value), successes)).toEqual(expected);
});

const error = (code: string) => Object.assign(new Error(`it said ${code}`), { code });

test.each([
  ['ECONNREFUSED', false, 'refused'],
  ['ECONNRESET', true, 'reset'],
  ['EPIPE', true, 'reset'],
  ['ECONNRESET', false, 'reset'],
  ['EHOSTUNREACH', false, 'unreachable'],
  ['ETIMEDOUT', true, 'reset'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', false, 'unreachable'],
])('%s, sent: %s, is %s', (code, sent, kind) => {
  expect(failureOf(error(code), sent)).toEqual({ kind, message: `it said ${code}` });
});

test('a limit of this machine says what to raise', () => {
  expect(failureOf(error('EMFILE'), false)).toMatchObject({ message: expect.stringContaining('ulimit -n') });
});

test('a Retry-After that names a date is 30 s after the date of the answer, whatever our clock says', () => {
  const headers = new Map([
    ['date', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['retry-after', 'Sun, 06 Nov 1994 08:50:07 GMT'],
  ]);
  const outcome = outcomeOf({ ...answer(429), headers }, { isExpected: () => false, epochMs: 0 });
  expect(outcome).toEqual({ kind: 'throttled', status: 429, retryAfterMs: 30_000 });
});
