import { expect, test } from 'vitest';
import { namedByPath } from '../../../../src/scenario/request/recorded-names.ts';

const requestTo = (path: string) => ({ method: 'GET', path, headers: {} });
const named = (...paths: string[]) => namedByPath(paths.map(requestTo));

test('numbers, UUIDs and keys of a path are one name, and a query has no part in it', () => {
  const { entries, entryOf } = named(
    '/users/17/orders?page=2',
    '/users/18/orders',
    '/users/0b1f4c1e-8f6a-4c3e-9d2a-3f1b2c4d5e6f/orders',
    '/users/sk_live_4eC39HqLyjWDarjtT1/orders',
    '/users/me/orders',
  );
  expect(entries).toEqual([{ name: 'GET /users/{id}/orders' }, { name: 'GET /users/me/orders' }]);
  expect([...entryOf]).toEqual([0, 0, 0, 0, 1]);
});

test('of 60 paths the 49 that are sent most often have their names, the other 11 share one', () => {
  const letters = (n: number) => String.fromCharCode(97 + Math.floor(n / 26), 97 + (n % 26));
  const list = Array.from({ length: 60 }, (_, n) => requestTo(`/${letters(n)}`));
  // Each path once, and the last one twice.
  const { entries, entryOf } = namedByPath(list, [...list.keys(), 59]);
  expect(entries).toHaveLength(50);
  expect([entries[0], entries[1], entries[49]]).toEqual([
    { name: 'GET /ch' },
    { name: 'GET /aa' },
    { name: 'other requests' },
  ]);
  expect([...entryOf].filter((entry) => entry === 49)).toHaveLength(11);
});
