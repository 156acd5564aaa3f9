import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EnvironmentEvent, EnvironmentState } from '../../../../src/model/platform/telemetry.ts';
import { aliveAt, peakAlive } from '../../../../src/stats/instances/lifecycle.ts';

const event = (environmentId: string, state: EnvironmentState, atEpochMs: number) =>
  ({
    type: 'rollcall.environment',
    time: new Date(atEpochMs).toISOString(),
    record: { environmentId, pid: 7, state, atEpochMs },
  }) satisfies EnvironmentEvent;

const life = (id: string, from: number, to?: number): EnvironmentEvent[] => [
  event(id, 'starting', from),
  event(id, 'idle', from + 1),
  ...(to === undefined ? [] : [event(id, 'stopped', to)]),
];

it('at 5: a and b, at 10 b and c, as a stops at 10 when c starts', () => {
  const events = [...life('a', 0, 10), ...life('b', 5, 20), ...life('c', 10, 20)];
  expect([-1, 5, 10, 20].map((at) => aliveAt(events, at))).toEqual([0, 2, 2, 0]);
});

describe('environments alive at once', () => {
  it('are 2 of three: a and b together, c after a stopped', () => {
    expect(peakAlive([...life('a', 0, 10), ...life('b', 5, 20), ...life('c', 10, 20)])).toBe(2);
  });

  it('count those that never stopped', () => {
    expect(peakAlive([...life('a', 0), ...life('b', 50), ...life('c', 99, 100)])).toBe(3);
  });

  it('in a window are those of the window: 1 from 15 to 30, though 2 were alive before', () => {
    const events = [...life('a', 0, 10), ...life('b', 0, 20)];
    expect(peakAlive(events, { fromEpochMs: 15, toEpochMs: 30 })).toBe(1);
    expect(peakAlive(events, { fromEpochMs: 20, toEpochMs: 30 })).toBe(0);
    expect(peakAlive(events, { fromEpochMs: 0, toEpochMs: 30 })).toBe(2);
  });

  it('equal counting at every start, whatever the lives and the order of the events', () => {
    const lives = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 2, max: 30 }), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(lives, fc.infiniteStream(fc.nat()), (given, shuffle) => {
        const spans = given.map(([from, length, stops]) => ({ from, to: stops ? from + length : undefined }));
        const events = spans
          .flatMap(({ from, to }, i) => life(`e${i}`, from, to))
          .map((value) => ({ value, key: shuffle.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ value }) => value);
        const alive = (t: number) => spans.filter(({ from, to = 1e9 }) => from <= t && t < to).length;
        expect(peakAlive(events)).toBe(Math.max(0, ...spans.map(({ from }) => alive(from))));
      }),
    );
  });
});
