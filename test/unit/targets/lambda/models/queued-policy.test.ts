import { describe, expect, it } from 'vitest';
import { QueuedPolicy } from '../../../../../targets/lambda/models/queued-policy.ts';

/** A burst at 0 in virtual time. Returned is, per request, when it ended and as which call of which instance. */
function burst(size: number, options: { maxInstances: number; addEveryMs: number; initMs: number; callMs: number }) {
  const policy = new QueuedPolicy<number, { readonly id: number; calls: number }>(options);
  const events: { atMs: number; happens: () => void }[] = [];
  const at = (atMs: number, happens: () => void) => events.push({ atMs, happens });
  const ends: { atMs: number; instance: number; call: number }[] = [];
  let instances = 0;
  let nowMs = 0;
  const call = (instance: { id: number; calls: number }, _request: number, initMs = 0) => {
    instance.calls += 1;
    const nth = instance.calls;
    at(nowMs + initMs + options.callMs, () => {
      ends.push({ atMs: nowMs, instance: instance.id, call: nth });
      const next = policy.free(instance);
      if (next !== undefined) call(instance, next);
    });
  };
  const add = () => {
    const request = policy.add(nowMs);
    if (request === undefined) return;
    instances += 1;
    call({ id: instances, calls: 0 }, request, options.initMs);
    const nextMs = policy.addAtMs();
    if (nextMs !== undefined) at(nextMs, add);
  };
  for (let request = 1; request <= size; request++) policy.arrive(request);
  add();
  while (events.length > 0) {
    events.sort((one, other) => one.atMs - other.atMs);
    const event = events.shift();
    nowMs = event?.atMs ?? nowMs;
    event?.happens();
  }
  return ends;
}

describe('a burst of 10', () => {
  it('one instance a second, calls of 2,000 ms, init 500: 4 instances, the last of them at 3,000 ms', () => {
    const ends = burst(10, { maxInstances: 4, addEveryMs: 1000, initMs: 500, callMs: 2000 });
    // First calls end at 2,500, 3,500, 4,500, 5,500; the queue of 6 goes on at each of these, then 2,000 ms each.
    expect(ends.map(({ atMs }) => atMs)).toEqual([2500, 3500, 4500, 4500, 5500, 5500, 6500, 6500, 7500, 7500]);
    expect(new Set(ends.map(({ instance }) => instance)).size).toBe(4);
  });

  it('as no more than 4 wait at 3,000 ms, a fifth is added only if there may be one', () => {
    const ends = burst(10, { maxInstances: 5, addEveryMs: 1000, initMs: 500, callMs: 2000 });
    expect(new Set(ends.map(({ instance }) => instance)).size).toBe(5);
    expect(ends.filter(({ call }) => call === 1).map(({ atMs }) => atMs)).toEqual([2500, 3500, 4500, 5500, 6500]);
  });
});

it('nothing is added while nobody waits, nor before its time', () => {
  const policy = new QueuedPolicy<number, { id: number }>({ maxInstances: 2, addEveryMs: 100 });
  expect(policy.add(0)).toBeUndefined();
  policy.arrive(1);
  policy.arrive(2);
  expect([policy.add(0), policy.add(99), policy.addAtMs(), policy.add(100), policy.addAtMs()]).toEqual([
    1,
    undefined,
    100,
    2,
    undefined,
  ]);
});

it('an instance that has gone takes no more, and leaves room for another', () => {
  const policy = new QueuedPolicy<number, { id: number }>({ maxInstances: 1, addEveryMs: 100 });
  policy.arrive(1);
  policy.add(0);
  const instance = { id: 1 };
  expect(policy.free(instance)).toBeUndefined();
  policy.gone(instance);
  expect(policy.arrive(2)).toBeUndefined();
  expect(policy.add(100)).toBe(2);
});
