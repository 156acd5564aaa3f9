import { expect, test } from 'vitest';
import { checkRequestMemory } from '../../../../src/experiment/before/request-memory.ts';

test('1,000 requests of 256 KiB fit into one thread and 2, not into 3', () => {
  const request = { method: 'POST', path: '/', headers: {}, body: 'x'.repeat(256 * 1024) };
  const list = Array(1000).fill(request);
  expect(() => checkRequestMemory(list, 2)).not.toThrow();
  expect(() => checkRequestMemory(list, 3)).toThrow(
    'the 1,000 different requests take 251 MB in each of 3 threads; at most 512 MB together',
  );
});
