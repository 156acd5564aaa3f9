import { instancesAliveAt } from '../../src/concurrency/steady-poisson.ts';
import { awsAccount } from '../../src/model/platform/lambda.ts';
import type { EventFunction } from '../../src/simulator/platforms/event-function.ts';
import { simulate } from '../../src/simulator/simulate.ts';

/** `node simulated-main.js RATE CALL_MS DURATION_MS`: a Poisson load on an event function in a process of its own, whose memory is that of the simulation. */
const [perSecond = 1, callMs = 1, durationMs = 1] = process.argv.slice(2).map(Number);
const keepAliveMs = 600_000;

const platform: EventFunction = {
  kind: 'event',
  ...{ keepAlive: { kind: 'constant', ms: keepAliveMs }, maxLifeMs: Number.POSITIVE_INFINITY },
  account: { ...awsAccount, concurrentExecutions: 1e8, scaling: { burst: 1e8, perMs: 1000 } },
  call: { kind: 'exponential', meanMs: callMs },
};

const simulateFor = (ms: number, seed: number) =>
  simulate({ arrivals: { kind: 'poisson', perSecond, durationMs: ms }, platform, seed });

// V8 compiles the loop first.
simulateFor(Math.min(durationMs, (100_000 / perSecond) * 1000), 2);
const startedAtMs = performance.now();
const { requests, alive, inFlight } = simulateFor(durationMs, 1);
const seconds = (performance.now() - startedAtMs) / 1000;
const closedAtMs = performance.now();
const steady = instancesAliveAt({ perSecond, busySeconds: callMs / 1000, keepAliveSeconds: keepAliveMs / 1000 });
const closedMs = performance.now() - closedAtMs;
console.log(
  JSON.stringify({
    ...{ eventsPerSecond: (2 * requests.arrived) / seconds, mostMb: process.resourceUsage().maxRSS / 1024 },
    ...{ requests: requests.arrived, alive: alive.mean, peak: alive.peak, inFlight: inFlight.mean, steady, closedMs },
  }),
);
