import { expect, it } from 'vitest';
import { seededRandom } from '../../../../src/model/random.ts';
import type { WebFunction } from '../../../../src/simulator/platforms/web.ts';
import { simulate } from '../../../../src/simulator/simulate.ts';
import { Places } from '../../../../targets/lambda/web/places.ts';
import { unlimited } from '../unlimited.ts';

const web: WebFunction = {
  ...{ kind: 'web', perEnvironment: 4, maxEnvironments: 5, keepAliveMs: 600_000 },
  serving: { kind: 'independent', call: { kind: 'constant', ms: 100 } },
  init: { kind: 'constant', ms: 300 },
};

it('10 requests at once with 4 places each: 3 environments, all wait 300 ms for one', () => {
  const arrivals = { kind: 'bursts', size: 10, count: 1, everyMs: 10_000 } as const;
  const { measured, alive, waitedMs, mostPerEnvironment } = simulate({ arrivals, platform: web, seed: 1 });
  expect(measured).toMatchObject({ served: 10, coldStarts: 10, initializations: 3, throttled: 0 });
  expect(alive.peak).toBe(3);
  expect(waitedMs.percentile(0)).toBe(300);
  expect(mostPerEnvironment).toBe(4);
});

it('beyond 5 environments of 4 places a request is throttled at once: 20 of 23 are served', () => {
  const arrivals = { kind: 'bursts', size: 23, count: 1, everyMs: 10_000 } as const;
  expect(simulate({ arrivals, platform: web, seed: 1 }).requests).toEqual({ arrived: 23, completed: 20, throttled: 3 });
});

it('an environment without requests is gone after its keep-alive', () => {
  const arrivals = { kind: 'times', atMs: [0], durationMs: 2000 } as const;
  const { alive } = simulate({ arrivals, platform: { ...web, keepAliveMs: 1000 }, seed: 1 });
  // From 0 to 400 + 1,000 ms.
  expect(alive.mean).toBe(0.7);
});

// A new environment without an init is there for the request that starts it, as one of an event function is.
it('one place in each and no init: to the millisecond the environments of an event function', () => {
  const load = { arrivals: { kind: 'poisson', perSecond: 20, durationMs: 600_000 }, seed: 1 } as const;
  const keepAliveMs = 10_000;
  const shared = simulate({
    ...load,
    platform: { ...web, perEnvironment: 1, maxEnvironments: 1000, init: { kind: 'constant', ms: 0 }, keepAliveMs },
  });
  const event = simulate({ ...load, platform: { ...unlimited, keepAlive: { kind: 'constant', ms: keepAliveMs } } });
  expect(shared.measured.initializations).toBe(event.measured.initializations);
  expect(shared.alive.mean).toBe(event.alive.mean);
  expect([50, 99].map((percent) => shared.alive.percentile(percent))).toEqual(
    [50, 99].map((percent) => event.alive.percentile(percent)),
  );
});

interface Due {
  readonly atMs: number;
  readonly what: () => void;
}

/** The embedded Lambda's places in virtual time: what became of each request. */
function embedded(atMs: readonly number[], callMs: readonly number[], { initMs = 300 } = {}) {
  const places = new Places<number, object>({ maxConcurrencyPerEnvironment: 4, maxEnvironments: 5 });
  const due: Due[] = [];
  const counts = { throttled: 0, initializations: 0, coldStarts: 0 };
  let nowMs = 0;
  const at = (ms: number, what: () => void) => due.push({ atMs: ms, what });
  const place = (request: number, environment: object) =>
    at(nowMs + (callMs[request] ?? 0), () => {
      for (const placed of places.left(environment)) place(placed.request, placed.environment);
    });
  atMs.forEach((ms, request) => {
    at(ms, () => {
      const placement = places.arrive(request);
      if (placement.kind === 'throttle') counts.throttled += 1;
      if (placement.kind === 'forward') place(request, placement.environment);
      if (placement.kind !== 'start') return;
      const environment = {};
      counts.initializations += 1;
      places.started(environment);
      at(nowMs + initMs, () => {
        for (const placed of places.ready(environment)) {
          counts.coldStarts += 1;
          place(placed.request, placed.environment);
        }
      });
    });
  });
  while (due.length > 0) {
    due.sort((a, b) => a.atMs - b.atMs);
    const [next] = due.splice(0, 1);
    nowMs = next?.atMs ?? nowMs;
    next?.what();
  }
  return counts;
}

it('random loads: throttles, environments and cold starts are those of the places of the embedded Lambda', () => {
  let throttled = 0;
  for (let seed = 1; seed <= 30; seed += 1) {
    const random = seededRandom(seed);
    const atMs = Array.from({ length: 150 }, () => random() * 2000).sort((a, b) => a - b);
    const serviceMs = atMs.map(() => 1 + random() * 20 * seed);
    const { measured } = simulate({ arrivals: { kind: 'times', atMs, serviceMs }, platform: web, seed });
    const expected = embedded(atMs, serviceMs);
    expect(measured).toMatchObject(expected);
    throttled += expected.throttled;
  }
  // Otherwise the limit would not be compared.
  expect(throttled).toBeGreaterThan(100);
});
