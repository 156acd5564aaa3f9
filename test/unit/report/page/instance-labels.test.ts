import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instanceLabels } from '../../../../src/report/page/instance-labels.ts';
import { targetResult } from '../../experiment/target-result.ts';

const life = (instanceId: string) => ({
  ...{ instanceId, invocations: 1, coldStart: false, firstSeenAtMs: 0, lastSeenAtMs: 1, busyMs: 1, peakInFlight: 1 },
});

function labels(...ids: string[]): string[] {
  const { environments } = targetResult('api');
  const labelOf = instanceLabels({ environments: { ...environments, list: ids.map(life) } });
  return ids.map(labelOf);
}

it('is the beginning where that is enough', () => {
  expect(labels('one', '1b4e28ba-2fa1-11d2-883f-0016d3cca427', '7d9f8b6c-0000')).toEqual([
    ...['one', '1b4e28ba…', '7d9f8b6c…'],
  ]);
});

it('is the end of those that begin alike, as pods do, and only of those', () => {
  expect(labels('orders-7d9f8b6c5-x2k4q', 'orders-7d9f8b6c5-m8z1p', 'carts-1234567')).toEqual([
    ...['…c5-x2k4q', '…c5-m8z1p', 'carts-12…'],
  ]);
});

it('is a hash of those that differ in between', () => {
  const [one, other] = labels(`${'x'.repeat(300)}1${'y'.repeat(300)}`, `${'x'.repeat(300)}2${'y'.repeat(300)}`);
  expect([one, other]).toEqual([expect.stringMatching(/^#[0-9a-f]{8}$/), expect.stringMatching(/^#[0-9a-f]{8}$/)]);
  expect(one).not.toBe(other);
});

it('is never that of another, and no longer than a lane has room for', () => {
  const id = fc.string({ unit: fc.constantFrom('a', 'b', '…', '#', '😀'), minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 60 }), (ids) => {
      const all = labels(...ids);
      expect(new Set(all).size).toBe(ids.length);
      for (const label of all) expect([...label].length).toBeLessThanOrEqual(9);
    }),
  );
});
