import { expect, it } from 'vitest';
import { seededRandom } from '../../../../src/model/random.ts';
import { type WindowMaximum, windowMaximum } from '../../../../src/simulator/closed-forms/window-maximum.ts';
import { FunctionEnvironments } from '../../../../src/simulator/environments/function-environments.ts';
import { LevelClock } from '../../../../src/simulator/statistics/level.ts';
import { unlimited } from '../unlimited.ts';

it('two requests at once, then one at a time: the second environment stays for the keep-alive', () => {
  const startMs = [0, 0, 100, 1050, 2200, 2250];
  const endMs = [50, 60, 150, 1090, 2300, 2300];
  const { coldStarts, isCold, alive, inFlight } = windowMaximum({ startMs, endMs, keepAliveMs: 1000 });
  expect([...isCold]).toEqual([1, 1, 0, 0, 1, 1]);
  expect(coldStarts).toBe(4);
  // 2 until 50 + 1,000 ms, as the last instant with both in flight is just before 50; 1 until 1,090 + 1,000; none; 1 from 2,200, 2 from 2,250.
  expect(alive.mean).toBeCloseTo((2 * 1050 + 1 * 1040 + 0 * 110 + 1 * 50 + 2 * 50) / 2300, 9);
  expect(alive.peak).toBe(2);
  expect(inFlight.mean).toBeCloseTo((50 + 60 + 50 + 40 + 100 + 50) / 2300, 9);
});

it('refuses requests out of order, and one that ends before it starts', () => {
  expect(() => windowMaximum({ startMs: [2, 1], endMs: [3, 3], keepAliveMs: 1 })).toThrow('request 1 starts before');
  expect(() => windowMaximum({ startMs: [2], endMs: [1], keepAliveMs: 1 })).toThrow(
    'request 0 does not end after its start',
  );
});

/** Whole milliseconds: many things happen at one instant. */
function randomTrace(seed: number, requests: number) {
  const random = seededRandom(seed);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const [gapMs, callMs, keepAliveMs] = [1 + upTo(12), 1 + upTo(60), 1 + upTo(90)];
  const startMs = new Float64Array(requests);
  const endMs = new Float64Array(requests);
  for (let index = 0, atMs = 0; index < requests; index += 1) {
    // A third of them arrive at the instant of the one before, and some after a long silence.
    if (upTo(2) > 0) atMs += upTo(upTo(20) === 0 ? 50 * gapMs : gapMs);
    startMs[index] = atMs;
    endMs[index] = atMs + 1 + upTo(callMs);
  }
  return { startMs, endMs, keepAliveMs };
}

function simulated({ startMs, endMs, keepAliveMs }: ReturnType<typeof randomTrace>): WindowMaximum {
  const [alive, inFlight] = [new LevelClock(0), new LevelClock(0)];
  const keepAlive = { kind: 'constant', ms: keepAliveMs } as const;
  const options = { ...unlimited, keepAlive, random: seededRandom(1) };
  const environments = new FunctionEnvironments(options, { alive, inFlight, completed: () => {} });
  const isCold = startMs.map((atMs, index) => {
    environments.advanceTo(atMs);
    environments.occupy(environments.admit(), endMs[index] ?? 0);
    return Number(environments.admitted.isNew);
  });
  const lastMs = Math.max(...endMs);
  environments.advanceTo(lastMs);
  for (const level of [alive, inFlight]) level.end(lastMs);
  return { alive, inFlight, isCold: Uint8Array.from(isCold), coldStarts: isCold.reduce((sum, cold) => sum + cold, 0) };
}

/** Levels of whole milliseconds: their means are the same to the last bit. */
const figures = ({ alive, inFlight, coldStarts }: WindowMaximum) => ({
  coldStarts,
  levels: [alive, inFlight].map(({ mean, peak }) => ({ mean, peak })),
  percentiles: [10, 25, 50, 75, 90, 99].map((percent) => alive.percentile(percent)),
});

it('a million events of 500 random traces with ties: the simulator agrees on every cold start and on the time at every level', () => {
  let [events, coldStarts] = [0, 0];
  for (let seed = 1; seed <= 500; seed += 1) {
    const trace = randomTrace(seed, 1000);
    const [one, other] = [simulated(trace), windowMaximum(trace)];
    expect(figures(one)).toEqual(figures(other));
    expect(Buffer.compare(one.isCold, other.isCold)).toBe(0);
    events += 2000;
    coldStarts += one.coldStarts;
  }
  expect(events).toBe(1_000_000);
  // Otherwise little would be compared.
  expect(coldStarts).toBeGreaterThan(10_000);
});
