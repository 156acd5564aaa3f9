import { expect, test } from 'vitest';
import { RequestSplit } from '../../../../src/stats/parts/by-request.ts';
import { sampleOf } from '../sample-of.ts';

test('3 of one request and 1 failed of another are counted apart, in the order of the scenario', () => {
  const split = new RequestSplit();
  for (const ms of [10, 20, 30]) split.add({ ...sampleOf({ sentAtMs: 0, completedAtMs: ms }), request: 'list' });
  split.add({
    ...sampleOf({ sentAtMs: 0, completedAtMs: 5 }),
    request: 'buy',
    outcome: { kind: 'http-error', status: 500 },
  });
  split.add(sampleOf({ sentAtMs: 0, completedAtMs: 5 }));
  expect(split.finish(['buy', 'list', 'never'])).toMatchObject([
    { name: 'buy', requests: { sent: 1, answered: 0, failed: 1 }, latencyMs: {} },
    { name: 'list', requests: { sent: 3, answered: 3 }, latencyMs: { serviceTime: { count: 3, min: 10, max: 30 } } },
    { name: 'never', requests: { sent: 0 } },
  ]);
  expect(new RequestSplit().finish(['list'])).toBeUndefined();
});

test('recorded requests come after those of the scenario, the most frequent first', () => {
  const split = new RequestSplit();
  for (const request of ['GET /b', 'buy', 'GET /c', 'GET /c', 'GET /a'])
    split.add({ ...sampleOf({ sentAtMs: 0, completedAtMs: 5 }), request });
  expect(split.finish(['buy'])?.map(({ name }) => name)).toEqual(['buy', 'GET /c', 'GET /a', 'GET /b']);
});
