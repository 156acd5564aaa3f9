import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EnvironmentEvent, EnvironmentState } from '../../../../src/model/platform/telemetry.ts';
import { aliveCurve, livesOf, livesWithin } from '../../../../src/stats/instances/environment-lives.ts';

const event = (
  environmentId: string,
  state: EnvironmentState,
  atEpochMs: number,
  reason?: string,
): EnvironmentEvent => ({
  ...{ type: 'rollcall.environment', time: '' },
  record: { environmentId, pid: 7, state, atEpochMs, ...(reason !== undefined && { reason }) },
});

/** From `starting` to `stopped`, with the reason of the stop. */
const life = (id: string, from: number, to?: number, reason = 'idle'): EnvironmentEvent[] => [
  event(id, 'starting', from),
  event(id, 'busy', from + 1),
  ...(to === undefined ? [] : [event(id, 'stopped', to, reason)]),
];

/** The run began at 1,000. Five environments; two are stopped as idle, one crashes, one is stopped with the platform. */
const events = [
  ...life('a', 1000, 1120),
  ...life('b', 1010, 1140),
  ...life('c', 1020, 1130, 'crash'),
  ...life('d', 1030, 1900, 'shutdown'),
  ...life('e', 1150),
];
const lives = livesOf([events], 1000);

it('a pause from 100 to 200 finds 4 alive, starts 1, stops 2 as idle at 120 and 140, loses 1, and leaves 2', () => {
  expect(livesWithin(lives, [{ fromMs: 100, toMs: 200 }])).toEqual({
    ...{ aliveAtStart: 4, started: 1, stoppedIdle: 2, stoppedOther: 1, aliveAtEnd: 2 },
    idleStops: { firstAtMs: 120, halfAtMs: 120, lastAtMs: 140 },
  });
});

it('an environment that is stopped at the end of a phase belongs to the next one', () => {
  const [before, after] = [
    { fromMs: 50, toMs: 120 },
    { fromMs: 120, toMs: 125 },
  ].map((w) => livesWithin(lives, [w]));
  expect(before).toEqual({ aliveAtStart: 4, started: 0, stoppedIdle: 0, stoppedOther: 0, aliveAtEnd: 4 });
  expect(after).toMatchObject({ aliveAtStart: 4, stoppedIdle: 1, aliveAtEnd: 3 });
});

it('half of 5 idle stops had come with the third', () => {
  const five = [10, 20, 30, 40, 50].flatMap((to, index) => life(`f${index}`, 0, to));
  const { idleStops } = livesWithin(livesOf([five], 0), [{ fromMs: 0, toMs: 60 }]);
  expect(idleStops).toEqual({ firstAtMs: 10, halfAtMs: 30, lastAtMs: 50 });
});

it('two repeats add up: each has 1 alive at its start and 1 at its end', () => {
  const platforms = [[...life('a', 0, 50, 'shutdown')], [...life('b', 100, 130), ...life('c', 120, 190, 'shutdown')]];
  const windows = [
    { fromMs: 10, toMs: 40 },
    { fromMs: 110, toMs: 150 },
  ];
  expect(livesWithin(livesOf(platforms, 0), windows)).toMatchObject({
    ...{ aliveAtStart: 2, started: 1, stoppedIdle: 1, stoppedOther: 0, aliveAtEnd: 2 },
  });
});

it('the curve of those five until 200: 4 from 30, 3 from 120, 2 from 130, 1 from 140, 2 from 150', () => {
  expect(aliveCurve(lives, 200)).toEqual([
    { atMs: 0, alive: 1, stoppedIdle: 0 },
    { atMs: 10, alive: 2, stoppedIdle: 0 },
    { atMs: 20, alive: 3, stoppedIdle: 0 },
    { atMs: 30, alive: 4, stoppedIdle: 0 },
    { atMs: 120, alive: 3, stoppedIdle: 1 },
    { atMs: 130, alive: 2, stoppedIdle: 1 },
    { atMs: 140, alive: 1, stoppedIdle: 2 },
    { atMs: 150, alive: 2, stoppedIdle: 2 },
  ]);
});

it('who is alive at the start and started is stopped or alive at the end, in any phases one after another', () => {
  const given = fc.array(fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 50 }), fc.boolean()), { maxLength: 30 });
  fc.assert(
    fc.property(given, fc.nat(100), (spans, cut) => {
      const all = livesOf(
        [spans.flatMap(([from, length, idle], at) => life(`${at}`, from, from + length + 2, idle ? 'idle' : 'crash'))],
        0,
      );
      const [one, two] = [
        { fromMs: 0, toMs: cut },
        { fromMs: cut, toMs: 160 },
      ].map((w) => livesWithin(all, [w]));
      for (const part of [one, two]) {
        if (part === undefined) throw new Error('no part');
        const { aliveAtStart, started, stoppedIdle, stoppedOther, aliveAtEnd } = part;
        expect(aliveAtStart + started - stoppedIdle - stoppedOther).toBe(aliveAtEnd);
      }
      expect(two?.aliveAtStart).toBe(one?.aliveAtEnd);
    }),
  );
});
