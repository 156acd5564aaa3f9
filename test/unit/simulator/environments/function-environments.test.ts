import { expect, it } from 'vitest';
import { IdlePolicy } from '../../../../src/concurrency/idle-policy.ts';
import type { KeepAlive } from '../../../../src/model/platform/lambda.ts';
import { seededRandom } from '../../../../src/model/random.ts';
import { FunctionEnvironments } from '../../../../src/simulator/environments/function-environments.ts';
import type { Routing } from '../../../../src/simulator/environments/idle-order.ts';
import { LevelClock } from '../../../../src/simulator/statistics/level.ts';
import { unlimited } from '../unlimited.ts';

function environmentsOf(
  keepAlive: KeepAlive,
  { routing = 'most-recently-used' as Routing, maxLifeMs = Number.POSITIVE_INFINITY } = {},
) {
  const options = { ...unlimited, keepAlive, maxLifeMs, routing, random: seededRandom(5) };
  return new FunctionEnvironments(options, {
    alive: new LevelClock(0),
    inFlight: new LevelClock(0),
    completed: () => {},
  });
}

/** Two requests at 0, then one every 400 ms, each of 10 ms. Environments that are kept for 1 s. */
function aliveWith(routing: Routing): number {
  const environments = environmentsOf({ kind: 'constant', ms: 1000 }, { routing });
  for (const atMs of [0, 0, 400, 800, 1200, 1600, 2000]) {
    environments.advanceTo(atMs);
    environments.occupy(environments.admit(), atMs + 10);
  }
  return environments.alive;
}

it('taking the most recently used one lets the other expire; taking the least recently used one keeps both', () => {
  expect(aliveWith('most-recently-used')).toBe(1);
  expect(aliveWith('least-recently-used')).toBe(2);
});

it('the newest one is taken, not the one that was used last', () => {
  const environments = environmentsOf({ kind: 'constant', ms: 60_000 }, { routing: 'newest' });
  const [first, second] = [environments.admit(), environments.admit()];
  environments.occupy(first, 100);
  environments.occupy(second, 50);
  environments.advanceTo(200);
  expect(environments.admit()).toBe(second);
});

/** As the embedded Lambda: IdlePolicy says which environment is taken and when each ends. */
function byIdlePolicy(keepAlive: KeepAlive, maxLifeMs: number, calls: readonly { atMs: number; endMs: number }[]) {
  const idle = new IdlePolicy<object>({ keepAlive, maxLifeMs, random: seededRandom(5) });
  const busy: { endMs: number; environment: object }[] = [];
  let alive = 0;
  return calls.map(({ atMs, endMs }) => {
    busy.sort((a, b) => a.endMs - b.endMs);
    while ((busy[0]?.endMs ?? Number.POSITIVE_INFINITY) <= atMs) {
      const ended = busy.shift();
      if (ended === undefined) break;
      idle.add(ended.environment, ended.endMs);
      alive -= idle.expired(ended.endMs).length;
    }
    alive -= idle.expired(atMs).length;
    const taken = idle.take(atMs);
    const environment = taken ?? {};
    if (taken === undefined) {
      idle.started(environment, atMs);
      alive += 1;
    }
    busy.push({ endMs, environment });
    return { isNew: taken === undefined, alive };
  });
}

const keepAlives: readonly KeepAlive[] = [
  { kind: 'constant', ms: 700 },
  { kind: 'uniform', minMs: 0, maxMs: 1500 },
  { kind: 'exponential', meanMs: 500 },
  { kind: 'halving', periodMs: 300 },
];

it.each(keepAlives)(
  '$kind keep-alives and a maximum life: each request as the idle policy of the embedded Lambda has it',
  (keepAlive) => {
    const random = seededRandom(11);
    const calls: { atMs: number; endMs: number }[] = [];
    for (let call = 0, atMs = 0; call < 3000; call += 1) {
      atMs += -40 * Math.log(1 - random());
      calls.push({ atMs, endMs: atMs - 200 * Math.log(1 - random()) });
    }
    const environments = environmentsOf(keepAlive, { maxLifeMs: 5000 });
    const simulated = calls.map(({ atMs, endMs }) => {
      environments.advanceTo(atMs);
      environments.occupy(environments.admit(), endMs);
      return { isNew: environments.admitted.isNew, alive: environments.alive };
    });
    expect(simulated).toEqual(byIdlePolicy(keepAlive, 5000, calls));
  },
);
