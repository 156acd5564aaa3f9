import { expect, test } from 'vitest';
import { expectedStatuses } from '../../../src/scenario/expected-statuses.ts';
import { expectSchema } from '../../../src/target-kinds/fields/expect.ts';

/** Of every status that HTTP has. */
const accepted = (status?: unknown): number[] => {
  const isExpected = expectedStatuses(expectSchema.parse(status === undefined ? {} : { status }));
  return Array.from({ length: 600 }, (_, candidate) => candidate).filter(isExpected);
};

test.each<[string, unknown, readonly number[]]>([
  ['one', 404, [404]],
  ['several', [302, 304], [302, 304]],
])('%s', (_, status, expected) => {
  expect(accepted(status)).toEqual(expected);
});

test('by default the hundred from 200 to 299, of a class all of its hundred', () => {
  expect([accepted().length, accepted()[0], accepted().at(-1)]).toEqual([100, 200, 299]);
  expect([accepted('3xx').length, accepted('3xx')[0], accepted('3xx').at(-1)]).toEqual([100, 300, 399]);
  expect(accepted(['2xx', 404, '2xx'])).toEqual([...accepted(), 404]);
});

test('not said at all is the default as well', () => {
  const isExpected = expectedStatuses();
  expect([199, 200, 299, 300].map(isExpected)).toEqual([false, true, true, false]);
});

test.each([[100], [600], [404.5], ['404'], ['1xx'], ['2XX'], [[]], [null]])('%j is refused', (status) => {
  expect(expectSchema.safeParse({ status }).success).toBe(false);
});
